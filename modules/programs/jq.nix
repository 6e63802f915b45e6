{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkIf types;
  inherit (lib.hm) option;
  cfg = config.programs.jq;
  # In the order of JQ_COLORS.
  kinds = [
    "null"
    "false"
    "true"
    "numbers"
    "strings"
    "arrays"
    "objects"
    "objectKeys"
  ];
  colors.options = lib.genAttrs kinds (kind: option.required types.str "Colour of ${kind}, as the terminal knows it.");
in
{
  options.programs.jq = {
    enable = lib.mkEnableOption "the jq command-line JSON processor";
    package = lib.mkPackageOption pkgs "jq" { nullable = true; };
    colors = option.nullable (types.submodule colors) "Colours of the output; jq's own where `null`.";
  };

  config = mkIf cfg.enable {
    home.packages = mkIf (cfg.package != null) [ cfg.package ];
    home.sessionVariables = mkIf (cfg.colors != null) {
      JQ_COLORS = lib.concatMapStringsSep ":" (kind: cfg.colors.${kind}) kinds;
    };
  };
}
