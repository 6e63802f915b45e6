# What a configuration says about itself: conditions that must hold, and what is worth a warning.
{ lib, ... }:
let
  inherit (lib) mkOption types;
in
{
  options = {
    assertions = mkOption {
      type = types.listOf types.unspecified;
      default = [ ];
      internal = true;
      example = lib.literalExpression ''[ { assertion = false; message = "you can't enable this for that reason"; } ]'';
      description = "Conditions that must hold for the configuration to be built, and what is said when one does not.";
    };
    warnings = mkOption {
      type = types.listOf types.str;
      default = [ ];
      internal = true;
      example = [ "The `foo' service is deprecated and will go away soon!" ];
      description = "Sentences shown whenever the configuration is evaluated.";
    };
    meta = mkOption {
      type = types.lazyAttrsOf types.raw;
      default = { };
      internal = true;
      description = "Facts about modules, such as who maintains them. Nothing is done with them.";
    };
    lib = mkOption {
      type = types.attrsOf types.attrs;
      default = { };
      description = "Functions and constants that modules offer to each other as `config.lib`.";
    };
  };

  config.lib = removeAttrs lib.hm [
    "maintainers"
    "fileType"
    "isOwnPackages"
    "textOf"
  ];
}
