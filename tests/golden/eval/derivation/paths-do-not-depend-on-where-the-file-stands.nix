(derivation {
  name = "fixed-answer";
  system = "x86_64-linux";
  builder = "/bin/sh";
  text = builtins.toFile "text" "the same everywhere";
}).drvPath
