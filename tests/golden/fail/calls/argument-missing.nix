let
  greet = { name, greeting }: "${greeting}, ${name}";
in
greet { name = "Ada"; }
