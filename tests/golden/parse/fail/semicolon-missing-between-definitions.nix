{
  a = 1
  b = 2;
  c.d = f x
  inherit e;
}
