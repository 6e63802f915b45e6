{
  config,
  lib,
  options,
  pkgs,
  ...
}:
let
  inherit (lib) mkDefault mkIf mkOption types;
  inherit (lib.hm) dag option;
  cfg = config.programs.ssh;
  legacy = import ./ssh-legacy.nix { inherit lib option; };

  isPath = value: lib.hasPrefix "/" (toString value);
  word = value: if builtins.isBool value then lib.hm.booleans.yesNo value else toString value;

  # ssh takes the first value of most keywords, so a list must not become several lines there.
  commaLists = [
    "CASignatureAlgorithms"
    "Ciphers"
    "HostbasedAcceptedAlgorithms"
    "HostbasedKeyTypes"
    "HostKeyAlgorithms"
    "IgnoreUnknown"
    "KbdInteractiveDevices"
    "KexAlgorithms"
    "MACs"
    "PreferredAuthentications"
    "ProxyJump"
    "PubkeyAcceptedAlgorithms"
    "PubkeyAcceptedKeyTypes"
  ];
  spaceLists = [
    "CanonicalDomains"
    "CanonicalizePermittedCNAMEs"
    "ChannelTimeout"
    "GlobalKnownHostsFile"
    "PermitRemoteOpen"
    "SendEnv"
    "UserKnownHostsFile"
  ];

  endpoint =
    { address ? "localhost", port ? null, ... }:
    if address == null then
      toString port
    else if isPath address then
      address
    else
      "[${address}]:${toString port}";
  forward =
    value:
    if builtins.isAttrs value then "${endpoint value.bind} ${endpoint value.host}" else word value;
  dynamicForward = value: if builtins.isAttrs value then endpoint value else word value;
  environment = variables: lib.concatStringsSep " " (
    lib.mapAttrsToList (
      name: value: ''${name}="${lib.escape [ ''"'' "\\" ] (toString value)}"''
    ) variables
  );

  # What follows the keyword, one element a line.
  argumentsOf =
    keyword: value:
    let
      words = map word (lib.toList value);
    in
    if builtins.elem keyword commaLists then
      [ (lib.concatStringsSep "," words) ]
    else if builtins.elem keyword spaceLists then
      [ (lib.concatStringsSep " " words) ]
    else if keyword == "SetEnv" then
      [ (environment value) ]
    else if keyword == "LocalForward" || keyword == "RemoteForward" then
      map forward (lib.toList value)
    else if keyword == "DynamicForward" then
      map dynamicForward (lib.toList value)
    else
      words;
  directive =
    indent: keyword: value:
    if value == null || value == [ ] || value == { } then
      [ ]
    else
      map (arguments: "${indent}${keyword} ${arguments}") (argumentsOf keyword value);

  # `IgnoreUnknown` only holds for what comes after it.
  blockLines =
    block:
    let
      settings = removeAttrs block [
        "header"
        "__hmSshBlockExtraOptions"
        "extraOptions"
      ];
      first = lib.optional (settings ? IgnoreUnknown) "IgnoreUnknown";
      keywords = first ++ lib.subtractLists first (lib.attrNames settings);
      extra = block.__hmSshBlockExtraOptions or { };
    in
    lib.concatStringsSep "\n" (
      [ block.header ]
      ++ lib.concatMap (keyword: directive "  " keyword settings.${keyword}) keywords
      ++ lib.optional (extra != { }) (
        lib.generators.toKeyValue {
          mkKeyValue = lib.generators.mkKeyValueDefault { } " ";
          listsAsDuplicateKeys = true;
          indent = "  ";
        } extra
      )
    );

  header = name: if lib.hasPrefix "Host " name || lib.hasPrefix "Match " name then name else "Host ${name}";

  # All hosts' block has to come last, or it would win.
  sorted = dag.topoSort (removeAttrs cfg.settings [ "*" ]);
  blocks = sorted.result or (abort "Dependency cycle in SSH match blocks: ${builtins.toJSON sorted}");
  common = lib.optional (cfg.settings ? "*") cfg.settings."*";
  global =
    lib.concatLists (lib.mapAttrsToList (directive "") cfg.extraOptionOverrides)
    ++ lib.optional (cfg.includes != [ ]) "Include ${lib.concatStringsSep " " cfg.includes}";
  sections =
    lib.optional (global != [ ]) (lib.concatStringsSep "\n" global)
    ++ map (block: blockLines block.data) (blocks ++ common)
    ++ lib.optional (cfg.extraConfig != "") (
      "  " + lib.replaceStrings [ "\n" ] [ "\n  " ] (lib.removeSuffix "\n" cfg.extraConfig)
    );

  hasPathWithPort =
    end: end.address or null != null && isPath end.address && end.port or null != null;
  endsOf =
    block:
    let
      both = item: [ item.bind item.host ];
      sets = keyword: builtins.filter builtins.isAttrs (lib.toList (block.${keyword} or [ ]));
    in
    lib.concatMap both (sets "LocalForward" ++ sets "RemoteForward") ++ sets "DynamicForward";
  allBlocks = map (block: block.data) (lib.attrValues cfg.settings);
  filesOf = name: lib.showFiles options.programs.ssh.${name}.files;

  # Options of old that were about all hosts.
  formerlyGlobal = {
    forwardAgent = "ForwardAgent";
    addKeysToAgent = "AddKeysToAgent";
    compression = "Compression";
    serverAliveInterval = "ServerAliveInterval";
    serverAliveCountMax = "ServerAliveCountMax";
    hashKnownHosts = "HashKnownHosts";
    userKnownHostsFile = "UserKnownHostsFile";
    controlMaster = "ControlMaster";
    controlPath = "ControlPath";
    controlPersist = "ControlPersist";
  };
in
{
  imports =
    lib.hm.deprecations.mkSettingsRenamedOptionModules
      [ "programs" "ssh" ]
      [ "programs" "ssh" "settings" "*" ]
      { transform = name: formerlyGlobal.${name}; }
      [
        "forwardAgent"
        "addKeysToAgent"
        "compression"
        "serverAliveInterval"
        "serverAliveCountMax"
        "hashKnownHosts"
        "userKnownHostsFile"
        "controlMaster"
        "controlPath"
        "controlPersist"
      ];

  options.programs.ssh = {
    enable = lib.mkEnableOption "SSH client configuration";
    package = lib.mkPackageOption pkgs "openssh" {
      nullable = true;
      default = null;
    };
    extraConfig = option.lines "Text in the block of all hosts.";
    extraOptionOverrides = option.set types.anything "Settings before all blocks, which win over them.";
    includes = option.strings "Files included before all blocks.";
    settings = mkOption {
      type = lib.hm.types.dagOf (
        types.submodule (
          { dagName, ... }:
          {
            freeformType = types.attrsOf types.anything;
            options.header = option.str (header dagName) "First line of the block.";
          }
        )
      );
      default = { };
      description = "Blocks by pattern of hosts, with ssh's own keywords. `lib.hm.dag` orders them: the first value of a keyword wins.";
    };
    matchBlocks = mkOption {
      type = lib.hm.types.dagOf (types.submodule legacy.block);
      default = { };
      visible = false;
      description = "Blocks under option names of old.";
    };
    enableDefaultConfig = option.bool true "Whether the block of all hosts has values that were once defaults.";
  };

  config = mkIf cfg.enable (
    lib.mkMerge [
      {
        programs.ssh.settings = lib.mapAttrs (
          _: entry: entry // { data = legacy.convert entry.data; }
        ) cfg.matchBlocks;

        assertions = [
          {
            assertion = !lib.any hasPathWithPort (lib.concatMap endsOf allBlocks);
            message = "Forwarded paths cannot have ports.";
          }
          {
            assertion = cfg.extraConfig != "" -> cfg.settings ? "*";
            message = ''Cannot set `programs.ssh.extraConfig` if `programs.ssh.settings."*"` (default host config) is not declared.'';
          }
          {
            assertion = lib.all (block: block.extraOptions or { } == { }) allBlocks;
            message = ''
              `programs.ssh.settings.*.extraOptions` defined in ${filesOf "settings"} is not supported. Move these OpenSSH options directly into `programs.ssh.settings.*` using upstream directive names.
            '';
          }
        ];

        warnings =
          lib.optional (cfg.matchBlocks != { }) ''
            `programs.ssh.matchBlocks` defined in ${filesOf "matchBlocks"} is deprecated. Use `programs.ssh.settings`.
          ''
          ++ map (name: ''
            The SSH config match block `programs.ssh.matchBlocks.${name}` sets both of the host and match options.
            The match option takes precedence.'') (
            lib.attrNames (
              lib.filterAttrs (_: block: block.data.host != null && block.data.match != null) cfg.matchBlocks
            )
          )
          ++ map (name: ''
            `programs.ssh.matchBlocks.${name}.extraOptions` defined in ${filesOf "matchBlocks"} is deprecated. Move these OpenSSH options to `programs.ssh.settings.${name}` using upstream directive names.
          '') (lib.attrNames (lib.filterAttrs (_: block: block.data.extraOptions != { }) cfg.matchBlocks));

        home.packages = lib.optional (cfg.package != null) cfg.package;
        home.file.".ssh/config".text = lib.optionalString (sections != [ ]) (
          lib.concatStringsSep "\n\n" sections + "\n"
        );
      }
      (mkIf cfg.enableDefaultConfig {
        warnings = [
          ''
            `programs.ssh` default values will be removed in the future.
            Consider setting `programs.ssh.enableDefaultConfig` to false,
            and manually set the default values you want to keep at
            `programs.ssh.settings."*"`.
          ''
        ];
        programs.ssh.settings."*" = lib.mapAttrs (_: mkDefault) {
          ForwardAgent = false;
          AddKeysToAgent = "no";
          Compression = false;
          ServerAliveInterval = 0;
          ServerAliveCountMax = 3;
          HashKnownHosts = false;
          UserKnownHostsFile = "~/.ssh/known_hosts";
          ControlMaster = "no";
          ControlPath = "~/.ssh/master-%r@%n:%p";
          ControlPersist = "no";
        };
      })
    ]
  );
}
