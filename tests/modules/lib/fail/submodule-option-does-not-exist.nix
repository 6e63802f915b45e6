{ lib }:
with lib;
builtins.deepSeq
  (evalModules {
    modules = [
      {
        _file = "options.nix";
        options = { a = mkOption { type = types.attrsOf (types.submodule { options.enable = mkEnableOption "it"; }); }; };
      }
        {
          _file = "a.nix";
          config = { a.x.enabled = true; };
        }
    ];
  }).config
  true
