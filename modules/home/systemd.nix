# systemd units of the user, and what the user's manager is told.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkIf mkOption types;
  inherit (lib.hm) option;
  cfg = config.systemd.user;

  # Option, kind of unit, and the name of its own section.
  kinds = {
    services = "service";
    slices = "slice";
    sockets = "socket";
    targets = "target";
    timers = "timer";
    paths = "path";
    mounts = "mount";
    automounts = "automount";
  };

  listOrString = with types; coercedTo str lib.toList (listOf str);
  triggers = option.list (with types; either package str);

  serviceOptions = {
    Unit = {
      X-Reload-Triggers = triggers "Anything whose change reloads the service at activation.";
      X-Restart-Triggers = triggers "Anything whose change restarts the service at activation.";
      X-SwitchMethod = option.enum [
        null
        "reload"
        "restart"
        "stop-start"
        "keep-old"
      ] null "How the service goes from its old to its new version.";
    };
    Service = {
      Environment = option.value listOrString [ ] "Variables that the processes of the service see.";
      ExecStart = mkOption {
        type =
          let
            command = with types; either package str;
          in
          with types;
          either command (listOf command);
        apply = lib.toList;
        default = [ ];
        example = "/absolute/path/to/command arg1 arg2";
        description = "Command that the service runs.";
      };
    };
  };

  unit =
    kind:
    let
      value =
        with types;
        oneOf [
          bool
          int
          str
          path
        ];
    in
    types.submodule {
      freeformType = with types; attrsOf (attrsOf (either value (listOf value))) // {
        description = "systemd ${kind} unit configuration";
      };
      imports = [
        {
          options.Unit = {
            Description = option.nullable types.str "A short human-readable label of the unit.";
            Documentation = option.value listOrString [ ] "URIs of documentation.";
          };
        }
      ]
      ++ lib.optional (kind == "service") { options = serviceOptions; };
    };

  unitOption = kind: mkOption {
    type = types.attrsOf (unit kind);
    default = { };
    description = "Units of the kind `${kind}` by name, with systemd's own sections and keys. See {manpage}`systemd.${kind}(5)`.";
  };

  # A list repeats its key; nothing is written for null, an empty list and an empty section.
  unitText =
    sections:
    let
      written = lib.filterAttrs (_: keys: keys != { }) (
        lib.mapAttrs (_: lib.filterAttrs (_: value: value != null && value != [ ])) sections
      );
    in
    lib.generators.toINI {
      listsAsDuplicateKeys = true;
      mkKeyValue =
        key: value: "${key}=${if builtins.isBool value then lib.boolToString value else toString value}";
    } written;

  # Names of store objects have no `@`, `:` or backslash.
  storeName = lib.replaceStrings [ "@" ":" "\\" "[" "]" ] [ "-" "-" "-" "" "" ];

  # systemd reads a unit's name from the file that the links finally lead to.
  unitFiles =
    kind: name: sections:
    let
      fileName = "${name}.${kind}";
      file = pkgs.writeTextFile {
        name = storeName fileName;
        text = unitText sections;
        destination = "/${fileName}";
      };
      at = place: lib.nameValuePair "systemd/user/${place}${fileName}" { source = "${file}/${fileName}"; };
      wanted = suffix: map (target: at "${target}.${suffix}/");
    in
    [ (at "") ]
    ++ wanted "wants" (sections.Install.WantedBy or [ ])
    ++ wanted "requires" (sections.Install.RequiredBy or [ ]);

  filesOf =
    option: kind: lib.concatLists (lib.mapAttrsToList (unitFiles kind) cfg.${option});

  ini = pkgs.formats.ini { listsAsDuplicateKeys = true; };
  environment = description: mkOption {
    type =
      with types;
      attrsOf (
        nullOr (oneOf [
          str
          path
          package
        ])
      );
    default = { };
    apply = variables: lib.concatStringsSep " " (
      lib.mapAttrsToList (name: value: "${name}=${lib.escapeShellArg value}") variables
    );
    inherit description;
  };
  environments = [
    "ManagerEnvironment"
    "DefaultEnvironment"
  ];
in
{
  options.systemd.user = lib.mapAttrs (_: unitOption) kinds // {
    enable = lib.mkEnableOption "the user systemd service manager" // {
      default = pkgs.stdenv.hostPlatform.isLinux;
      defaultText = lib.literalExpression "pkgs.stdenv.hostPlatform.isLinux";
    };
    systemctlPath = option.str "${pkgs.systemd}/bin/systemctl" "Absolute path of {command}`systemctl`.";
    packages = option.packages "Packages whose {file}`share/systemd/user` holds units.";
    startServices = mkOption {
      type =
        with types;
        either bool (enum [
          "suggest"
          "sd-switch"
        ]);
      apply = value: value == true || value == "sd-switch";
      default = true;
      description = "Whether activation starts, restarts and stops units as the change asks. Otherwise it prints the commands that would.";
    };
    servicesStartTimeoutMs = option.value types.ints.unsigned 0 "How long to watch started services for failure, in milliseconds; 0 sets no limit.";
    sessionVariables = option.set (with types; either int str) "Variables of the user's manager and all it starts, as {manpage}`environment.d(5)` takes them.";
    settings = mkOption {
      type = types.submodule {
        freeformType = ini.type;
        options.Manager = {
          DefaultEnvironment = environment "Variables that all started processes see.";
          ManagerEnvironment = environment "Variables that only the manager itself sees.";
        };
      };
      default = { };
      # An empty environment would undo one set elsewhere.
      apply = sections: sections // {
        Manager = lib.filterAttrs (
          name: value: !(builtins.elem name environments && value == "")
        ) sections.Manager;
      };
      description = "Settings of the user's manager, see {manpage}`systemd-user.conf(5)`.";
    };
    tmpfiles.rules = option.strings "Rules about temporary files, as {manpage}`tmpfiles.d(5)` describes them.";
  };

  config = mkIf cfg.enable {
    assertions = [
      (lib.hm.assertions.assertPlatform "systemd" pkgs lib.platforms.linux)
    ];

    xdg.configFile = lib.mkMerge [
      (lib.listToAttrs (lib.concatLists (lib.mapAttrsToList filesOf kinds)))
      (mkIf (cfg.sessionVariables != { }) {
        "environment.d/10-home-manager.conf".text = lib.concatLines (
          lib.mapAttrsToList (name: value: "${name}=${toString value}") cfg.sessionVariables
        );
      })
      (mkIf (lib.any (section: section != { }) (lib.attrValues cfg.settings)) {
        "systemd/user.conf".source = ini.generate "user.conf" cfg.settings;
      })
      (mkIf (cfg.tmpfiles.rules != [ ]) {
        "user-tmpfiles.d/home-manager.conf" = {
          text = ''
            # This file is created automatically and should not be modified.
            # Please change the option ‘systemd.user.tmpfiles.rules’ instead.
            ${lib.concatStringsSep "\n" cfg.tmpfiles.rules}
          '';
          onChange = ''
            run ${pkgs.systemd}/bin/systemd-tmpfiles --user --remove --create ''${DRY_RUN:+--dry-run}
          '';
        };
      })
    ];

    xdg.dataFile = mkIf (cfg.packages != [ ]) {
      "systemd/user" = {
        recursive = true;
        source = pkgs.symlinkJoin {
          name = "user-systemd-units";
          paths = cfg.packages;
          stripPrefix = "/share/systemd/user";
        };
      };
    };

    # The landmark; activation compares the units of the two generations itself.
    home.activation.reloadSystemd = lib.hm.dag.entryAfter [ "linkGeneration" ] "";
  };
}
