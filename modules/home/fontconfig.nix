# Fonts: which are found, and how they are drawn.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkIf mkOption types;
  inherit (lib.hm) deprecations option;
  cfg = config.fonts.fontconfig;
  xml = pkgs.formats.xml { };
  inherit (config.home) stateVersion profileDirectory;

  configFile =
    {
      config,
      name,
      options,
      ...
    }:
    let
      fileName = lib.hm.strings.storeFileName "hm-fontconfig-${config.label}.xml";
    in
    {
      options = {
        enable = mkOption {
          type = types.bool;
          inherit
            (deprecations.mkStateVersionOptionDefault {
              inherit stateVersion;
              since = "26.11";
              optionPath = [
                "fonts"
                "fontconfig"
                "configFile"
                name
                "enable"
              ];
              legacy.value = false;
              current.value = true;
            })
            default
            defaultText
            ;
          description = "Whether the file is put into the home.";
        };
        label = option.str name "Name within the file's name.";
        priority = option.value (types.ints.between 0 99) 90 "Number that orders the file among others.";
        target = option.value types.nonEmptyStr "${toString config.priority}-hm-${config.label}.conf" "Name of the file.";
        settings = option.value xml.type { } "Content of the `fontconfig` element.";
        text = option.nullable types.lines "Text of the file.";
        source = option.required types.path "File with the content; follows from `settings` or `text`.";
      };
      config.source = lib.mkMerge [
        (mkIf (config.settings != { }) (
          lib.mkDerivedConfig options.settings (settings: xml.generate fileName { fontconfig = settings; })
        ))
        (mkIf (config.text != null) (lib.mkDerivedConfig options.text (pkgs.writeText fileName)))
      ];
    };

  include = path: {
    "@ignore_missing" = "yes";
    "#text" = path;
  };
  assign =
    name: value:
    {
      "@mode" = "assign";
      "@name" = name;
    }
    // (if builtins.isBool value then { bool = lib.boolToString value; } else { const = value; });
  rendering =
    lib.optional (cfg.antialiasing != null) (assign "antialias" cfg.antialiasing)
    ++ lib.optionals (cfg.hinting != null) [
      (assign "hinting" true)
      (assign "hintstyle" "hint${cfg.hinting}")
    ]
    ++ lib.optional (cfg.subpixelRendering != null) (
      assign "rgba" (lib.replaceStrings [ "ertical-" ] [ "" ] cfg.subpixelRendering)
    );
  alias = name: fonts: {
    "@binding" = "same";
    family = if name == "sansSerif" then "sans-serif" else name;
    prefer.family = fonts;
  };
in
{
  imports = [
    (lib.mkRenamedOptionModule
      [ "fonts" "fontconfig" "enableProfileFonts" ]
      [ "fonts" "fontconfig" "enable" ]
    )
  ];

  options.fonts.fontconfig = {
    enable = option.flag "Whether programs find the fonts of the home's packages.";
    defaultFonts = {
      monospace = option.strings "Monospaced fonts, best first.";
      sansSerif = option.strings "Sans-serif fonts, best first.";
      serif = option.strings "Serif fonts, best first.";
      emoji = option.strings "Emoji fonts, best first.";
    };
    antialiasing = option.nullable types.bool "Whether edges are smoothed.";
    hinting = option.nullable (types.enum [
      "none"
      "slight"
      "medium"
      "full"
    ]) "How strongly shapes are fitted to pixels.";
    subpixelRendering = option.nullable (types.enum [
      "none"
      "rgb"
      "bgr"
      "vertical-rgb"
      "vertical-bgr"
    ]) "Order of the colours within a pixel.";
    configFile = mkOption {
      type = types.attrsOf (types.submodule configFile);
      default = { };
      description = "Files of {file}`$XDG_CONFIG_HOME/fontconfig/conf.d`.";
    };
  };

  config = mkIf cfg.enable {
    fonts.fontconfig.configFile = {
      fonts = {
        enable = true;
        priority = 10;
        settings = {
          description = "Add fonts in the Nix user profile";
          include = map include [
            "${config.home.path}/etc/fonts/conf.d"
            "${config.home.path}/etc/fonts/fonts.conf"
          ];
          dir = [
            "${config.home.path}/lib/X11/fonts"
            "${config.home.path}/share/fonts"
            "${profileDirectory}/lib/X11/fonts"
            "${profileDirectory}/share/fonts"
          ];
          cachedir = "${config.home.path}/lib/fontconfig/cache";
        };
      };
      rendering = {
        enable = rendering != [ ];
        priority = 10;
        settings = {
          description = "Set the rendering mode";
          match = {
            "@target" = "font";
            edit = rendering;
          };
        };
      };
      default-fonts = {
        enable = true;
        priority = 52;
        settings = {
          description = "Set default fonts";
          alias = lib.mapAttrsToList alias (
            lib.filterAttrs (_: fonts: fonts != [ ]) cfg.defaultFonts
          );
        };
      };
    };
    xdg.configFile = lib.mapAttrs' (
      _: file: lib.nameValuePair "fontconfig/conf.d/${file.target}" { inherit (file) enable source; }
    ) cfg.configFile;
  };
}
