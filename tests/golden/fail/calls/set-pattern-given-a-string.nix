let
  greet = { name }: name;
in
greet "Ada"
