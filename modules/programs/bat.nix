{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkIf types;
  inherit (lib.hm) option;
  cfg = config.programs.bat;

  # Settings with values first, then the switches that are on.
  configText =
    lib.generators.toKeyValue {
      mkKeyValue = name: value: "--${name}=${lib.escapeShellArg value}";
      listsAsDuplicateKeys = true;
    } (lib.filterAttrs (_: value: !builtins.isBool value) cfg.config)
    + lib.concatMapStrings (name: "--${name}\n") (
      lib.attrNames (lib.filterAttrs (_: value: value == true) cfg.config)
    );

  asset = types.submodule {
    options = {
      src = option.required types.path "Directory or file.";
      file = option.nullable types.str "File below the directory.";
    };
  };
  assets = option.set (types.either types.lines asset);
  assetFile =
    item:
    if builtins.isString item then
      { text = item; }
    else
      { source = "${item.src}${lib.optionalString (item.file != null) "/${item.file}"}"; };
  assetFiles = directory: suffix: lib.mapAttrs' (
    name: item: lib.nameValuePair "bat/${directory}/${name}.${suffix}" (assetFile item)
  );
  textWarning =
    name:
    lib.optional (lib.any builtins.isString (lib.attrValues cfg.${name})) ''
      Using programs.bat.${name} as a string option is deprecated and will be
      removed in the future. Please change to using it as an attribute set
      instead.
    '';
in
{
  options.programs.bat = {
    enable = lib.mkEnableOption "bat, a cat clone with wings";
    package = lib.mkPackageOption pkgs "bat" { };
    extraPackages = option.packages "Packages such as those of `bat-extras`.";
    config = option.set (
      with types;
      oneOf [
        str
        (listOf str)
        bool
      ]
    ) "Options of bat, without their dashes.";
    themes = assets "Themes.";
    syntaxes = assets "Syntaxes.";
  };

  config = mkIf cfg.enable {
    warnings = textWarning "themes" ++ textWarning "syntaxes";
    home.packages = [ cfg.package ] ++ cfg.extraPackages;
    xdg.configFile = lib.mkMerge [
      { "bat/config" = mkIf (cfg.config != { }) { text = configText; }; }
      (assetFiles "themes" "tmTheme" cfg.themes)
      (assetFiles "syntaxes" "sublime-syntax" cfg.syntaxes)
    ];
    # bat builds with what is in the directory it runs in, too.
    # Where bat itself is not on this machine there is no cache to build; the plan names what is missing.
    home.activation.batCache = lib.mkIf ((cfg.package.origin or "") != "missing") (lib.hm.dag.entryAfter [ "linkGeneration" ] ''
      (
        export XDG_CACHE_HOME=${lib.escapeShellArg config.xdg.cacheHome}
        verboseEcho "Rebuilding bat theme cache"
        cd "${pkgs.emptyDirectory}"
        run ${lib.getExe cfg.package} cache --build
      )
    '');
  };
}
