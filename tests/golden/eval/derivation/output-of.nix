# The output of a derivation by its path, where it is known; else, and for outputs of outputs, what stands for it.
let
  make = attrs: derivation ({ name = "d"; system = "s"; builder = "b"; } // attrs);
  plain = make { outputs = [ "out" "dev" ]; };
  floating = make { __contentAddressed = true; outputHashMode = "recursive"; outputHashAlgo = "sha256"; };
  drv = d: builtins.unsafeDiscardOutputDependency d.drvPath;
  inner = builtins.outputOf (drv floating) "out";
in
{
  known = builtins.outputOf (drv plain) "dev" == plain.dev.outPath;
  context = builtins.attrNames (builtins.getContext (builtins.outputOf (drv plain) "dev")) == [ (drv plain) ];
  floating = inner == floating.outPath;
  computed = builtins.outputOf inner "out";
}
