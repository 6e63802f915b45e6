# Known answers of BLAKE3: nothing, a short text, more than one block, more than one chunk, several levels of the tree.
let
  repeat = n: builtins.concatStringsSep "" (builtins.genList (_: "0123456789abcdef") n);
  hash = builtins.hashString "blake3";
in
map hash [ "" "abc" (repeat 4) (repeat 5) (repeat 64) (repeat 65) (repeat 1000) ]
++ [ (builtins.convertHash { hash = hash "abc"; hashAlgo = "blake3"; toHashFormat = "sri"; }) ]
