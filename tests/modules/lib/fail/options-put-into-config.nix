{ lib }:
with lib;
builtins.deepSeq
  (evalModules {
    modules = [
      {
        _file = "options.nix";
        options = { };
      }
        {
          _file = "a.nix";
          config = { foo = lib.mkOption { }; };
        }
    ];
  }).config
  true
