{ lib }:
with lib;
builtins.deepSeq
  (evalModules {
    modules = [
      {
        _file = "options.nix";
        options = { a = mkOption { type = types.uniq types.str; }; };
      }
        {
          _file = "a.nix";
          config = { a = "x"; };
        }
        {
          _file = "b.nix";
          config = { a = "x"; };
        }
    ];
  }).config
  true
