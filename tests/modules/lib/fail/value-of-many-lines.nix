{ lib }:
with lib;
builtins.deepSeq
  (evalModules {
    modules = [
      {
        _file = "options.nix";
        options = { a = mkOption { type = types.int; }; };
      }
        {
          _file = "a.nix";
          config = { a = { one = 1; two = "2"; three = [ 3 ]; }; };
        }
    ];
  }).config
  true
