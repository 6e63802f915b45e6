{
  a = "hello;
}
