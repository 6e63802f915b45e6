{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkDefault mkIf mkOption mkOptionDefault types;
  inherit (lib.hm) deprecations option;
  inherit (lib.generators) toGitINI;
  cfg = config.programs.git;

  formatDefault = deprecations.mkStateVersionOptionDefault {
    inherit (config.home) stateVersion;
    since = "25.05";
    optionPath = [
      "programs"
      "git"
      "signing"
      "format"
    ];
    legacy.value = "openpgp";
    current.value = null;
  };

  gitIni =
    with types;
    let
      scalar = either str (either bool int);
      value = either scalar (listOf scalar);
    in
    attrsOf (attrsOf (either value (attrsOf value)));

  include =
    { config, ... }:
    {
      options = {
        condition = option.nullable types.str "When the file is included, as {manpage}`git-config(1)` describes for `includeIf`; always where `null`.";
        path = option.required (with types; either str path) "The file that is included.";
        contents = option.set types.anything "Settings to include, in place of a file.";
        contentSuffix = option.str "gitconfig" "Name of the file that the settings are written to.";
      };
      config.path = mkIf (config.contents != { }) (
        mkDefault (
          pkgs.writeText (lib.hm.strings.storeFileName config.contentSuffix) (toGitINI config.contents)
        )
      );
    };
  includeText =
    item:
    toGitINI (
      if item.condition == null then
        { include.path = "${item.path}"; }
      else
        { includeIf.${item.condition}.path = "${item.path}"; }
    );

  # A list of settings keeps its order and repeats sections; a set is merged with what modules say.
  fragments = if builtins.isList cfg.settings then cfg.settings else [ ];
  isBlank = text: builtins.match "[[:space:]]*" text != null;
  configText = lib.concatStringsSep "\n" (
    builtins.filter (text: !isBlank text) (map toGitINI ([ cfg.iniContent ] ++ fragments))
  );

  programPath = package: name: if package == null then name else lib.getExe package;
  signers = {
    openpgp = lib.getExe config.programs.gpg.package;
    ssh = lib.getExe' pkgs.openssh "ssh-keygen";
    x509 = lib.getExe' config.programs.gpg.package "gpgsm";
  };

  # Programs that want to show git's differences; only one can.
  differs = {
    delta = [ "enableGitIntegration" ];
    diff-highlight = [ "enableGitIntegration" ];
    diff-so-fancy = [ "enableGitIntegration" ];
    difftastic = [ "git" "enable" ];
    patdiff = [ "enableGitIntegration" ];
    riff = [ "enableGitIntegration" ];
  };
  enabledDiffers = lib.concatLists (
    lib.mapAttrsToList (
      name: path:
      let
        program = config.programs.${name} or { enable = false; };
      in
      lib.optional (program.enable && lib.getAttrFromPath path program)
        "`programs.${name}.${lib.concatStringsSep "." path}'"
    ) differs
  );

  maintenanceTimer = schedule: time: lib.nameValuePair "git-maintenance@${schedule}" {
    Unit.Description = "Optimize Git repositories data";
    Timer = {
      OnCalendar = time;
      Persistent = true;
    };
    Install.WantedBy = [ "timers.target" ];
  };
in
{
  imports = [
    (lib.mkRenamedOptionModule
      [ "programs" "git" "signing" "gpgPath" ]
      [ "programs" "git" "signing" "signer" ]
    )
    (lib.mkRenamedOptionModule [ "programs" "git" "extraConfig" ] [ "programs" "git" "settings" ])
  ]
  ++
    deprecations.mkSettingsRenamedOptionModules
      [ "programs" "git" ]
      [ "programs" "git" "settings" ]
      { }
      [
        {
          old = "userName";
          new = [ "user" "name" ];
        }
        {
          old = "userEmail";
          new = [ "user" "email" ];
        }
        {
          old = "aliases";
          new = "alias";
        }
      ];

  options.programs.git = {
    enable = lib.mkEnableOption "Git";
    package = lib.mkPackageOption pkgs "git" { nullable = true; };
    signing = {
      key = option.nullable types.str "Key that commits and tags are signed with; git chooses one where `null`.";
      format = mkOption {
        type = types.nullOr (
          types.enum [
            "openpgp"
            "ssh"
            "x509"
          ]
        );
        inherit (formatDefault) defaultText;
        description = "Kind of signatures.";
      };
      signByDefault = option.nullable types.bool "Whether every commit and tag is signed.";
      signer = option.required (types.nullOr types.str) "Program that signs.";
    };
    settings = option.value (with types; either gitIni (listOf gitIni)) { } "Settings of git's configuration file. A list of sets keeps their order.";
    iniContent = mkOption {
      type = gitIni;
      internal = true;
      description = "What modules and {option}`programs.git.settings` say together.";
    };
    hooks = option.set types.path "Hooks that every repository runs.";
    ignores = option.strings "Patterns of files that git ignores everywhere.";
    attributes = option.strings "Attributes of paths in all repositories.";
    includes = mkOption {
      type = types.listOf (types.submodule include);
      default = [ ];
      description = "Further configuration files, some of them only for certain repositories.";
    };
    lfs = {
      enable = lib.mkEnableOption "Git Large File Storage";
      package = lib.mkPackageOption pkgs "git-lfs" { nullable = true; };
      skipSmudge = option.flag "Whether large files are only fetched when asked for.";
    };
    maintenance = {
      enable = lib.mkEnableOption "" // {
        description = "Whether repositories are maintained in the background.";
      };
      repositories = option.strings "Repositories that are maintained.";
      timers = option.value (types.attrsOf types.str) {
        hourly = "*-*-* 1..23:53:00";
        daily = "Tue..Sun *-*-* 0:53:00";
        weekly = "Mon 0:53:00";
      } "When each schedule of {command}`git maintenance` runs.";
    };
  };

  config = mkIf cfg.enable (
    lib.mkMerge [
      {
        home.packages = lib.optional (cfg.package != null) cfg.package;
        assertions = [
          {
            assertion = builtins.length enabledDiffers <= 1;
            message = ''
              Only one of the following options can be enabled at a time.
               - ${lib.concatStringsSep "\n  - " enabledDiffers}
            '';
          }
        ];
        xdg.configFile = {
          "git/config".text = configText;
          "git/ignore" = mkIf (cfg.ignores != [ ]) { text = lib.concatLines cfg.ignores; };
          "git/attributes" = mkIf (cfg.attributes != [ ]) { text = lib.concatLines cfg.attributes; };
        };
        programs.git = {
          iniContent = mkIf (!builtins.isList cfg.settings) cfg.settings;
          signing.format = mkOptionDefault formatDefault.effectiveDefault;
          signing.signer = mkIf (cfg.signing.format != null) (mkOptionDefault signers.${cfg.signing.format});
        };
      }
      {
        programs.git.iniContent = lib.mkMerge [
          (mkIf (cfg.signing.key != null) { user.signingKey = mkDefault cfg.signing.key; })
          (mkIf (cfg.signing.signByDefault != null) {
            commit.gpgSign = mkDefault cfg.signing.signByDefault;
            tag.gpgSign = mkDefault cfg.signing.signByDefault;
          })
          (mkIf (cfg.signing.format != null) {
            gpg.format = mkDefault cfg.signing.format;
            gpg.${cfg.signing.format}.program = mkDefault cfg.signing.signer;
          })
          (mkIf (cfg.hooks != { }) {
            core.hooksPath = toString (
              pkgs.linkFarm "git-hooks" (lib.mapAttrsToList (name: path: { inherit name path; }) cfg.hooks)
            );
          })
        ];
      }
      (mkIf (cfg.includes != [ ]) {
        xdg.configFile."git/config".text = lib.mkAfter (
          lib.concatMapStringsSep "\n" includeText cfg.includes
        );
      })
      (mkIf cfg.lfs.enable {
        home.packages = mkIf (cfg.lfs.package != null) [ cfg.lfs.package ];
        programs.git.iniContent.filter.lfs =
          let
            lfs = programPath cfg.lfs.package "git-lfs";
            skip = lib.optionalString cfg.lfs.skipSmudge " --skip";
          in
          {
            clean = "${lfs} clean -- %f";
            process = "${lfs} filter-process${skip}";
            required = true;
            smudge = "${lfs} smudge${skip} -- %f";
          };
      })
      (mkIf cfg.maintenance.enable {
        programs.git.iniContent.maintenance.repo = cfg.maintenance.repositories;
        systemd.user.services."git-maintenance@" = {
          Unit = {
            Description = "Optimize Git repositories data";
            Documentation = [ "man:git-maintenance(1)" ];
          };
          Service = {
            Type = "oneshot";
            ExecStart = ''
              "${programPath cfg.package "git"}" for-each-repo --keep-going --config=maintenance.repo maintenance run --schedule=%i
            '';
            LockPersonality = "yes";
            MemoryDenyWriteExecute = "yes";
            NoNewPrivileges = "yes";
            RestrictAddressFamilies = "AF_UNIX AF_INET AF_INET6 AF_VSOCK";
            RestrictNamespaces = "yes";
            RestrictRealtime = "yes";
            RestrictSUIDSGID = "yes";
            SystemCallArchitectures = "native";
            SystemCallFilter = "@system-service";
          };
        };
        systemd.user.timers = lib.mapAttrs' maintenanceTimer cfg.maintenance.timers;
      })
    ]
  );
}
