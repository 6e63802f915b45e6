# Builders of languages' package managers. They need their own way of fetching dependencies; until it is there, each
# says so where it is used, so that a configuration that only mentions one can be evaluated.
{ lib, pkgs }:
let
  absent =
    builder: args:
    let
      named = if builtins.isFunction args then { } else args;
    in
    throw "${builder} (of ${named.pname or named.name or "a package"}) is not there yet: it needs dependencies fetched from a package registry.";
  builders =
    names:
    lib.genAttrs names absent;
in
builders [
  "buildGoModule"
  "buildGoPackage"
  "buildNpmPackage"
  "buildDotnetModule"
  "buildDartApplication"
  "buildMaven"
  "buildRubyGem"
  "bundlerEnv"
  "bundlerApp"
  "mkYarnPackage"
  "buildFHSEnv"
  "buildFHSUserEnv"
]
// {
  rustPlatform = {
    buildRustPackage = absent "rustPlatform.buildRustPackage";
    fetchCargoVendor = absent "rustPlatform.fetchCargoVendor";
    importCargoLock = absent "rustPlatform.importCargoLock";
    bindgenHook = pkgs.emptyDirectory;
    cargoSetupHook = pkgs.emptyDirectory;
  };
  appimageTools = {
    wrapType2 = absent "appimageTools.wrapType2";
    wrapType1 = absent "appimageTools.wrapType1";
    extract = absent "appimageTools.extract";
    extractType2 = absent "appimageTools.extractType2";
  };
  anki-utils.buildAnkiAddon = absent "anki-utils.buildAnkiAddon";
  dockerTools = builders [
    "buildImage"
    "buildLayeredImage"
    "pullImage"
  ];
  importNpmLock = absent "importNpmLock";

  # Hooks that a build on the host does without.
  autoPatchelfHook = pkgs.emptyDirectory;
  wrapGAppsHook = pkgs.emptyDirectory;
  wrapGAppsHook3 = pkgs.emptyDirectory;
  wrapGAppsHook4 = pkgs.emptyDirectory;
  gobject-introspection = pkgs.emptyDirectory;
  writableTmpDirAsHomeHook = pkgs.makeTree {
    name = "writable-tmp-dir-as-home-hook";
    entries = [
      {
        path = "nix-support/setup-hook";
        text = "export HOME=$(mktemp -d)\n";
      }
    ];
  };
}
