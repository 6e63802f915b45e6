# Configuration of Nix itself, for homes where it is used beside hm.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkDefault mkIf mkOption types;
  inherit (lib.hm) option;
  cfg = config.nix;

  atom =
    with types;
    nullOr (oneOf [
      bool
      int
      float
      str
      path
      package
    ])
    // {
      description = "Nix config atom (null, bool, int, float, str, path or package)";
    };
  text =
    value:
    if value == null then
      ""
    else if builtins.isBool value then
      lib.boolToString value
    else if builtins.isFloat value then
      lib.floatToString value
    else
      toString value;
  line = key: value: "${lib.escape [ "=" ] key} = ${text value}";
  nixConf = pkgs.writeTextFile {
    name = "nix.conf";
    text = ''
      # WARNING: this file is generated from the nix.settings option in
      # your Home Manager configuration at $XDG_CONFIG_HOME/nix/nix.conf.
      # Do not edit it!
      ${lib.concatStringsSep "\n" (lib.mapAttrsToList line cfg.settings)}
      ${cfg.extraOptions}
    '';
  };

  channelDirectory = "${
    if cfg.useXdg then "${config.xdg.stateHome}/nix/defexpr" else "${config.home.homeDirectory}/.nix-defexpr"
  }/50-home-manager";
  searchPath = lib.concatStringsSep ":" cfg.nixPath;

  registryEntry =
    { config, name, ... }:
    let
      reference = types.attrsOf (
        with types;
        oneOf [
          str
          int
          bool
          package
        ]
      );
      pinned = [
        "lastModified"
        "rev"
        "revCount"
        "narHash"
      ];
    in
    {
      options = {
        from = option.required reference "The reference that is rewritten.";
        to = option.required reference "What it is rewritten to.";
        flake = option.nullable types.attrs "The flake that the reference stands for, in place of {option}`to`.";
        exact = option.bool true "Whether `from` has to match as a whole.";
      };
      config = {
        from = mkDefault {
          type = "indirect";
          id = name;
        };
        to = mkIf (config.flake != null) (
          {
            type = "path";
            path = config.flake.outPath;
          }
          // lib.filterAttrs (name: _: builtins.elem name pinned) config.flake
        );
      };
    };
in
{
  options.nix = {
    enable = lib.mkEnableOption "the Nix configuration module" // {
      default = true;
      visible = false;
    };
    package = lib.mkPackageOption pkgs "nix" {
      default = null;
      nullable = true;
    };
    nixPath = option.strings "Entries put before {env}`NIX_PATH`.";
    keepOldNixPath = option.bool true "Whether what {env}`NIX_PATH` held stays behind them.";
    channels = option.set types.package "Channels that are part of the home, found by `<name>`.";
    registry = mkOption {
      type = types.attrsOf (types.submodule registryEntry);
      default = { };
      description = "The user's registry of flakes.";
    };
    registryVersion = option.internal types.int 2 "Version of the registry's format.";
    checkConfig = option.bool true "Accepted for compatibility: settings are not tried with Nix.";
    assumeXdg = option.flag "Whether Nix keeps its files in the XDG directories although no setting here says so.";
    useXdg = mkOption {
      type = types.bool;
      visible = false;
      readOnly = true;
      description = "Whether Nix keeps its files in the XDG directories.";
    };
    gc = {
      automatic = option.flag "Accepted for compatibility: `hm gc` collects what hm built.";
      dates = option.value (with types; either singleLineStr (listOf str)) "weekly" "When garbage is collected.";
      frequency = option.nullable types.str "When garbage is collected.";
      options = option.nullable types.str "Arguments of the collector.";
      persistent = option.bool true "Whether a missed collection is made up for.";
      randomizedDelaySec = option.value types.singleLineStr "0" "Longest random delay of a collection.";
    };
    extraOptions = option.lines "Text added to {file}`nix.conf`.";
    settings = mkOption {
      type = types.submodule { freeformType = with types; attrsOf (either atom (listOf atom)); };
      default = { };
      description = "Settings of {file}`nix.conf`.";
    };
  };

  config = lib.mkMerge [
    {
      nix.useXdg = cfg.assumeXdg || (cfg.enable && cfg.settings.use-xdg-base-directories or false);
      assertions = [
        {
          assertion = !(cfg.assumeXdg && cfg.enable && cfg.settings ? use-xdg-base-directories);
          message = ''
            `nix.assumeXdg` should not be set if `nix.settings.use-xdg-base-directories` is.
          '';
        }
      ];
    }
    (mkIf (cfg.enable && cfg.nixPath != [ ]) {
      home.sessionVariables.NIX_PATH =
        searchPath + lib.optionalString cfg.keepOldNixPath "\${NIX_PATH:+:$NIX_PATH}";
    })
    (mkIf (cfg.enable && cfg.channels != { }) {
      nix.nixPath = [ channelDirectory ];
      home.file.${channelDirectory}.source = pkgs.linkFarm "channels" (
        lib.mapAttrsToList (name: channel: {
          inherit name;
          path = toString channel;
        }) cfg.channels
      );
    })
    (mkIf (cfg.enable && cfg.registry != { }) {
      xdg.configFile."nix/registry.json".source = (pkgs.formats.json { }).generate "registry.json" {
        version = cfg.registryVersion;
        flakes = lib.mapAttrsToList (_: entry: { inherit (entry) from to exact; }) cfg.registry;
      };
    })
    (mkIf (cfg.enable && (cfg.settings != { } || cfg.extraOptions != "")) {
      assertions = [
        {
          assertion = cfg.package != null;
          message = ''
            A corresponding Nix package must be specified via `nix.package` for generating
            nix.conf.
          '';
        }
      ];
      xdg.configFile."nix/nix.conf".source = nixConf;
    })
  ];
}
