builtins.toJSON [
  { outPath = "/out"; rest = throw "unused"; }
  { outPath = { a = 1; }; }
]
