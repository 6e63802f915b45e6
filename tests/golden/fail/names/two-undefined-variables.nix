{
  a = firstt;
  b = secondd;
}
