# Themes, fonts and colours of GTK programs, for all versions and for each.
{
  config,
  lib,
  ...
}:
let
  inherit (lib) mkIf mkOption types;
  inherit (lib.hm) option;
  cfg = config.gtk;
  optionalAttrs = lib.optionalAttrs;

  theme = kind: extra: types.submodule {
    options = {
      package = option.nullable types.package "Package of the ${kind}; `null` where it is installed already.";
      name = option.required types.str "Name of the ${kind} within the package.";
    }
    // extra;
  };
  kinds = {
    font = {
      type = lib.hm.types.fontType;
      description = "Font.";
    };
    theme = {
      type = theme "theme" { };
      description = "Theme.";
    };
    iconTheme = {
      type = theme "icon theme" { };
      description = "Theme of icons.";
    };
    cursorTheme = {
      type = theme "pointer theme" { size = option.nullable types.int "Size of the pointer."; };
      description = "Theme of pointers.";
    };
  };
  scheme = default: option.value (types.nullOr (types.enum [ "dark" "light" ])) default "Whether programs are dark or light.";

  # The options of one version; they follow those of all versions.
  ofVersion =
    number:
    lib.mapAttrs (name: kind: option.value (types.nullOr kind.type) cfg.${name} kind.description) kinds
    // {
      enable = lib.mkEnableOption "GTK ${toString number} configuration" // {
        default = true;
      };
    };
  setting =
    with types;
    oneOf [
      bool
      int
      str
    ];
  modern = {
    colorScheme = scheme cfg.colorScheme;
    extraConfig = option.set setting "Further settings.";
    extraCss = option.lines "Style sheet.";
  };
  gtk4Theme = lib.hm.deprecations.mkStateVersionOptionDefault {
    inherit (config.home) stateVersion;
    since = "26.05";
    optionPath = [
      "gtk"
      "gtk4"
      "theme"
    ];
    legacy = {
      value = cfg.theme;
      text = "config.gtk.theme";
    };
    current.value = null;
  };

  settingsOf =
    number: version:
    let
      inherit (version) font cursorTheme;
      colorScheme = version.colorScheme or null;
    in
    optionalAttrs (font != null) {
      gtk-font-name = "${font.name} ${toString (if font.size == null then 11 else font.size)}";
    }
    // optionalAttrs (version.theme != null) { gtk-theme-name = version.theme.name; }
    // optionalAttrs (version.iconTheme != null) { gtk-icon-theme-name = version.iconTheme.name; }
    // optionalAttrs (cursorTheme != null) { gtk-cursor-theme-name = cursorTheme.name; }
    // optionalAttrs (cursorTheme.size or null != null) { gtk-cursor-theme-size = cursorTheme.size; }
    // optionalAttrs (colorScheme == "dark") { gtk-application-prefer-dark-theme = true; }
    // optionalAttrs (number == 4 && colorScheme != null) {
      gtk-interface-color-scheme = if colorScheme == "dark" then 2 else 3;
    };

  ini = lib.generators.toINI {
    mkKeyValue =
      key: value:
      "${lib.escape [ "=" ] key}=${if builtins.isBool value then lib.boolToString value else toString value}";
  };
  gtk2Value =
    value:
    if builtins.isBool value then
      lib.boolToString value
    else if builtins.isString value then
      ''"${value}"''
    else
      toString value;
  gtk2Text = lib.concatStrings (
    lib.mapAttrsToList (
      name: value: "${lib.escape [ "=" ] name} = ${gtk2Value value}\n"
    ) (settingsOf 2 cfg.gtk2)
  );

  packagesOf =
    version:
    lib.optionals version.enable (
      map (name: version.${name}.package or null) [
        "theme"
        "iconTheme"
        "cursorTheme"
        "font"
      ]
    );
  themePackage4 = cfg.gtk4.theme.package or null;
  settings3 = settingsOf 3 cfg.gtk3;
in
{
  options.gtk =
    lib.mapAttrs (_: kind: option.nullable kind.type kind.description) kinds
    // {
      enable = lib.mkEnableOption "GTK theming and configuration";
      colorScheme = scheme null;
      gtk2 = ofVersion 2 // {
        force = lib.mkEnableOption "GTK 2 config force overwrite without creating a backup";
        extraConfig = option.lines "Text at the end.";
        configLocation = mkOption {
          type = types.path;
          default =
            if config.home.preferXdgDirectories then
              "${config.xdg.configHome}/gtk-2.0/gtkrc"
            else
              "${config.home.homeDirectory}/.gtkrc-2.0";
          defaultText = lib.literalExpression ''"''${config.home.homeDirectory}/.gtkrc-2.0"'';
          description = "Where the file is put.";
        };
      };
      gtk3 = ofVersion 3 // modern // {
        bookmarks = option.strings "Places that file managers show.";
      };
      gtk4 = ofVersion 4 // modern // {
        theme = mkOption {
          type = types.nullOr kinds.theme.type;
          inherit (gtk4Theme) default defaultText;
          inherit (kinds.theme) description;
        };
      };
    };

  config = mkIf cfg.enable (
    lib.mkMerge [
      {
        home.packages = lib.unique (
          builtins.filter (package: package != null) (
            packagesOf cfg.gtk2 ++ packagesOf cfg.gtk3 ++ packagesOf cfg.gtk4
          )
        );
      }
      (mkIf cfg.gtk2.enable {
        home.file.${cfg.gtk2.configLocation} = {
          text = "${gtk2Text}${cfg.gtk2.extraConfig}\n";
          inherit (cfg.gtk2) force;
        };
        home.sessionVariables.GTK2_RC_FILES = cfg.gtk2.configLocation;
      })
      (mkIf cfg.gtk3.enable {
        xdg.configFile = {
          "gtk-3.0/settings.ini".text = ini { Settings = settings3 // cfg.gtk3.extraConfig; };
          "gtk-3.0/gtk.css" = mkIf (cfg.gtk3.extraCss != "") { text = cfg.gtk3.extraCss; };
          "gtk-3.0/bookmarks" = mkIf (cfg.gtk3.bookmarks != [ ]) { text = lib.concatLines cfg.gtk3.bookmarks; };
        };
        dconf.settings."org/gnome/desktop/interface" = lib.filterAttrs (_: value: value != null) {
          font-name = settings3.gtk-font-name or null;
          gtk-theme = settings3.gtk-theme-name or null;
          icon-theme = settings3.gtk-icon-theme-name or null;
          cursor-theme = settings3.gtk-cursor-theme-name or null;
          cursor-size = settings3.gtk-cursor-theme-size or null;
          color-scheme = if cfg.gtk3.colorScheme == null then null else "prefer-${cfg.gtk3.colorScheme}";
        };
      })
      (mkIf cfg.gtk4.enable {
        xdg.configFile."gtk-4.0/settings.ini".text = ini {
          Settings = settingsOf 4 cfg.gtk4 // cfg.gtk4.extraConfig;
        };
        # GTK 4 reads the name of a theme and ignores it; a style sheet it respects.
        xdg.configFile."gtk-4.0/gtk.css" = mkIf (cfg.gtk4.extraCss != "" || themePackage4 != null) {
          text =
            lib.optionalString (themePackage4 != null) ''
              /**
               * GTK 4 reads the theme configured by gtk-theme-name, but ignores it.
               * It does however respect user CSS, so import the theme from here.
              **/
              @import url("file://${themePackage4}/share/themes/${cfg.gtk4.theme.name}/gtk-4.0/gtk.css");
            ''
            + cfg.gtk4.extraCss;
        };
      })
    ]
  );
}
