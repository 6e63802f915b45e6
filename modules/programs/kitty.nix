{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkIf mkOrder types;
  inherit (lib.hm) option;
  cfg = config.programs.kitty;
  integration = cfg.shellIntegration;

  settings = option.set (
    with types;
    oneOf [
      str
      bool
      int
      float
    ]
  );
  settingsText = lib.generators.toKeyValue {
    mkKeyValue =
      key: value: "${key} ${if builtins.isBool value then lib.hm.booleans.yesNo value else toString value}";
  };
  lines = word: separator: lib.generators.toKeyValue {
    mkKeyValue = name: value: "${word} ${name}${separator}${value}";
  };
  section = order: content: text: mkIf (content != { }) (mkOrder order (text content));

  themePath = name: "${pkgs.kitty-themes}/share/kitty-themes/themes/${name}.conf";
  includeTheme = name: "include ${themePath name}\n";
  autoThemes = lib.optionalAttrs (cfg.autoThemeFiles != null) {
    light = cfg.autoThemeFiles.light;
    dark = cfg.autoThemeFiles.dark;
    no-preference = cfg.autoThemeFiles.noPreference;
  };
  checkTheme = name: ''
    if [[ ! -f "${themePath name}" ]]; then
      errorEcho "kitty-themes does not contain the theme file ${themePath name}!"
      exit 1
    fi
  '';

  # kitty's own files need no help, unless the shell does not read what kitty tells it to.
  isIntegrated = integration.mode != null && !builtins.elem "disabled" (lib.splitString " " integration.mode);
  integrationOption = make: make { inherit config; } // { default = isIntegrated; };
  withoutRc =
    mode:
    lib.concatStringsSep " " ([ "no-rc" ] ++ lib.remove "no-rc" (lib.splitString " " mode));

  # The theme's name of old stands for a file that the package of themes knows.
  fileOfTheme =
    name:
    let
      themes = lib.importJSON "${pkgs.kitty-themes}/share/kitty-themes/themes.json";
      found = builtins.filter (theme: theme.name == name) themes;
    in
    if name == null then
      null
    else if found == [ ] then
      throw "kitty-themes does not contain a theme named ${name}"
    else
      lib.removeSuffix ".conf" (lib.removePrefix "themes/" (builtins.head found).file);
in
{
  imports = [
    (lib.mkChangedOptionModule [ "programs" "kitty" "theme" ] [ "programs" "kitty" "themeFile" ] (
      config: fileOfTheme config.programs.kitty.theme
    ))
  ];

  options.programs.kitty = {
    enable = lib.mkEnableOption "Kitty terminal emulator";
    package = lib.mkPackageOption pkgs "kitty" { nullable = true; };
    darwinLaunchOptions = option.nullable (types.listOf types.str) "Arguments of kitty where it is started by macOS.";
    settings = settings "Settings of {file}`kitty.conf`.";
    themeFile = option.nullable types.str "Theme, by the name of its file in the package of themes.";
    autoThemeFiles = option.nullable (types.submodule {
      options = {
        light = option.required types.str "Theme for a light desktop.";
        dark = option.required types.str "Theme for a dark desktop.";
        noPreference = option.required types.str "Theme for any other desktop.";
      };
    }) "Themes that follow the desktop.";
    font = option.nullable lib.hm.types.fontType "Font.";
    actionAliases = option.set types.str "Names for actions.";
    keybindings = option.set types.str "Actions, by their keys.";
    mouseBindings = option.set types.str "Actions, by what the mouse does.";
    environment = option.set types.str "Environment variables of programs inside.";
    shellIntegration = {
      mode = lib.mkOption {
        type = types.nullOr types.str;
        default = "no-rc";
        apply = lib.mapNullable withoutRc;
        description = "Features that the shells get, see kitty's `shell_integration`.";
      };
      enableBashIntegration = integrationOption lib.hm.shell.mkBashIntegrationOption;
      enableFishIntegration = integrationOption lib.hm.shell.mkFishIntegrationOption;
      enableZshIntegration = integrationOption lib.hm.shell.mkZshIntegrationOption;
    };
    enableGitIntegration = lib.mkEnableOption "git integration";
    extraConfig = option.lines "Text of {file}`kitty.conf`.";
    quickAccessTerminalConfig = settings "Settings of the terminal that drops down.";
    diffConfig = {
      settings = settings "Settings of the diff kitten.";
      keybindings = option.set types.str "Keys of the diff kitten.";
      extraConfig = option.lines "Text of {file}`diff.conf`.";
    };
  };

  config = mkIf cfg.enable {
    assertions = [
      {
        assertion =
          integration.mode == null
          -> !(
            integration.enableBashIntegration
            || integration.enableFishIntegration
            || integration.enableZshIntegration
          );
        message = "Cannot enable shell integration when `programs.kitty.shellIntegration.mode` is `null`";
      }
    ];
    home.packages = map (item: item.package) (
      builtins.filter (item: item != null && item.package != null) [
        cfg
        cfg.font
      ]
    );

    programs.kitty.extraConfig = lib.mkMerge [
      (mkIf (cfg.font != null) (
        mkOrder 510 ''
          font_family ${cfg.font.name}
          ${lib.optionalString (cfg.font.size != null) "font_size ${toString cfg.font.size}"}
        ''
      ))
      (mkIf (cfg.themeFile != null) (mkOrder 520 (includeTheme cfg.themeFile)))
      (mkIf (integration.mode != null) (mkOrder 530 ''
        # Shell integration is sourced and configured manually
        shell_integration ${integration.mode}
      ''))
      (section 540 cfg.settings settingsText)
      (section 550 cfg.actionAliases (lines "action_alias" " "))
      (section 560 cfg.keybindings (lines "map" " "))
      (section 570 cfg.mouseBindings (lines "mouse_map" " "))
      (section 580 cfg.environment (lines "env" "="))
    ];
    programs.kitty.diffConfig.extraConfig = lib.mkMerge [
      (section 510 cfg.diffConfig.settings settingsText)
      (section 520 cfg.diffConfig.keybindings (lines "map" " "))
    ];

    xdg.configFile = {
      "kitty/kitty.conf" = {
        text = ''
          # Generated by Home Manager.
          # See https://sw.kovidgoyal.net/kitty/conf.html
          ${cfg.extraConfig}
        '';
        onChange = ''
          ${pkgs.procps}/bin/pkill -USR1 -u $USER kitty || true
        '';
      };
      "kitty/quick-access-terminal.conf" = mkIf (cfg.quickAccessTerminalConfig != { }) {
        text = ''
          # Generated by Home Manager.
          # See https://sw.kovidgoyal.net/kitty/kittens/quick-access-terminal/
          ${settingsText cfg.quickAccessTerminalConfig}
        '';
      };
      "kitty/diff.conf" = mkIf (cfg.diffConfig.extraConfig != "") {
        text = ''
          # Generated by Home Manager
          # See https://sw.kovidgoyal.net/kitty/kittens/diff/
          ${cfg.diffConfig.extraConfig}
        '';
      };
    }
    // lib.mapAttrs' (
      name: theme: lib.nameValuePair "kitty/${name}-theme.auto.conf" { text = includeTheme theme; }
    ) autoThemes;

    home.activation.checkKittyTheme = mkIf (cfg.themeFile != null || cfg.autoThemeFiles != null) (
      lib.hm.dag.entryBefore [ "writeBoundary" ] ''
        ${lib.optionalString (cfg.themeFile != null) (checkTheme cfg.themeFile)}
        ${lib.optionalString (cfg.autoThemeFiles != null) ''
          ${checkTheme cfg.autoThemeFiles.light}
          ${checkTheme cfg.autoThemeFiles.dark}
          ${checkTheme cfg.autoThemeFiles.noPreference}
        ''}
      ''
    );

    programs.bash.initExtra = mkIf integration.enableBashIntegration ''
      if test -n "$KITTY_INSTALLATION_DIR"; then
        export KITTY_SHELL_INTEGRATION="${integration.mode}"
        source "$KITTY_INSTALLATION_DIR/shell-integration/bash/kitty.bash"
      fi
    '';
    programs.fish.interactiveShellInit = mkIf integration.enableFishIntegration ''
      if set -q KITTY_INSTALLATION_DIR
        set --global KITTY_SHELL_INTEGRATION "${integration.mode}"
        source "$KITTY_INSTALLATION_DIR/shell-integration/fish/vendor_conf.d/kitty-shell-integration.fish"
        set --prepend fish_complete_path "$KITTY_INSTALLATION_DIR/shell-integration/fish/vendor_completions.d"
      end
    '';
    programs.zsh.initContent = mkIf integration.enableZshIntegration ''
      if test -n "$KITTY_INSTALLATION_DIR"; then
        export KITTY_SHELL_INTEGRATION="${integration.mode}"
        autoload -Uz -- "$KITTY_INSTALLATION_DIR"/shell-integration/zsh/kitty-integration
        kitty-integration
        unfunction kitty-integration
      fi
    '';

    programs.git.iniContent = mkIf cfg.enableGitIntegration {
      diff = {
        tool = lib.mkDefault "kitty";
        guitool = lib.mkDefault "kitty.gui";
      };
      difftool = {
        prompt = lib.mkDefault false;
        trustExitCode = lib.mkDefault true;
        kitty.cmd = "kitten diff $LOCAL $REMOTE";
        "kitty.gui".cmd = "kitten diff $LOCAL $REMOTE";
      };
    };
  };
}
