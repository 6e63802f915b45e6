{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkIf;
  cfg = config.programs.bottom;
  toml = pkgs.formats.toml { };
in
{
  options.programs.bottom = {
    enable = lib.mkEnableOption "bottom, a cross-platform graphical process/system monitor with a customizable interface";
    package = lib.mkPackageOption pkgs "bottom" { nullable = true; };
    settings = lib.hm.option.value toml.type { } "Settings of {file}`bottom.toml`.";
  };

  config = mkIf cfg.enable {
    home.packages = mkIf (cfg.package != null) [ cfg.package ];
    xdg.configFile."bottom/bottom.toml" = mkIf (cfg.settings != { }) {
      source = toml.generate "bottom.toml" cfg.settings;
    };
  };
}
