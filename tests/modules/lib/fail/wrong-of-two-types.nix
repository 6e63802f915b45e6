{ lib }:
with lib;
builtins.deepSeq
  (evalModules {
    modules = [
      {
        _file = "options.nix";
        options = { a = mkOption { type = types.either types.int types.str; }; };
      }
        {
          _file = "a.nix";
          config = { a = [ ]; };
        }
    ];
  }).config
  true
