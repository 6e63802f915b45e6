# outputHashMode = "git": the hash is that of a blob or tree.
let
  d = derivation {
    name = "tree"; system = "s"; builder = "b";
    outputHashMode = "git"; outputHashAlgo = "sha1"; outputHash = "da39a3ee5e6b4b0d3255bfef95601890afd80709";
  };
in [ d.outPath d.drvPath ]
