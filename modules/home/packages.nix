# The packages of the home, and the one tree that shows them all.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) types;
  inherit (lib.hm) option;
  cfg = config.home;
  builders = import ./builders.nix;

  # The outputs of a package that a profile shows, best first.
  outputsOf =
    package:
    let
      isWhole = !(package.outputSpecified or false) && package ? outputs;
      wanted = package.meta.outputsToInstall or [ "out" ];
      extra = builtins.filter (name: builtins.elem name package.outputs) cfg.extraOutputsToInstall;
      pick = name: package.${name} or package;
    in
    if lib.isDerivation package && isWhole then
      map (name: "${pick name}") (lib.unique (wanted ++ extra))
    else
      [ "${package}" ];

  tree = builders.buildenv "home-manager-path" {
    paths = lib.unique (lib.concatMap (
      package:
      map (path: {
        inherit path;
        priority = package.meta.priority or lib.meta.defaultPriority or 5;
      }) (outputsOf package)
    ) cfg.packages);
  };
in
{
  options.home = {
    packages = option.packages "Packages whose programs, manual pages and data appear in the profile.";
    extraOutputsToInstall = option.strings "Outputs that the profile shows beside the usual ones of each package, for example `doc` or `info`.";
    extraProfileCommands = option.internal types.lines "" "Shell commands run on the finished tree of packages, in `$out`.";
    extraDependencies = option.list types.pathInStore "Store paths that the home keeps alive without showing them.";
    checks = option.packages "Packages that are built before the home, to validate something. The home does not refer to them.";
    path = lib.mkOption {
      internal = true;
      description = "The tree that shows all packages.";
    };
  };

  config.home.path =
    if cfg.extraProfileCommands == "" then
      tree
    else
      pkgs.symlinkJoin {
        name = "home-manager-path";
        paths = [ tree ];
        postBuild = cfg.extraProfileCommands;
      };
}
