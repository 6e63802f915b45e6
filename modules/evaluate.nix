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
  # Whether to leave out the modules that have to be asked for; `modulesPath` leads to them.
  minimal ? false,
}:
let
  extendedLib = import ./lib/extend.nix lib;
  inherit (extendedLib) evalModules;
  index = import ./index.nix;

  specialArgs = {
    modulesPath = toString ./.;
  }
  // extraSpecialArgs;

  own = {
    _file = ./evaluate.nix;
    _module.args = {
      basePackages = pkgs;
      inherit packageArguments;
      pkgsPath = extendedLib.mkDefault pkgs.path;
    };
    _module.check = check;
  };

  evaluateWith =
    modules:
    evalModules {
      class = "homeManager";
      inherit specialArgs;
      modules = [
        configuration
        own
      ]
      ++ index.always
      ++ modules;
    };

  roomFiles = extendedLib.concatMap extendedLib.attrValues (extendedLib.attrValues index.rooms);
  whole = evaluateWith (if minimal then [ ] else roomFiles);

  scout = import ./scout.nix {
    lib = extendedLib;
    inherit
      configuration
      specialArgs
      whole
      index
      ;
  };

  # Options of a module that is not read otherwise, each with the file it stands in. Nobody defines
  # them, so they have their defaults; reading one reads the file.
  declareOnly =
    room: files:
    {
      config,
      options,
      pkgs,
      lib,
      ...
    }:
    {
      imports = lib.mapAttrsToList (name: file: {
        _file = file;
        key = "${toString file}#options";
        options.${room}.${name} =
          (import file {
            inherit
              config
              options
              pkgs
              lib
              ;
          }).options.${room}.${name};
      }) files;
    };
  lean = evaluateWith (
    extendedLib.concatLists (
      extendedLib.mapAttrsToList (
        room: files:
        extendedLib.attrValues scout.rooms.${room}
        ++ [ (declareOnly room (removeAttrs files (extendedLib.attrNames scout.rooms.${room}))) ]
      ) index.rooms
    )
  );

  evaluation = if minimal || scout.isWhole then whole else lean;

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
      # Whoever adds modules may name what the scout has not seen.
      extendModules = arguments: finish (whole.extendModules arguments);
    };
in
finish evaluation
