# `programs.ssh.matchBlocks`, the options of old: their types, and what ssh calls them.
{ lib, option }:
let
  inherit (lib) types;
  files = lib.mkOption {
    type = with types; either (listOf str) (nullOr str);
    default = [ ];
    apply = value: if value == null then [ ] else lib.toList value;
    description = "Files, in the order they are tried.";
  };
  address = type: default: lib.mkOption {
    type = types.submodule {
      options = {
        address = option.value type default "Address, or path of a socket.";
        port = option.nullable types.port "Port.";
      };
    };
    description = "An end of a forwarding.";
  };
  bind = address types.str "localhost";
  forwards = option.list (
    types.submodule {
      options = {
        inherit bind;
        host = address (types.nullOr types.str) null;
      };
    }
  );
  yesNo = option.nullable types.bool;
  text = option.nullable types.str;

  # By the option: what ssh calls it, its declaration, and the value that says nothing.
  directive = keyword: declaration: { inherit keyword declaration; };
  directives = {
    port = directive "Port" (option.nullable types.port "Port of the host.");
    forwardAgent = directive "ForwardAgent" (yesNo "Whether the host may use the agent.");
    forwardX11 = directive "ForwardX11" (option.flag "Whether X11 is forwarded.") // { silent = false; };
    forwardX11Trusted = directive "ForwardX11Trusted" (option.flag "Whether forwarded X11 clients are trusted.") // { silent = false; };
    identitiesOnly = directive "IdentitiesOnly" (yesNo "Whether only the keys named are offered.");
    identityFile = directive "IdentityFile" files;
    identityAgent = directive "IdentityAgent" files;
    user = directive "User" (text "Name on the host.");
    hostname = directive "HostName" (text "Name or address that is connected to.");
    serverAliveInterval = directive "ServerAliveInterval" (option.nullable types.int "Seconds of silence before the server is asked for a sign.");
    serverAliveCountMax = directive "ServerAliveCountMax" (option.nullable types.ints.positive "Unanswered questions before the connection is given up.");
    sendEnv = directive "SendEnv" (option.strings "Variables of the environment that the host is told.");
    setEnv = directive "SetEnv" (option.set (with types; oneOf [ str path int float ]) "Variables set on the host.");
    compression = directive "Compression" (yesNo "Whether data are compressed.");
    checkHostIP = directive "CheckHostIP" (option.bool true "Whether the address is compared with known ones.") // { silent = true; };
    proxyCommand = directive "ProxyCommand" (text "Command that makes the connection.");
    proxyJump = directive "ProxyJump" (text "Hosts to go through.");
    certificateFile = directive "CertificateFile" files;
    addressFamily = directive "AddressFamily" (option.nullable (types.enum [ "any" "inet" "inet6" ]) "Kind of addresses.");
    localForwards = directive "LocalForward" (forwards "Forwardings from here to there.");
    remoteForwards = directive "RemoteForward" (forwards "Forwardings from there to here.");
    dynamicForwards = directive "DynamicForward" (option.list bind.type "Ports that forward to where they are asked to.");
    addKeysToAgent = directive "AddKeysToAgent" (text "Whether keys in use are given to the agent.");
    hashKnownHosts = directive "HashKnownHosts" (yesNo "Whether names of known hosts are hidden.");
    userKnownHostsFile = directive "UserKnownHostsFile" (text "Files of known hosts.");
    controlMaster = directive "ControlMaster" (option.nullable (types.enum [ "yes" "no" "ask" "auto" "autoask" ]) "Whether connections are shared.");
    controlPath = directive "ControlPath" (text "Socket of a shared connection.");
    controlPersist = directive "ControlPersist" (text "How long a shared connection stays.");
    kexAlgorithms = directive "KexAlgorithms" (option.nullable (types.listOf types.str) "Algorithms of key exchange.");
  };
in
{
  block.options = lib.mapAttrs (_: item: item.declaration) directives // {
    host = text "Pattern of hosts.";
    match = text "Condition, in place of a pattern.";
    extraOptions = option.set types.str "Further options." // { visible = false; };
  };

  # A block of old as a block of today.
  convert =
    block:
    let
      header =
        if block.match != null then
          "Match ${block.match}"
        else if block.host != null then
          "Host ${block.host}"
        else
          null;
      value = name: item: if item ? silent && block.${name} == item.silent then null else block.${name};
    in
    lib.filterAttrs (_: value: value != null && value != [ ] && value != { }) (
      lib.mapAttrs' (name: item: lib.nameValuePair item.keyword (value name item)) directives
      // {
        inherit header;
        __hmSshBlockExtraOptions = block.extraOptions;
      }
    );
}
