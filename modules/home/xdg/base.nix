# The XDG base directories, and files below them.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkIf mkOption mkOptionDefault types;
  inherit (lib.hm) option;
  cfg = config.xdg;
  home = config.home.homeDirectory;
  inherit (lib.hm.fileType {
    homeDirectory = home;
    inherit lib pkgs;
  }) fileType;

  # By the name of the options: place below the home, and what the place is for.
  directories = {
    cache = [ ".cache" "what programs can make again" ];
    config = [ ".config" "configuration" ];
    data = [ ".local/share" "data of programs" ];
    state = [ ".local/state" "what programs remember between runs" ];
    bin = [ ".local/bin" "the user's own programs" ];
  };
  withFiles = removeAttrs directories [ "bin" ];
  variable = kind: "XDG_${lib.toUpper kind}_HOME";

  homeOption = kind: place: lib.nameValuePair "${kind}Home" (mkOption {
    type = types.path;
    apply = toString;
    defaultText = "~/${builtins.head place}";
    description = "Absolute path of the directory for ${lib.last place}. With {option}`xdg.enable`, {env}`${variable kind}` names it.";
  });
  fileOption = kind: place: lib.nameValuePair "${kind}File" (mkOption {
    type = fileType "xdg.${kind}File" "{option}`xdg.${kind}Home`" cfg."${kind}Home";
    default = { };
    description = "Files to show below the directory for ${lib.last place}.";
  });

  # Before 20.09 an unmanaged home took the directories from the environment.
  isImpure = !cfg.enable && lib.versionOlder config.home.stateVersion "20.09";
  defaultOf =
    kind: place:
    let
      given = builtins.getEnv (variable kind);
    in
    if isImpure && given != "" then given else "${home}/${builtins.head place}";

  variables = lib.mapAttrs' (kind: _: lib.nameValuePair (variable kind) cfg."${kind}Home") directories;
  prefixed =
    kind: _: lib.mapAttrs' (name: lib.nameValuePair "${cfg."${kind}Home"}/${name}") cfg."${kind}File";
in
{
  options.xdg =
    lib.mapAttrs' homeOption directories
    // lib.mapAttrs' fileOption withFiles
    // {
      enable = lib.mkEnableOption "management of XDG base directories";
      localBinInPath = option.flag "Whether {option}`xdg.binHome` is on {env}`PATH` when {option}`xdg.enable` is set.";
    };

  config = lib.mkMerge [
    {
      xdg = lib.mapAttrs' (
        kind: place: lib.nameValuePair "${kind}Home" (mkOptionDefault (defaultOf kind place))
      ) directories;
      home.file = lib.mkMerge (
        lib.mapAttrsToList prefixed withFiles
        ++ [
          { "${cfg.cacheHome}/.keep".text = ""; }
          { "${cfg.stateHome}/.keep".text = ""; }
        ]
      );
    }
    (mkIf cfg.enable {
      home.sessionVariables = variables;
      systemd.user.sessionVariables = variables;
      home.sessionPath = mkIf cfg.localBinInPath (lib.mkAfter [ cfg.binHome ]);
    })
  ];
}
