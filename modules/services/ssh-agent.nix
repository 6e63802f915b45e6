{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) optionalString types;
  inherit (lib.hm) option;
  cfg = config.services.ssh-agent;
  removed = shell: lib.mkRemovedOptionModule [ "services" "ssh-agent" "enable${shell}Integration" ] "";
  lifetime = cfg.defaultMaximumIdentityLifetime;
in
{
  imports = map removed [
    "Bash"
    "Zsh"
    "Fish"
    "Nushell"
  ];

  options.services.ssh-agent = {
    enable = lib.mkEnableOption "OpenSSH private key agent";
    package = lib.mkPackageOption pkgs "openssh" { };
    socket = option.str "ssh-agent" "Name of the socket, below {env}`XDG_RUNTIME_DIR`.";
    defaultMaximumIdentityLifetime = option.nullable types.ints.positive "Seconds that a key stays; for ever where `null`.";
    pkcs11Whitelist = option.strings "Libraries of tokens that may be loaded.";
  };

  config = lib.mkIf cfg.enable {
    sshAuthSock = {
      enable = true;
      initialization = {
        bash = ''export SSH_AUTH_SOCK="$XDG_RUNTIME_DIR/${cfg.socket}"'';
        fish = ''set -x SSH_AUTH_SOCK "$XDG_RUNTIME_DIR/${cfg.socket}"'';
        nushell = ''$env.SSH_AUTH_SOCK = $"($env.XDG_RUNTIME_DIR)/${cfg.socket}"'';
      };
      systemd.socketProviderUnit = "ssh-agent.service";
    };
    systemd.user.services.ssh-agent = {
      Install.WantedBy = [ "default.target" ];
      Unit = {
        Description = "SSH authentication agent";
        Documentation = "man:ssh-agent(1)";
      };
      Service = {
        ExecStart =
          "${lib.getExe' cfg.package "ssh-agent"} -D -a %t/${cfg.socket}"
          + optionalString (lifetime != null) " -t ${toString lifetime}"
          + optionalString (cfg.pkcs11Whitelist != [ ]) " -P '${lib.concatStringsSep "," cfg.pkcs11Whitelist}'";
        SuccessExitStatus = 2;
      };
    };
  };
}
