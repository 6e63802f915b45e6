{ lib }:
with lib;
(evalModules {
  modules = [
    {
      _file = "a.nix";
      options.x = mkOption { type = types.int; };
    }
    {
      _file = "b.nix";
      options.x = mkOption { type = types.str; };
    }
  ];
}).options.x.type.name
