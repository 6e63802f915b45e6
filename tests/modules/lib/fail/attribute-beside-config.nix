{ lib }:
with lib;
(evalModules {
  modules = [
    {
      config.a = 1;
      b = 2;
    }
  ];
}).config
