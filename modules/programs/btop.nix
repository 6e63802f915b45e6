{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkIf types;
  inherit (lib.hm) option;
  cfg = config.programs.btop;
  settingsText = lib.generators.toKeyValue {
    mkKeyValue = lib.generators.mkKeyValueDefault {
      mkValueString =
        value:
        if builtins.isBool value then
          (if value then "True" else "False")
        else if builtins.isString value then
          ''"${value}"''
        else
          toString value;
    } " = ";
  } cfg.settings;
  theme = name: content: lib.nameValuePair "btop/themes/${name}.theme" {
    source =
      if builtins.isPath content || lib.isStorePath content then
        content
      else
        pkgs.writeText "btop-theme.theme" content;
  };
in
{
  options.programs.btop = {
    enable = lib.mkEnableOption "btop";
    package = lib.mkPackageOption pkgs "btop" { nullable = true; };
    settings = option.set (
      with types;
      oneOf [
        bool
        float
        int
        str
      ]
    ) "Settings of {file}`btop.conf`.";
    themes = option.value (with types; lazyAttrsOf (either path lines)) { } "Themes, as text or as file.";
    extraConfig = option.lines "Text at the end of {file}`btop.conf`.";
  };

  config = mkIf cfg.enable {
    home.packages = mkIf (cfg.package != null) [ cfg.package ];
    xdg.configFile = {
      "btop/btop.conf" = mkIf (cfg.settings != { }) {
        text = ''
          ${settingsText}
          ${cfg.extraConfig}
        '';
      };
    }
    // lib.mapAttrs' theme cfg.themes;
  };
}
