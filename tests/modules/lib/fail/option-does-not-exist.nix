{ lib }:
with lib;
builtins.deepSeq
  (evalModules {
    modules = [
      {
        _file = "options.nix";
        options = { a.enable = mkEnableOption "a"; a.other = mkOption { default = 1; }; };
      }
        {
          _file = "a.nix";
          config = { a.enabel = true; };
        }
    ];
  }).config
  true
