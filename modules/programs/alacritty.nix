{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkIf types;
  inherit (lib.hm) option;
  cfg = config.programs.alacritty;
  toml = pkgs.formats.toml { };
  version = lib.getVersion cfg.package;
  theme = [ "${cfg.themePackage}/share/alacritty-theme/${cfg.theme}.toml" ];
  # Since 0.14 imports stand below `general`; an unknown version is a recent one.
  isOld = version != "" && lib.versionOlder version "0.14";
in
{
  options.programs.alacritty = {
    enable = lib.mkEnableOption "Alacritty";
    package = lib.mkPackageOption pkgs "alacritty" { nullable = true; };
    themePackage = lib.mkPackageOption pkgs "alacritty-theme" { };
    theme = option.nullable types.str "Theme, by its name in the package of themes.";
    settings = option.value toml.type { } "Settings of {file}`alacritty.toml`. `\\u001b` in a string is an escape character.";
  };

  config = mkIf cfg.enable {
    home.packages = mkIf (cfg.package != null) [ cfg.package ];
    programs.alacritty.settings = mkIf (cfg.theme != null) {
      general.import = mkIf (!isOld) theme;
      import = mkIf isOld theme;
    };
    xdg.configFile."alacritty/alacritty.toml" = mkIf (cfg.settings != { }) {
      source = import ./alacritty-escapes.nix { inherit lib pkgs toml; } "alacritty.toml" cfg.settings;
    };
  };
}
