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
      options.x.y = mkOption { type = types.int; };
    }
  ];
}).options.x.type.name
