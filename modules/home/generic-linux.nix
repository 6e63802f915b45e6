# What a home needs on a distribution that knows nothing of it.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  cfg = config.targets.genericLinux;
  inherit (config.home) profileDirectory;
in
{
  imports = [
    (lib.mkRenamedOptionModule
      [ "targets" "genericLinux" "extraXdgDataDirs" ]
      [ "xdg" "systemDirs" "data" ]
    )
  ];

  options.targets.genericLinux.enable = lib.mkEnableOption "" // {
    description = "Whether the session is told where the distribution and the profile keep their data.";
  };

  config = lib.mkIf cfg.enable {
    assertions = [
      (lib.hm.assertions.assertPlatform "targets.genericLinux" pkgs lib.platforms.linux)
    ];
    xdg.systemDirs.data = [
      "${profileDirectory}/share"
      "/usr/share/ubuntu"
      "/usr/local/share"
      "/usr/share"
      "/var/lib/snapd/desktop"
    ];
    home.sessionSearchVariables.XCURSOR_PATH = [
      "${profileDirectory}/share/icons"
      "/usr/share/icons"
      "/usr/share/pixmaps"
    ];
    programs.bash.initExtra = ''
      . "${profileDirectory}/etc/profile.d/hm-session-vars.sh"
    '';
    systemd.user.sessionVariables.TERMINFO_DIRS = "${profileDirectory}/share/terminfo:$TERMINFO_DIRS\${TERMINFO_DIRS:+:}/etc/terminfo:/lib/terminfo:/usr/share/terminfo";
  };
}
