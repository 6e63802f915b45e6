{
  config,
  lib,
  options,
  pkgs,
  ...
}:
let
  inherit (lib) mkIf optionalString types;
  inherit (lib.hm) option;
  cfg = config.services.gpg-agent;
  inherit (config.programs.gpg) homedir;
  bin = "${config.programs.gpg.package}/bin";

  # In the usual place the sockets stand in the usual place, too.
  isUsual = homedir == options.programs.gpg.homedir.default;
  socketPath =
    name:
    "%t/gnupg/${optionalString (!isUsual) "${import ./gpg-agent-socket.nix { inherit lib; } homedir}/"}${name}";
  socket = description: documentation: stream: name: {
    Unit = {
      Description = description;
      Documentation = documentation;
    };
    Socket = {
      ListenStream = socketPath stream;
      FileDescriptorName = name;
      Service = "gpg-agent.service";
      SocketMode = "0600";
      DirectoryMode = "0700";
    };
    Install.WantedBy = [ "sockets.target" ];
  };

  number = option.nullable types.int;
  numberLine = word: value: lib.optional (value != null) "${word} ${toString value}";
  settings =
    lib.optional cfg.enableSshSupport "enable-ssh-support"
    ++ lib.optional cfg.grabKeyboardAndMouse "grab"
    ++ lib.optional (!cfg.enableScDaemon) "disable-scdaemon"
    ++ lib.optional cfg.noAllowExternalCache "no-allow-external-cache"
    ++ numberLine "default-cache-ttl" cfg.defaultCacheTtl
    ++ numberLine "default-cache-ttl-ssh" cfg.defaultCacheTtlSsh
    ++ numberLine "max-cache-ttl" cfg.maxCacheTtl
    ++ numberLine "max-cache-ttl-ssh" cfg.maxCacheTtlSsh
    ++ lib.optional (
      cfg.pinentry.package != null
    ) "pinentry-program ${lib.getExe' cfg.pinentry.package cfg.pinentry.program}"
    ++ [ cfg.extraConfig ];

  # With ssh, the agent asks on the terminal that was used last.
  thisTerminal = "${bin}/gpg-connect-agent --quiet updatestartuptty /bye";
  greet = redirect: optionalString cfg.enableSshSupport "${thisTerminal} ${redirect}\n";
in
{
  imports = [
    (lib.mkRemovedOptionModule [
      "services"
      "gpg-agent"
      "pinentryFlavor"
    ] "Use services.gpg-agent.pinentryPackage instead")
    (lib.mkRenamedOptionModule
      [ "services" "gpg-agent" "pinentryPackage" ]
      [ "services" "gpg-agent" "pinentry" "package" ]
    )
  ];

  options.services.gpg-agent = {
    enable = lib.mkEnableOption "GnuPG private key agent";
    defaultCacheTtl = number "Seconds since its last use that a passphrase is remembered.";
    defaultCacheTtlSsh = number "The same for keys of ssh.";
    maxCacheTtl = number "Seconds that a passphrase is remembered at most.";
    maxCacheTtlSsh = number "The same for keys of ssh.";
    enableSshSupport = option.flag "Whether the agent serves ssh.";
    sshKeys = option.nullable (types.listOf types.str) "Keys that ssh may use, by their keygrip.";
    enableExtraSocket = option.flag "Whether there is a restricted socket, to forward to other machines.";
    verbose = option.flag "Whether the agent says more in the log.";
    grabKeyboardAndMouse = option.bool true "Whether the passphrase dialog holds the keyboard.";
    enableScDaemon = option.bool true "Whether smart cards are used.";
    noAllowExternalCache = option.flag "Whether the desktop's store of passwords is left alone.";
    extraConfig = option.lines "Text at the end of {file}`gpg-agent.conf`.";
    pinentry = {
      package = lib.mkPackageOption pkgs "pinentry-gnome3" {
        nullable = true;
        default = null;
      };
      program = option.required (types.nullOr types.str) "Program of the package that asks for passphrases.";
    };
  }
  // lib.hm.shell.integrationOptions config [ "Bash" "Fish" "Nushell" "Zsh" ];

  config = mkIf cfg.enable {
    services.gpg-agent.pinentry.program = lib.mkOptionDefault (
      cfg.pinentry.package.meta.mainProgram or "pinentry"
    );
    home.file = {
      "${homedir}/gpg-agent.conf".text = lib.concatStringsSep "\n" settings;
      # Every line has to end, the last one too.
      "${homedir}/sshcontrol" = mkIf (cfg.sshKeys != null) { text = lib.concatLines cfg.sshKeys; };
    };

    sshAuthSock = mkIf cfg.enableSshSupport {
      enable = true;
      initialization = {
        bash = ''
          unset SSH_AGENT_PID
          if [ "''${gnupg_SSH_AUTH_SOCK_by:-0}" -ne $$ ]; then
            export SSH_AUTH_SOCK="$(${bin}/gpgconf --list-dirs agent-ssh-socket)"
          fi
        '';
        fish = ''
          set -e SSH_AGENT_PID

          begin
            set -l gnupg_val 0
            if set -q gnupg_SSH_AUTH_SOCK_by
              set gnupg_val $gnupg_SSH_AUTH_SOCK_by
            end

            if test $gnupg_val -ne %self
              set -x SSH_AUTH_SOCK (${bin}/gpgconf --list-dirs agent-ssh-socket)
            end
          end
        '';
        nushell = ''
          $env.SSH_AUTH_SOCK = $"(${bin}/gpgconf --list-dirs agent-ssh-socket)"
        '';
      };
      systemd.socketProviderUnit = "gpg-agent-ssh.socket";
    };

    programs.bash.initExtra = mkIf cfg.enableBashIntegration (
      "GPG_TTY=\"$(tty)\"\nexport GPG_TTY\n" + greet "> /dev/null"
    );
    programs.zsh.initContent = mkIf cfg.enableZshIntegration (
      "export GPG_TTY=$TTY\n" + greet "> /dev/null"
    );
    programs.fish.interactiveShellInit = mkIf cfg.enableFishIntegration (
      "set -gx GPG_TTY (tty)\n" + greet "> /dev/null"
    );
    programs.nushell.extraConfig = mkIf cfg.enableNushellIntegration (
      "$env.GPG_TTY = (tty)\n" + greet "| ignore"
    );

    systemd.user.services.gpg-agent = {
      Unit = {
        Description = "GnuPG cryptographic agent and passphrase cache";
        Documentation = "man:gpg-agent(1)";
        Requires = "gpg-agent.socket";
        After = "gpg-agent.socket";
        # The socket starts it; started by hand it would have none.
        RefuseManualStart = true;
      };
      Service = {
        ExecStart = "${bin}/gpg-agent --supervised${optionalString cfg.verbose " --verbose"}";
        ExecReload = "${bin}/gpgconf --reload gpg-agent";
        Environment = [ "GNUPGHOME=${homedir}" ];
      };
    };
    systemd.user.sockets = {
      gpg-agent = socket "GnuPG cryptographic agent and passphrase cache" "man:gpg-agent(1)" "S.gpg-agent" "std";
      gpg-agent-ssh = mkIf cfg.enableSshSupport (
        socket "GnuPG cryptographic agent (ssh-agent emulation)"
          "man:gpg-agent(1) man:ssh-add(1) man:ssh-agent(1) man:ssh(1)"
          "S.gpg-agent.ssh"
          "ssh"
      );
      gpg-agent-extra = mkIf cfg.enableExtraSocket (
        socket "GnuPG cryptographic agent and passphrase cache (restricted)"
          "man:gpg-agent(1) man:ssh(1)"
          "S.gpg-agent.extra"
          "extra"
      );
    };
  };
}
