{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkIf;
  cfg = config.programs.fastfetch;
  json = pkgs.formats.json { };
in
{
  options.programs.fastfetch = {
    enable = lib.mkEnableOption "Fastfetch";
    package = lib.mkPackageOption pkgs "fastfetch" { nullable = true; };
    settings = lib.hm.option.value json.type { } "Settings of {file}`config.jsonc`.";
  };

  config = mkIf cfg.enable {
    home.packages = mkIf (cfg.package != null) [ cfg.package ];
    xdg.configFile."fastfetch/config.jsonc" = mkIf (cfg.settings != { }) {
      source = json.generate "config.jsonc" cfg.settings;
    };
  };
}
