# The trace names the derivation and the attribute.
builtins.derivationStrict {
  name = "outer";
  system = "x86_64-linux";
  builder = "/bin/sh";
  flags = [ "-a" { verbose = true; } ];
}
