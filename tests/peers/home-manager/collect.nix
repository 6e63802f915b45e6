# Stands in for the test framework of Home Manager's own tests: instead of derivations that build and check a home, it gives
# for each test what that home would be, as a value.
{ lib, pkgs, modules, tests, ... }:
let
  # What the tests tell the framework.
  framework = {
    options.nmt = {
      script = lib.mkOption { type = lib.types.lines; default = ""; };
      description = lib.mkOption { type = lib.types.str; default = ""; };
    };
  };
  plain = builtins.unsafeDiscardStringContext;

  file = entry: {
    inherit (entry) target executable recursive force;
    text = if entry.text == null then null else plain entry.text;
    source = plain (toString entry.source);
    onChange = plain entry.onChange;
  };

  home = test:
    let
      inherit (lib.evalModules { modules = [ framework test ] ++ modules; class = "homeManager"; }) config;
    in
    {
      warnings = map plain config.warnings;
      assertions = map (item: plain item.message) (builtins.filter (item: !item.assertion) config.assertions);
      files = lib.mapAttrs (_: file) (lib.filterAttrs (_: entry: entry.enable) config.home.file);
      generation = plain config.home.activationPackage.drvPath;
      script = plain config.nmt.script;
    };
in
builtins.mapAttrs (_: home) tests
