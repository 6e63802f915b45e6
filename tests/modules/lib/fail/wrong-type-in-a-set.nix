{ lib }:
with lib;
builtins.deepSeq
  (evalModules {
    modules = [
      {
        _file = "options.nix";
        options = { a = mkOption { type = types.attrsOf types.bool; }; };
      }
        {
          _file = "a.nix";
          config = { a.b = "yes"; };
        }
    ];
  }).config
  true
