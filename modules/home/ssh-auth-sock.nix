# Where ssh finds its agent, told to shells and to the session by whichever service is the agent.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkOrder types;
  inherit (lib.hm) option;
  cfg = config.sshAuthSock;
  text = shell: option.required types.str "Commands of ${shell} that set {env}`SSH_AUTH_SOCK`.";

  indented = code: lib.concatMapStringsSep "\n" (line: if line == "" then "" else "  ${line}") (
    lib.splitString "\n" code
  );

  # An agent that came with the connection stays: then both variables are set.
  guarded = code: ''
    if [ -z "$SSH_AUTH_SOCK" -o -z "$SSH_CONNECTION" ]; then
    ${indented code}
    fi
  '';
  absent = name: ''("${name}" not-in $env) or ($env.${name} | is-empty)'';
  forBash = guarded cfg.initialization.bash;
  forZsh = guarded cfg.initialization.zsh;

  # systemd orders sockets before sockets.target itself; ordering a service before them is a cycle.
  provider = cfg.systemd.socketProviderUnit;
  ordered = lib.optional (!lib.hasSuffix ".socket" provider) provider;
in
{
  options.sshAuthSock = {
    enable = lib.mkEnableOption "" // {
      description = "Whether {env}`SSH_AUTH_SOCK` is set. Services that are agents set this.";
    };
    initialization = {
      bash = text "Bash";
      fish = text "fish";
      nushell = text "nushell";
      zsh = text "zsh" // {
        default = cfg.initialization.bash;
      };
    };
    systemd.socketProviderUnit = option.required types.str "Unit that provides the socket.";
  };

  config = lib.mkIf cfg.enable {
    programs.bash.profileExtra = mkOrder 900 forBash;
    programs.fish.shellInit = mkOrder 900 ''
      if test -z "$SSH_AUTH_SOCK"; or test -z "$SSH_CONNECTION"
      ${indented cfg.initialization.fish}
      end
    '';
    programs.nushell.extraConfig = mkOrder 900 ''
      if ${absent "SSH_AUTH_SOCK"} or ${absent "SSH_CONNECTION"} {
      ${indented cfg.initialization.nushell}
      }
    '';
    # Where the session's variables are, which the path of the socket may rely on.
    programs.zsh.envExtra = mkOrder 900 ''
      if [[ ! -o login ]]; then
      ${indented forZsh}
      fi
    '';
    programs.zsh.profileExtra = mkOrder 900 forZsh;

    systemd.user.services.set-SSH_AUTH_SOCK = {
      Unit = {
        Description = "Sets SSH_AUTH_SOCK in the D-BUS daemon and systemd";
        Before = ordered;
      };
      Service = {
        Type = "oneshot";
        ExecStart = pkgs.writeShellScript "set-SSH_AUTH_SOCK" ''
          ${forBash}
          ${pkgs.dbus}/bin/dbus-update-activation-environment --systemd SSH_AUTH_SOCK
        '';
      };
      Install.WantedBy = [ "default.target" ] ++ ordered;
    };
  };
}
