{ lib }:
with lib;
(evalModules {
  modules = [
    {
      _file = "a.nix";
      options.x = types.int;
    }
  ];
}).config.x
