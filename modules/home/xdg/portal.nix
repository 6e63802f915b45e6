# Desktop portals: how sandboxed programs ask the desktop for files, screens and the like.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkIf types;
  inherit (lib.hm) option;
  cfg = config.xdg.portal;
  portals = "${config.home.profileDirectory}/share/xdg-desktop-portal/portals";
  preferences =
    with types;
    attrsOf (coercedTo (either (listOf str) str) (value: lib.concatStringsSep ";" (lib.toList value)) str);
  fileName = desktop: "${lib.optionalString (desktop != "common") "${desktop}-"}portals.conf";
in
{
  options.xdg.portal = {
    enable = option.flag "Whether to set up desktop portals.";
    extraPortals = option.packages "Implementations of portals.";
    xdgOpenUsePortal = option.flag "Whether {command}`xdg-open` asks the portal.";
    config = option.set preferences "Which implementation serves which interface, by desktop; `common` for all.";
    configPackages = option.packages "Packages that bring such preferences.";
  };

  config = mkIf cfg.enable {
    assertions = [
      (lib.hm.assertions.assertPlatform "xdg.portal" pkgs lib.platforms.linux)
      {
        assertion = cfg.extraPortals != [ ];
        message = "Setting xdg.portal.enable to true requires a portal implementation in xdg.portal.extraPortals such as xdg-desktop-portal-gtk or xdg-desktop-portal-kde.";
      }
    ];
    warnings = lib.optional (cfg.configPackages == [ ] && cfg.config == { }) ''
      xdg-desktop-portal 1.17 reworked how portal implementations are loaded, you
      should either set `xdg.portal.config` or `xdg.portal.configPackages`
      to specify which portal backend to use for the requested interface.

      https://github.com/flatpak/xdg-desktop-portal/blob/1.18.1/doc/portals.conf.rst.in

      If you simply want to keep the behaviour in < 1.17, which uses the first
      portal implementation found in lexicographical order, use the following:

      xdg.portal.config.common.default = "*";
    '';
    home.packages = [ pkgs.xdg-desktop-portal ] ++ cfg.extraPortals ++ cfg.configPackages;
    home.sessionVariables = {
      NIX_XDG_DESKTOP_PORTAL_DIR = portals;
      NIXOS_XDG_OPEN_USE_PORTAL = mkIf cfg.xdgOpenUsePortal "1";
    };
    systemd.user.sessionVariables.NIX_XDG_DESKTOP_PORTAL_DIR = portals;
    xdg.configFile = lib.mapAttrs' (
      desktop: preferred:
      lib.nameValuePair "xdg-desktop-portal/${fileName desktop}" {
        text = lib.generators.toINI { } { inherit preferred; };
      }
    ) (lib.filterAttrs (_: preferred: preferred != { }) cfg.config);
  };
}
