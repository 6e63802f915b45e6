{ lib }:
with lib;
(evalModules {
  modules = [ (mkRemovedOptionModule [ "gone" ] "Use the other.") ];
}).config.gone
