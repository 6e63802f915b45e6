{
  a = ;
  b = (1 + ;
  c = [ 1 = ];
  d = if x then y;
  e = { f = ) ; g = 1 };
  h = 1;
}
