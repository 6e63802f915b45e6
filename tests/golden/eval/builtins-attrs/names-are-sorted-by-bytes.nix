builtins.attrNames {
  b = 1;
  "a-b" = 2;
  ab = 3;
  A = 4;
  "10" = 5;
  "é" = 6;
}
