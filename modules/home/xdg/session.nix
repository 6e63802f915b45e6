# Autostart entries, system directories, the type database and the default terminal.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkIf types;
  inherit (lib.hm) option;
  cfg = config.xdg;
  builders = import ../builders.nix;

  # Entries by the name of the file they lead to.
  autostart = builders.tree "xdg-autostart-entries" (
    map (entry: {
      path = builtins.unsafeDiscardStringContext (baseNameOf entry);
      target = "${entry}";
    }) cfg.autostart.entries
  );

  systemDirs = lib.filterAttrs (_: directories: directories != [ ]) {
    XDG_CONFIG_DIRS = cfg.systemDirs.config;
    XDG_DATA_DIRS = cfg.systemDirs.data;
  };
  searchVariables = lib.mapAttrs (
    name: directories: "${lib.concatStringsSep ":" directories}\${${name}:+:\$${name}}"
  ) systemDirs;

  terminalFile = desktop: "${lib.optionalString (desktop != "default") "${lib.toLower desktop}-"}xdg-terminals.list";
in
{
  options.xdg = {
    autostart = {
      enable = lib.mkEnableOption "creation of XDG autostart entries";
      readOnly = option.flag "Whether the directory of entries is one link, so that programs cannot add their own.";
      entries = option.list types.path "Desktop files that are started with the session.";
    };
    systemDirs = {
      config = option.strings "Directories put before {env}`XDG_CONFIG_DIRS`.";
      data = option.strings "Directories put before {env}`XDG_DATA_DIRS`.";
    };
    mime = {
      enable = option.bool pkgs.stdenv.hostPlatform.isLinux "Whether the profile's type database is used.";
      sharedMimeInfoPackage = lib.mkPackageOption pkgs "shared-mime-info" { };
      desktopFileUtilsPackage = lib.mkPackageOption pkgs "desktop-file-utils" { };
    };
    terminal-exec = {
      enable = lib.mkEnableOption "xdg-terminal-exec, the proposed default terminal execution specification";
      package = lib.mkPackageOption pkgs "xdg-terminal-exec" { nullable = true; };
      settings = option.set (types.listOf types.str) "Terminals by desktop, best first; `default` for all desktops.";
    };
  };

  config = lib.mkMerge [
    (mkIf (cfg.autostart.enable && (cfg.autostart.readOnly || cfg.autostart.entries != [ ])) {
      xdg.configFile.autostart = {
        source = autostart;
        recursive = !cfg.autostart.readOnly;
      };
    })
    (mkIf (systemDirs != { }) {
      assertions = [ (lib.hm.assertions.assertPlatform "xdg.systemDirs" pkgs lib.platforms.linux) ];
      home.sessionVariables = searchVariables;
      systemd.user.sessionVariables = searchVariables;
    })
    (mkIf cfg.terminal-exec.enable {
      home.packages = mkIf (cfg.terminal-exec.package != null) [ cfg.terminal-exec.package ];
      xdg.configFile = lib.mapAttrs' (
        desktop: terminals: lib.nameValuePair (terminalFile desktop) { text = lib.concatLines terminals; }
      ) cfg.terminal-exec.settings;
    })
  ];
}
