{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkIf;
  inherit (lib.hm) option;
  cfg = config.programs.foot;
  ini = pkgs.formats.ini { listsAsDuplicateKeys = true; };
in
{
  options.programs.foot = {
    enable = lib.mkEnableOption "Foot terminal";
    package = lib.mkPackageOption pkgs "foot" { };
    server = {
      enable = lib.mkEnableOption "Foot terminal server";
      systemdTarget = option.str "graphical-session.target" "Target that starts the server.";
    };
    settings = option.value ini.type { } "Settings of {file}`foot.ini`.";
  };

  config = mkIf cfg.enable {
    assertions = [ (lib.hm.assertions.assertPlatform "programs.foot" pkgs lib.platforms.linux) ];
    home.packages = [ cfg.package ];
    xdg.configFile."foot/foot.ini" = mkIf (cfg.settings != { }) {
      source = ini.generate "foot.ini" cfg.settings;
    };
    systemd.user.services = mkIf cfg.server.enable {
      foot = {
        Unit = {
          Description = "Fast, lightweight and minimalistic Wayland terminal emulator.";
          Documentation = "man:foot(1)";
          PartOf = [ cfg.server.systemdTarget ];
          After = [ cfg.server.systemdTarget ];
          ConditionEnvironment = "WAYLAND_DISPLAY";
        };
        Service = {
          ExecStart = "${cfg.package}/bin/foot --server";
          Restart = "on-failure";
          OOMPolicy = "continue";
        };
        Install.WantedBy = [ cfg.server.systemdTarget ];
      };
    };
  };
}
