{ lib }:
with lib;
builtins.deepSeq
  (evalModules {
    modules = [
      {
        _file = "options.nix";
        options = { a = mkOption { type = types.int; readOnly = true; default = 1; }; };
      }
        {
          _file = "a.nix";
          config = { a = 2; };
        }
    ];
  }).config
  true
