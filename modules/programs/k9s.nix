{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkIf types;
  inherit (lib.hm) option;
  cfg = config.programs.k9s;
  yaml = pkgs.formats.yaml { };
  renamed = old: new: lib.mkRenamedOptionModule ([ "programs" "k9s" ] ++ old) ([ "programs" "k9s" ] ++ new);
  part = option.value yaml.type { };

  # The first skin is the one in use, unless settings say otherwise.
  settings = lib.recursiveUpdate (lib.optionalAttrs (
    !(cfg.settings ? k9s.ui.skin) && cfg.skins != { }
  ) { k9s.ui.skin = builtins.head (lib.attrNames cfg.skins); }) cfg.settings;
  file =
    name: file: content:
    mkIf (cfg.${name} != { }) { source = yaml.generate "k9s-${file}" content; };
  skin = name: value: lib.nameValuePair "k9s/skins/${name}.yaml" {
    source = if types.path.check value then value else yaml.generate "k9s-skin-${name}.yaml" value;
  };
in
{
  imports = [
    (renamed [ "skin" ] [ "skins" "skin" ])
    (renamed [ "hotkey" ] [ "hotKeys" ])
    (renamed [ "plugin" ] [ "plugins" ])
  ];

  options.programs.k9s = {
    enable = lib.mkEnableOption "k9s - Kubernetes CLI To Manage Your Clusters In Style";
    package = lib.mkPackageOption pkgs "k9s" { nullable = true; };
    settings = part "Settings of {file}`config.yaml`.";
    skins = option.set (types.either yaml.type types.path) "Skins.";
    aliases = part "Names for resources.";
    hotKeys = part "Keys that lead somewhere.";
    plugins = part "Commands of one's own.";
    views = part "Columns of resources.";
  };

  config = mkIf cfg.enable {
    warnings =
      lib.optional (cfg.aliases ? alias) "Nested 'alias' key in programs.k9s.aliases is deprecated, move the contents directly under programs.k9s.aliases"
      ++ lib.optional (cfg.plugins ? plugin) "Nested 'plugin' key in programs.k9s.plugins is deprecated, move the contents directly under programs.k9s.plugins"
      ++ lib.optional (cfg.views ? k9s.views) "Nested 'k9s.views' structure in programs.k9s.views is deprecated, move the contents directly under programs.k9s.views";
    home.packages = mkIf (cfg.package != null) [ cfg.package ];
    xdg.configFile = {
      "k9s/config.yaml" = file "settings" "config" settings;
      "k9s/aliases.yaml" = file "aliases" "aliases" { inherit (cfg) aliases; };
      "k9s/hotkeys.yaml" = file "hotKeys" "hotkeys" { inherit (cfg) hotKeys; };
      "k9s/plugins.yaml" = file "plugins" "plugins" { inherit (cfg) plugins; };
      "k9s/views.yaml" = file "views" "views" { inherit (cfg) views; };
    }
    // lib.mapAttrs' skin cfg.skins;
  };
}
