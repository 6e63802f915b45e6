# A configuration and a package set, evaluated to a home.
{
  configuration,
  pkgs,
  lib ? pkgs.lib,
  # Whether a definition without an option is an error.
  check ? true,
  extraSpecialArgs ? { },
  # What the package set was called with beside its configuration and overlays.
  packageArguments ? { },
  # Modules beside those of the index; see index.nix.
  minimal ? false,
}:
let
  extendedLib = import ./lib/extend.nix lib;
  inherit (extendedLib) evalModules;

  modules = [
    configuration
    {
      _file = ./evaluate.nix;
      _module.args = {
        basePackages = pkgs;
        inherit packageArguments;
        pkgsPath = extendedLib.mkDefault pkgs.path;
      };
      _module.check = check;
    }
  ]
  ++ import ./index.nix { inherit minimal; };

  failed = config: map (item: item.message) (builtins.filter (item: !item.assertion) config.assertions);

  # The result is only given when all assertions hold, and each warning is said once.
  checked =
    evaluated:
    let
      messages = failed evaluated.config;
      # The program shows warnings itself; any other evaluator is given them to trace.
      isTold = evaluated.config.hm.version != "";
      warned = extendedLib.foldr (warning: builtins.trace "warning: ${warning}") evaluated (
        extendedLib.optionals (!isTold) evaluated.config.warnings
      );
    in
    if messages == [ ] then
      warned
    else
      throw "\nFailed assertions:\n${extendedLib.concatMapStringsSep "\n" (text: "- ${text}") messages}";

  finish =
    evaluated:
    let
      home = checked evaluated;
    in
    # Attribute by attribute, so that `unchecked` can be had where the check fails.
    extendedLib.mapAttrs (name: _: home.${name}) evaluated
    // {
      inherit (home.config.home) activationPackage;
      activation-script = home.config.home.activationPackage;
      newsDisplay = evaluated.config.news.display;
      newsEntries = evaluated.config.news.entries;
      inherit (home._module.args) pkgs;
      # Without the check, for tools that report warnings and assertions themselves.
      unchecked = evaluated;
      extendModules = arguments: finish (evaluated.extendModules arguments);
    };
in
finish (evalModules {
  inherit modules;
  class = "homeManager";
  specialArgs = {
    modulesPath = toString ./.;
  }
  // extraSpecialArgs;
})
