toString {
  outPath = "/out";
  __toString = self: "method of ${self.outPath}";
}
