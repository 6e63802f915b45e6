# The user's own directories: Desktop, Documents, Downloads and the like.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkIf types;
  inherit (lib.hm) deprecations option;
  cfg = config.xdg.userDirs;
  home = config.home.homeDirectory;
  pathString = with types; coercedTo path toString str;
  isOld = lib.versionOlder config.home.stateVersion "26.05";

  # Option, key in user-dirs.dirs, directory below the home.
  known = {
    desktop = "Desktop";
    documents = "Documents";
    download = "Downloads";
    music = "Music";
    pictures = "Pictures";
    projects = "Projects";
    publicShare = "Public";
    templates = "Templates";
    videos = "Videos";
  };
  directoryOption = _: name: lib.mkOption {
    type = types.nullOr pathString;
    default = "${home}/${name}";
    defaultText = lib.literalExpression ''"''${config.home.homeDirectory}/${name}"'';
    description = "The ${name} directory; `null` for none.";
  };

  # `XDG_MISC_DIR` was written where `MISC` is written now.
  shortKey =
    key:
    let
      match = builtins.match "XDG_(.*)_DIR" key;
    in
    if match == null then key else builtins.head match;
  longKeys = builtins.filter (key: shortKey key != key) (lib.attrNames cfg.extraConfig);
  extra =
    if isOld then lib.mapAttrs' (key: lib.nameValuePair (shortKey key)) cfg.extraConfig else cfg.extraConfig;

  directories =
    lib.filterAttrs (_: path: path != null) (
      lib.mapAttrs' (name: _: lib.nameValuePair (lib.toUpper name) cfg.${name}) known
    )
    // extra;
  variables = lib.mapAttrs' (key: lib.nameValuePair "XDG_${key}_DIR") directories;
in
{
  imports = [
    (lib.mkRenamedOptionModule
      [ "xdg" "userDirs" "publishShare" ]
      [ "xdg" "userDirs" "publicShare" ]
    )
  ];

  options.xdg.userDirs = lib.mapAttrs directoryOption known // {
    enable = option.flag "Whether to manage {file}`$XDG_CONFIG_HOME/user-dirs.dirs`.";
    package = lib.mkPackageOption pkgs "xdg-user-dirs" { nullable = true; };
    extraConfig = option.set pathString "Further directories: `MISC` becomes `XDG_MISC_DIR`.";
    createDirectories = lib.mkEnableOption "automatic creation of the XDG user directories";
    setSessionVariables = lib.mkOption {
      type = types.bool;
      inherit
        (deprecations.mkStateVersionOptionDefault {
          inherit (config.home) stateVersion;
          since = "26.05";
          optionPath = [
            "xdg"
            "userDirs"
            "setSessionVariables"
          ];
          legacy.value = true;
          current.value = false;
        })
        default
        defaultText
        ;
      description = "Whether session variables such as {env}`XDG_DESKTOP_DIR` name the directories.";
    };
  };

  config = mkIf cfg.enable {
    warnings = map (
      key:
      deprecations.mkDeprecatedOptionValueWarning {
        option = [
          "xdg"
          "userDirs"
          "extraConfig"
        ];
        old = "keys like `${key}`";
        replacement = "keys like `${shortKey key}`";
      }
    ) (lib.optionals isOld longKeys);

    xdg.configFile."user-dirs.dirs".text = lib.generators.toKeyValue { } (
      lib.mapAttrs (_: path: ''"${path}"'') variables
    );
    xdg.configFile."user-dirs.conf".text = "enabled=False";
    home.packages = mkIf (cfg.package != null) [ cfg.package ];
    home.sessionVariables = mkIf cfg.setSessionVariables variables;
    home.activation.createXdgUserDirectories = mkIf cfg.createDirectories (
      lib.hm.dag.entryAfter [ "linkGeneration" ] (
        lib.concatMapStringsSep "\n" (path: ''[[ -L "${path}" ]] || run mkdir -p $VERBOSE_ARG "${path}"'') (
          lib.attrValues directories
        )
      )
    );
  };
}
