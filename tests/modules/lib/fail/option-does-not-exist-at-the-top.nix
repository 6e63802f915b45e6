{ lib }:
with lib;
builtins.deepSeq
  (evalModules {
    modules = [
      {
        _file = "options.nix";
        options = { programs.git.enable = mkEnableOption "git"; };
      }
        {
          _file = "a.nix";
          config = { program.git.enable = true; };
        }
    ];
  }).config
  true
