{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkIf types;
  inherit (lib.hm) option;
  cfg = config.programs.tealdeer;
  toml = pkgs.formats.toml { };
  settings = types.submodule {
    freeformType = toml.type;
    options.updates = option.value (types.submodule {
      freeformType = toml.type;
      options = {
        auto_update = lib.mkEnableOption "auto-update";
        auto_update_interval_hours = option.value types.ints.positive 720 "Hours between updates.";
      };
    }) { } "When pages are fetched again.";
  };
in
{
  imports = [
    (lib.mkRemovedOptionModule [ "programs" "tealdeer" "updateOnActivation" ] ''
      Updating tealdeer's cache requires network access.
      The activation script should be fast and idempotent, so the option was removed.

      Please use

        `programs.tealdeer.settings.updates.auto_update = true`

      instead, to make sure tealdeer's cache is updated periodically.
    '')
  ];

  options.programs.tealdeer = {
    enable = lib.mkEnableOption "Tealdeer";
    package = lib.mkPackageOption pkgs "tealdeer" { };
    settings = option.nullable settings "Settings of {file}`config.toml`.";
    enableAutoUpdates = option.bool true "Whether a timer fetches the pages each week.";
  };

  config = mkIf cfg.enable {
    home.packages = [ cfg.package ];
    xdg.configFile."tealdeer/config.toml" = mkIf (cfg.settings != null && cfg.settings != { }) {
      source = toml.generate "tealdeer-config" cfg.settings;
    };
    systemd.user = mkIf cfg.enableAutoUpdates {
      services.tldr-update = {
        Unit = {
          Description = "Update tldr CLI cache";
          Documentation = "https://tldr.sh/";
        };
        Service = {
          Type = "oneshot";
          ExecStart = ''
            ${lib.getExe cfg.package} --update
          '';
        };
      };
      timers.tldr-update = {
        Unit.Description = "Update tldr CLI cache";
        Timer = {
          OnCalendar = "weekly";
          Persistent = true;
        };
        Install.WantedBy = [ "timers.target" ];
      };
    };
  };
}
