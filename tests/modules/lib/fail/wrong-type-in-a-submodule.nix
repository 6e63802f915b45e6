{ lib }:
with lib;
builtins.deepSeq
  (evalModules {
    modules = [
      {
        _file = "options.nix";
        options = { a = mkOption { type = types.submodule { options.port = mkOption { type = types.port; }; }; }; };
      }
        {
          _file = "a.nix";
          config = { a.port = 70000; };
        }
    ];
  }).config
  true
