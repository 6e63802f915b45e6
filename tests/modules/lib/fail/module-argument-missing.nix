{ lib }:
with lib;
(evalModules {
  modules = [
    (
      { nobody, ... }:
      {
        options.x = mkOption { default = nobody; };
      }
    )
  ];
}).config.x
