# `pkgs`: the builders that configurations call, and a lookup of packages that never runs out of names.
#
# A package is a derivation in every respect (`outPath`, `meta`, `override`, `overrideAttrs`). Names that no builder here
# makes come from names.nix: the host's program of that name is taken up as a link, and where there is none a stub
# stands in that explains itself. `passthru.origin` says which: "host" or "missing".
#
#   builders/     writeText, symlinkJoin, buildEnv, runCommand, …: without a process wherever treaties.md has a builder
#   formats/      formats.json, formats.toml, …, serialised during evaluation
#   stdenv/       mkDerivation with the tools of the host
#   host.nix      packages from the host's PATH
#   names.nix     the names, and the programs they stand for
#   sets.nix      sets of packages: fonts, plugins, …
{
  config ? { },
  overlays ? [ ],
  system ? builtins.currentSystem or "x86_64-linux",
  lib ? import ../lib,
  # Of the running program: where its profile and store are, so that what it installed is not taken for the host's.
  hm ? { },
}@args:
let
  hm' = {
    profileDirectory = "";
    stateHome =
      let
        stateHome = builtins.getEnv "XDG_STATE_HOME";
        home = builtins.getEnv "HOME";
      in
      if stateHome != "" then
        "${stateHome}/hm"
      else if home != "" then
        "${home}/.local/state/hm"
      else
        "";
    # The version that packages of the host claim. Theirs is not known without starting them. hm's own modules know
    # that "" means so; modules from elsewhere, which import this set as nixpkgs and compare versions, are given one
    # that is newer than all they ask for.
    assumedVersion = "9999";
  }
  // (if args ? hm then { assumedVersion = ""; } // hm else { });

  stages = [
    (import ./builders/derivation.nix)
    (import ./builders/tree.nix)
    (import ./builders/text.nix)
    (import ./builders/scripts.nix)
    (import ./builders/links.nix)
    (import ./builders/run.nix)
    (import ./builders/replace.nix)
    (import ./builders/desktop.nix)
    (import ./builders/fetch.nix)
    (import ./builders/editors.nix)
    (import ./builders/languages.nix)
    (import ./stdenv)
    (import ./formats)
  ];

  # Every part is a function of the final set.
  own =
    pkgs:
    let
      load = part: part { inherit lib pkgs; };
      host = import ./host.nix {
        inherit lib pkgs;
        hm = hm';
      };
    in
    host.packages
    // import ./sets.nix { inherit lib pkgs host; }
    // builtins.foldl' (all: part: all // load part) { } stages
    // {
      _type = "pkgs";
      inherit
        lib
        system
        config
        overlays
        ;
      inherit pkgs;
      path = ./.;
      targetPackages = pkgs;
      buildPackages = pkgs;
      pkgsBuildBuild = pkgs;
      pkgsBuildHost = pkgs;
      pkgsHostTarget = pkgs;
      # Each call makes a package that can be changed with `override`.
      callPackage = lib.callPackageWith pkgs;
      callPackages = lib.callPackagesWith pkgs;
      newScope = extra: lib.callPackageWith (pkgs // extra);
      inherit (lib) recurseIntoAttrs dontRecurseIntoAttrs;
      appendOverlays = more: import ./. (args // { overlays = overlays ++ more; });
      extend = overlay: pkgs.appendOverlays [ overlay ];
      # Names that other systems have, so that code that asks for them can be written.
      stdenvNoLibs = pkgs.stdenv;
      hostPlatform = pkgs.stdenv.hostPlatform;
      nixVersions = {
        inherit (pkgs) nix;
        latest = pkgs.nix;
        stable = pkgs.nix;
      };
    };

  fromConfig =
    final: prev:
    if config ? packageOverrides then config.packageOverrides prev else { };
in
lib.fix (lib.foldl' (f: overlay: lib.extends overlay f) own ([ fromConfig ] ++ overlays))
