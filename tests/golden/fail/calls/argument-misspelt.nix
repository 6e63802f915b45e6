let
  greet = { name, greeting ? "hello" }: "${greeting}, ${name}";
in
greet { name = "Ada"; greting = "hi"; }
