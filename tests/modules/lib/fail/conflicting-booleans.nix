{ lib }:
with lib;
builtins.deepSeq
  (evalModules {
    modules = [
      {
        _file = "options.nix";
        options = { a = mkOption { type = types.bool; }; };
      }
        {
          _file = "a.nix";
          config = { a = true; };
        }
        {
          _file = "b.nix";
          config = { a = false; };
        }
    ];
  }).config
  true
