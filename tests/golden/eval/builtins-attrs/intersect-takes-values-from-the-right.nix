builtins.intersectAttrs {
  a = "left";
  b = "left";
} {
  b = "right";
  c = "right";
}
