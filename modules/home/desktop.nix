# Settings that several desktop programs share: dconf, X resources, EditorConfig.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkIf types;
  inherit (lib.hm) option;

  dconfText = lib.generators.toINI {
    mkKeyValue = key: value: "${key}=${toString (lib.hm.gvariant.mkValue value)}";
  };
  databases =
    lib.optional (config.dconf.settings != { }) {
      profile = null;
      inherit (config.dconf) settings;
    }
    ++ lib.mapAttrsToList (name: settings: {
      profile = pkgs.writeText "dconf-profile-${name}" "user-db:${name}\n";
      inherit settings;
    }) config.dconf.databases;

  # Without a session bus of its own, dconf gets one for the time of the command.
  loadDatabase =
    { profile, settings }:
    let
      environment = lib.optionalString (profile != null) "env DCONF_PROFILE=${profile} ";
    in
    ''
      if [[ -v DBUS_SESSION_BUS_ADDRESS ]]; then
        run ${environment}${pkgs.dconf}/bin/dconf load / < ${pkgs.writeText "hm-dconf.ini" (dconfText settings)}
      else
        run dbus-run-session ${environment}${pkgs.dconf}/bin/dconf load / < ${pkgs.writeText "hm-dconf.ini" (dconfText settings)}
      fi
    '';

  resourceText =
    value:
    if builtins.isBool value then
      lib.boolToString value
    else if builtins.isList value then
      lib.concatMapStringsSep ", " (
        item:
        if builtins.isList item then
          throw "can not convert 2-dimensional lists to Xresources format"
        else
          resourceText item
      ) value
    else
      toString value;
  x = config.xresources;
  hasResources = (x.properties != null && x.properties != { }) || x.extraConfig != "";
  resource =
    with types;
    oneOf [
      bool
      int
      float
      str
    ];

  ini = pkgs.formats.ini { };
in
{
  options = {
    dconf = {
      enable = option.bool (!pkgs.stdenv.hostPlatform.isDarwin) "Whether dconf settings are written at activation." // {
        visible = false;
      };
      settings = option.set (types.attrsOf lib.hm.types.gvariant) "Settings by directory and key, as dconf knows them.";
      databases = option.set (with types; attrsOf (attrsOf lib.hm.types.gvariant)) "Settings of other databases, by their name.";
    };
    xresources = {
      properties = option.nullable (with types; attrsOf (either resource (listOf resource))) "Resources of X programs.";
      extraConfig = option.lines "Text before the resources, for example an `#include`.";
      path = option.str "${config.home.homeDirectory}/.Xresources" "Where the file is put.";
    };
    editorconfig = {
      enable = lib.mkEnableOption "EditorConfig home configuration file";
      settings = option.value ini.type { } "Sections of {file}`.editorconfig`; `root = true` is added.";
    };
  };

  config = lib.mkMerge [
    (mkIf (config.dconf.enable && databases != [ ]) {
      xdg.configFile."dconf/.keep".source = builtins.toFile "keep" "";
      home.activation.dconfSettings = lib.hm.dag.entryAfter [ "installPackages" ] (
        lib.concatMapStrings loadDatabase databases
      );
    })
    (mkIf hasResources {
      home.file.${x.path} = {
        text = lib.concatLines (
          lib.optional (x.extraConfig != "") x.extraConfig
          ++ lib.optionals (x.properties != null) (
            lib.mapAttrsToList (name: value: "${name}: ${resourceText value}") x.properties
          )
        );
        onChange = ''
          if [[ -v DISPLAY ]]; then
            ${lib.getExe pkgs.xrdb} -merge ${x.path}
          fi
        '';
      };
    })
    (mkIf (config.editorconfig.enable && config.editorconfig.settings != { }) {
      home.file.".editorconfig".text =
        lib.generators.toINIWithGlobalSection { } {
          globalSection.root = true;
          sections = config.editorconfig.settings;
        }
        + "\n";
    })
  ];
}
