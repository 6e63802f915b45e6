{ lib }:
with lib;
builtins.deepSeq
  (evalModules {
    modules = [
      {
        _file = "options.nix";
        options = { a = mkOption { type = types.listOf types.str; }; };
      }
        {
          _file = "a.nix";
          config = { a = [ "x" 1 ]; };
        }
    ];
  }).config
  true
