{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkIf types;
  inherit (lib.hm) option;
  cfg = config.programs.nh;
  flake = option.nullable (with types; either singleLineStr path);
  version = lib.getVersion cfg.package;
  isOld = version != "" && lib.versionOlder version "4.0.0";
in
{
  options.programs.nh = {
    enable = lib.mkEnableOption "nh, yet another Nix CLI helper";
    package = lib.mkPackageOption pkgs "nh" { };
    flake = flake "The flake that nh works on.";
    osFlake = flake "The flake of the system.";
    homeFlake = flake "The flake of the home.";
    darwinFlake = flake "The flake of a macOS system.";
    clean = {
      enable = lib.mkEnableOption "periodic garbage collection for user profile and nix store with nh clean user";
      dates = option.value types.singleLineStr "weekly" "When garbage is collected.";
      extraArgs = option.value types.singleLineStr "" "Further arguments.";
    };
  };

  config = {
    warnings = lib.optional (cfg.clean.enable && config.nix.gc.automatic) "programs.nh.clean.enable and nix.gc.automatic (Home-Manager) are both enabled. Please use one or the other to avoid conflict.";
    home = mkIf cfg.enable {
      packages = [ cfg.package ];
      sessionVariables = lib.filterAttrs (_: value: value != null) {
        ${if isOld then "FLAKE" else "NH_FLAKE"} = cfg.flake;
        NH_DARWIN_FLAKE = cfg.darwinFlake;
        NH_HOME_FLAKE = cfg.homeFlake;
        NH_OS_FLAKE = cfg.osFlake;
      };
    };
    systemd.user = mkIf cfg.clean.enable {
      services.nh-clean = {
        Unit.Description = "Nh clean (user)";
        Service = {
          Type = "oneshot";
          ExecStart = "${lib.getExe cfg.package} clean user ${cfg.clean.extraArgs}";
        };
      };
      timers.nh-clean = {
        Unit.Description = "Run nh clean";
        Timer = {
          OnCalendar = cfg.clean.dates;
          Persistent = true;
        };
        Install.WantedBy = [ "timers.target" ];
      };
    };
  };
}
