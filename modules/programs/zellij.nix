{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkIf types;
  inherit (lib.hm) option shell;
  cfg = config.programs.zellij;
  yaml = pkgs.formats.yaml { };
  zellij = lib.getExe cfg.finalPackage;

  # Backslashes were written as they are until 26.11.
  escapes = lib.versionAtLeast config.home.stateVersion "26.11";
  kdl = lib.hm.generators.toKDL {
    escapeBackslashes = escapes;
    escapeTabs = escapes;
  };
  version = lib.getVersion cfg.finalPackage;
  readsYaml = version != "" && lib.versionOlder version "0.32.0";

  document = types.oneOf [
    yaml.type
    types.path
    types.lines
  ];
  documents = directory: kind: lib.mapAttrs' (
    name: content:
    lib.nameValuePair "zellij/${directory}/${name}.kdl" {
      source =
        if builtins.isPath content || lib.isStorePath content then
          content
        else
          pkgs.writeText "zellij-${kind}-${name}" (if builtins.isString content then content else kdl content);
    }
  );

  plugins = map (plugin: {
    inherit plugin;
    name = lib.removePrefix "zellij-" plugin.pname;
  }) cfg.plugins;
  pluginNames = map (item: item.name) plugins;
  dependencies = lib.concatMap (item: item.plugin.runtimeDeps or [ ]) plugins;

  # Starting a shell inside itself is something to ask for.
  offByDefault = make: make { inherit config; } // { default = false; };
  isIntegrated = cfg.enableBashIntegration || cfg.enableZshIntegration || cfg.enableFishIntegration;
  unused =
    name:
    lib.optional (cfg.${name} && !isIntegrated) ''
      You have enabled `programs.zellij.${name}`, but none of the shell integrations are enabled.
      This option will have no effect.
    '';
  start = name: ''
    if [[ "$TERM" != "dumb" ]]; then
        eval "$(${zellij} setup --generate-auto-start ${name})"
    fi
  '';
in
{
  options.programs.zellij = {
    enable = lib.mkEnableOption "Zellij";
    package = lib.mkPackageOption pkgs "zellij" { };
    finalPackage = lib.mkOption {
      type = types.package;
      readOnly = true;
      visible = false;
      description = "Zellij as it is installed.";
    };
    layouts = option.set document "Layouts.";
    plugins = option.packages "Plugins.";
    settings = option.value yaml.type { } "Settings of {file}`config.kdl`.";
    extraConfig = option.lines "Text at the end of {file}`config.kdl`.";
    attachExistingSession = option.flag "Whether a shell that starts Zellij joins a running session.";
    exitShellOnExit = option.flag "Whether the shell ends with Zellij.";
    themes = option.set document "Themes.";
    enableBashIntegration = offByDefault shell.mkBashIntegrationOption;
    enableFishIntegration = offByDefault shell.mkFishIntegrationOption;
    enableZshIntegration = offByDefault shell.mkZshIntegrationOption;
  };

  config = mkIf cfg.enable {
    warnings = unused "attachExistingSession" ++ unused "exitShellOnExit";
    programs.zellij.finalPackage =
      if dependencies == [ ] then cfg.package else cfg.package.override { extraPackages = dependencies; };
    home.packages = [ cfg.finalPackage ];
    home.sessionVariables = mkIf isIntegrated {
      ZELLIJ_AUTO_ATTACH = lib.boolToString cfg.attachExistingSession;
      ZELLIJ_AUTO_EXIT = lib.boolToString cfg.exitShellOnExit;
    };

    programs.zellij.settings = mkIf (plugins != [ ]) {
      plugins = lib.genAttrs pluginNames (name: {
        _props.location = "file:${config.xdg.configHome}/zellij/plugins/${name}.wasm";
      });
      load_plugins._children = map (name: { ${name} = [ ]; }) pluginNames;
    };
    xdg.configFile = {
      "zellij/config.yaml" = mkIf (readsYaml && cfg.settings != { }) {
        source = yaml.generate "zellij.yaml" cfg.settings;
      };
      "zellij/config.kdl" = mkIf (!readsYaml && (cfg.settings != { } || cfg.extraConfig != "")) {
        text =
          kdl cfg.settings + lib.optionalString (cfg.extraConfig != "") "\n// extraConfig\n\n${cfg.extraConfig}";
      };
    }
    // documents "layouts" "layout" cfg.layouts
    // documents "themes" "theme" cfg.themes
    // lib.listToAttrs (
      map (
        item: lib.nameValuePair "zellij/plugins/${item.name}.wasm" { source = item.plugin; }
      ) plugins
    );

    programs.bash.initExtra = mkIf cfg.enableBashIntegration (start "bash");
    programs.zsh.initContent = mkIf cfg.enableZshIntegration (lib.mkOrder 200 (start "zsh"));
    programs.fish.interactiveShellInit = mkIf cfg.enableFishIntegration ''
      if test "$TERM" != "dumb"
          eval (${zellij} setup --generate-auto-start fish | string collect)
      end
    '';
  };
}
