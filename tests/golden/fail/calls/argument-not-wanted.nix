let
  greet = { name }: name;
in
greet {
  name = "Ada";
  age = 36;
}
