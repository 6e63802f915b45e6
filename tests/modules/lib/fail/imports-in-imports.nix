{ lib }:
with lib;
(evalModules {
  modules = [
    {
      _file = "a.nix";
      imports = [ [ { } ] ];
    }
  ];
}).config.x
