{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkIf mkOption types;
  inherit (lib.hm) option;
  inherit (lib.hm.nushell) isNushellInline toNushell;
  cfg = config.programs.nushell;
  at = name: "${cfg.configDir}/${name}";

  linesOrSource =
    name:
    types.submodule (
      { config, ... }:
      {
        options = {
          text = mkOption {
            type = types.lines;
            default = if config.source == null then "" else builtins.readFile config.source;
            description = "Text of {file}`${name}`.";
          };
          source = option.nullable types.path "File whose text {file}`${name}` begins with.";
        };
      }
    );
  fileOption = name: option.nullable (linesOrSource name) "The file {file}`${name}`.";
  textOf = file: mkIf (file != null) file.text;

  # `{ a.b = 1; }` as [ { name = "a.b"; value = 1; } ].
  flatten =
    prefix: value:
    if builtins.isAttrs value && !isNushellInline value then
      lib.concatMap (key: flatten (prefix ++ [ key ]) value.${key}) (lib.attrNames value)
    else
      [ (lib.nameValuePair (lib.concatStringsSep "." prefix) value) ];

  settings = lib.concatMapStrings (
    { name, value }: "$env.config.${name} = ${toNushell { } value}\n"
  ) (flatten [ ] cfg.settings);
  aliases = lib.concatLines (
    lib.mapAttrsToList (name: command: "alias ${toNushell { } name} = ${command}") cfg.shellAliases
  );
  hasConfig =
    cfg.configFile != null
    || cfg.extraConfig != ""
    || cfg.shellAliases != { }
    || cfg.settings != { }
    || cfg.environmentVariables != { };

  pluginRegistry = pkgs.runCommand "nushellMsgPackz" { } ''
    mkdir -p "$out"
    ${lib.getExe cfg.package} \
      --plugin-config "$out/plugin.msgpackz" \
      --commands '${lib.concatMapStringsSep "; " (plugin: "plugin add ${lib.getExe plugin}") cfg.plugins}'
  '';
in
{
  options.programs.nushell = {
    enable = lib.mkEnableOption "nushell";
    package = lib.mkPackageOption pkgs "nushell" { nullable = true; };
    configDir = option.value (with types; either str path) "${config.xdg.configHome}/nushell" "Directory of nushell's files.";
    configFile = fileOption "config.nu";
    envFile = fileOption "env.nu";
    loginFile = fileOption "login.nu";
    extraConfig = option.lines "Text added to {file}`config.nu`.";
    extraEnv = option.lines "Text added to {file}`env.nu`.";
    extraLogin = option.lines "Text added to {file}`login.nu`.";
    plugins = option.packages "Plugins.";
    settings = option.set lib.hm.types.nushellValue "Settings below `$env.config`.";
    shellAliases = option.set types.str "Aliases.";
    environmentVariables = option.set lib.hm.types.nushellValue "Environment variables, in nushell's own types.";
  };

  config = mkIf cfg.enable {
    warnings = lib.optional (cfg.package == null && cfg.plugins != [ ]) ''
      You have configured `plugins` for `nushell` but have not set `package`.

      The listed plugins will not be installed.
    '';
    home.packages = mkIf (cfg.package != null) [ cfg.package ];
    home.extraDependencies = cfg.plugins;
    home.file = {
      ${at "config.nu"} = mkIf hasConfig {
        text = lib.mkMerge [
          (mkIf (cfg.environmentVariables != { }) "load-env ${toNushell { } cfg.environmentVariables}\n")
          (mkIf (cfg.settings != { }) settings)
          (textOf cfg.configFile)
          cfg.extraConfig
          aliases
        ];
      };
      ${at "env.nu"} = mkIf (cfg.envFile != null || cfg.extraEnv != "") {
        text = lib.mkMerge [
          (textOf cfg.envFile)
          cfg.extraEnv
        ];
      };
      ${at "login.nu"} = mkIf (cfg.loginFile != null || cfg.extraLogin != "") {
        text = lib.mkMerge [
          (textOf cfg.loginFile)
          cfg.extraLogin
        ];
      };
      ${at "plugin.msgpackz"} = mkIf (cfg.package != null && cfg.plugins != [ ]) {
        source = "${pluginRegistry}/plugin.msgpackz";
      };
    };
  };
}
