{ lib }:
with lib;
builtins.deepSeq
  (evalModules {
    modules = [
      {
        _file = "options.nix";
        options = { a = mkOption { type = types.nullOr types.int; }; };
      }
        {
          _file = "a.nix";
          config = { a = null; };
        }
        {
          _file = "b.nix";
          config = { a = 1; };
        }
    ];
  }).config
  true
