{ lib }:
with lib;
builtins.deepSeq
  (evalModules {
    modules = [
      {
        _file = "options.nix";
        options = { a = mkOption { type = types.enum [ "x" "y" ]; }; };
      }
        {
          _file = "a.nix";
          config = { a = "z"; };
        }
    ];
  }).config
  true
