let
  key = "a";
in
{
  a = 1;
  ${key} = 2;
}
