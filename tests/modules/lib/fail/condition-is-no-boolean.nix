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
          config = { a = mkIf "yes" 1; };
        }
    ];
  }).config
  true
