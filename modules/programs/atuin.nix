{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) getExe mkIf types;
  inherit (lib.hm) option;
  cfg = config.programs.atuin;
  toml = pkgs.formats.toml { };
  flags = lib.escapeShellArgs cfg.flags;
  init = shell: "${getExe cfg.package} init ${shell} ${flags}";
  # A package of unknown version is taken for a recent one.
  version = lib.getVersion cfg.package;
  isRecent = wanted: version == "" || lib.versionAtLeast version wanted;

  generated = name: shell: redirect: pkgs.runCommand name {
    nativeBuildInputs = [ pkgs.writableTmpDirAsHomeHook ];
  } "${init shell} ${redirect} \"$out\"\n";

  setting =
    with types;
    let
      scalar = oneOf [
        bool
        int
        str
      ];
      entry = either scalar (listOf (either scalar (attrsOf scalar)));
      orSetOf = type: either entry (attrsOf type);
    in
    attrsOf (orSetOf (orSetOf entry)) // { description = "Atuin configuration"; };

  theme = name: content: lib.nameValuePair "atuin/themes/${name}.toml" {
    source =
      if builtins.isString content && !lib.isStorePath content then
        pkgs.writeText "atuin-theme-${name}" content
      else if builtins.isPath content || lib.isStorePath content then
        content
      else
        toml.generate "atuin-theme-${name}" content;
  };
in
{
  options.programs.atuin = {
    enable = lib.mkEnableOption "atuin";
    package = lib.mkPackageOption pkgs "atuin" { };
    flags = option.strings "Arguments of {command}`atuin init`.";
    settings = option.value setting { } "Settings of {file}`config.toml`.";
    forceOverwriteSettings = option.flag "Whether a file that atuin wrote itself is replaced.";
    themes = option.set (types.oneOf [
      toml.type
      types.path
      types.lines
    ]) "Themes, as settings, text or file.";
    daemon = {
      enable = lib.mkEnableOption "Atuin daemon";
      logLevel = option.nullable (types.enum [
        "trace"
        "debug"
        "info"
        "warn"
        "error"
      ]) "What the daemon logs.";
    };
  }
  // lib.hm.shell.integrationOptions config [ "Bash" "Fish" "Nushell" "Zsh" ];

  config = mkIf cfg.enable (
    lib.mkMerge [
      {
        home.packages = [ cfg.package ];
        xdg.configFile = {
          "atuin/config.toml" = mkIf (cfg.settings != { }) {
            source = toml.generate "atuin-config" cfg.settings;
            force = cfg.forceOverwriteSettings;
          };
        }
        // lib.mapAttrs' theme cfg.themes;

        programs.atuin.settings.logs = mkIf config.home.preferXdgDirectories {
          dir = lib.mkDefault "${config.xdg.stateHome}/atuin/logs";
        };
        programs.bash.initExtra = mkIf cfg.enableBashIntegration ''
          if [[ :$SHELLOPTS: =~ :(vi|emacs): ]]; then
            source "${pkgs.bash-preexec}/share/bash/bash-preexec.sh"
            eval "$(${init "bash"})"
          fi
        '';
        programs.zsh.initContent = mkIf cfg.enableZshIntegration ''
          if [[ $options[zle] = on ]]; then
            eval "$(${init "zsh"})"
          fi
        '';
        programs.fish.interactiveShellInit = mkIf cfg.enableFishIntegration ''
          source ${generated "atuin-fish-config.fish" "fish" ">"}
        '';
        programs.nushell.extraConfig = mkIf cfg.enableNushellIntegration (
          lib.mkOrder 2000 ''
            source ${generated "atuin-nushell-config.nu" "nu" ">>"}
          ''
        );
      }
      (mkIf cfg.daemon.enable {
        assertions = [
          {
            assertion = config.systemd.user.enable;
            message = "The Atuin daemon can only be configured on systems with systemd or launchd.";
          }
        ];
        programs.atuin.settings.daemon = {
          enabled = true;
          systemd_socket = true;
        };
        systemd.user.services.atuin-daemon = {
          Unit = {
            Description = "Atuin daemon";
            Requires = [ "atuin-daemon.socket" ];
          };
          Install = {
            Also = [ "atuin-daemon.socket" ];
            WantedBy = [ "default.target" ];
          };
          Service = {
            ExecStart = "${getExe cfg.package} daemon${lib.optionalString (isRecent "18.13.0") " start"}";
            Environment = lib.optional (cfg.daemon.logLevel != null) "ATUIN_LOG=${cfg.daemon.logLevel}";
            Restart = "on-failure";
            RestartSteps = 3;
            RestartMaxDelaySec = 6;
          };
        };
        systemd.user.sockets.atuin-daemon = {
          Unit.Description = "Atuin daemon socket";
          Install.WantedBy = [ "sockets.target" ];
          Socket = {
            ListenStream = "${if isRecent "18.4.0" then "%t" else "%D/atuin"}/atuin.sock";
            SocketMode = "0600";
            RemoveOnStop = true;
          };
        };
      })
    ]
  );
}
