# `home.pointerCursor`: one theme of mouse pointers for all that draw one.
{
  config,
  options,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkDefault mkIf mkOption types;
  inherit (lib.hm) option;
  cfg = config.home.pointerCursor;
  definitions = options.home.pointerCursor;
  sizeOption = option.int cfg.size "Size of the pointer here.";

  isDefined = definitions.highestPrio != (lib.mkOptionDefault { }).priority;
  saysEnable = lib.any (definition: definition ? enable) definitions.definitions;
  isEnabled = if saysEnable then cfg.enable else isDefined;

  indexTheme = pkgs.writeTextFile {
    name = "index.theme";
    destination = "/share/icons/default/index.theme";
    text = ''
      [Icon Theme]
      Name=Default
      Comment=Default Cursor Theme
      Inherits=${cfg.name}
    '';
  };
  icons = {
    "default/index.theme".source = "${indexTheme}/share/icons/default/index.theme";
    ${cfg.name}.source = "${cfg.package}/share/icons/${cfg.name}";
  };
  below = directory: lib.mapAttrs' (name: lib.nameValuePair "${directory}/${name}") icons;
in
{
  options.home.pointerCursor = mkOption {
    type = types.submodule {
      options = {
        enable = lib.mkEnableOption "a pointer theme";
        package = option.required types.package "Package that holds the theme.";
        name = option.required types.str "Name of the theme within the package.";
        size = option.int 32 "Size of the pointer.";
        dotIcons.enable = option.bool true "Whether {file}`~/.icons` shows the theme too, for programs that look only there.";
        x11 = {
          enable = lib.mkEnableOption "the theme in X11 sessions";
          defaultCursor = option.str "left_ptr" "Pointer shown over the root window.";
          size = sizeOption;
        };
        gtk = {
          enable = lib.mkEnableOption "the theme in GTK programs";
          size = sizeOption;
        };
        hyprcursor = {
          enable = lib.mkEnableOption "the theme in Hyprland";
          size = sizeOption;
        };
        sway = {
          enable = lib.mkEnableOption "the theme in Sway";
          size = sizeOption;
        };
      };
    };
    default = { };
    description = "Pointer theme of the home.";
  };

  config = lib.mkMerge [
    (mkIf isEnabled {
      assertions = [ (lib.hm.assertions.assertPlatform "home.pointerCursor" pkgs lib.platforms.linux) ];
      home.packages = [
        cfg.package
        indexTheme
      ];
      home.sessionVariables = {
        XCURSOR_SIZE = mkDefault cfg.x11.size;
        XCURSOR_THEME = mkDefault cfg.name;
      };
      home.sessionSearchVariables.XCURSOR_PATH = [ "${config.home.profileDirectory}/share/icons" ];
      xdg.dataFile = below "icons";
      home.file = mkIf cfg.dotIcons.enable (below ".icons");
    })
    (mkIf (isEnabled && cfg.x11.enable) {
      xresources.properties = {
        "Xcursor.theme" = cfg.name;
        "Xcursor.size" = cfg.x11.size;
      };
    })
    (mkIf (isEnabled && cfg.gtk.enable) {
      gtk.cursorTheme = mkDefault {
        inherit (cfg) package name;
        inherit (cfg.gtk) size;
      };
    })
    (mkIf (isEnabled && cfg.hyprcursor.enable) {
      home.sessionVariables = {
        HYPRCURSOR_THEME = cfg.name;
        HYPRCURSOR_SIZE = cfg.hyprcursor.size;
      };
    })
    {
      warnings = lib.optional (isDefined && !saysEnable) ''
        Relying on `home.pointerCursor` to enable cursor config generation is deprecated.
        Please update your configuration to explicitly set:
          home.pointerCursor.enable = ${lib.boolToString isEnabled};
      '';
    }
  ];
}
