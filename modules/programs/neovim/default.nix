{
  config,
  lib,
  options,
  pkgs,
  ...
}:
let
  inherit (lib) mkIf mkOption types;
  inherit (lib.hm) deprecations option;
  cfg = config.programs.neovim;
  json = pkgs.formats.json { };
  inherit (lib.hm.fileType {
    inherit (config.home) homeDirectory;
    inherit lib pkgs;
  }) fileType;

  changed =
    name: old: new:
    deprecations.mkStateVersionOptionDefault {
      inherit (config.home) stateVersion;
      since = "26.05";
      optionPath = [
        "programs"
        "neovim"
      ]
      ++ name;
      legacy.value = old;
      current.value = new;
    };
  provider = name: description: mkOption {
    type = types.bool;
    inherit (changed [ name ] true false) default defaultText;
    inherit description;
  };
  pluginType = changed [ "plugins" "PLUGIN" "type" ] "viml" "lua";

  plugin.options = {
    plugin = lib.mkPackageOption pkgs.vimPlugins "plugin" {
      default = null;
      pkgsText = "pkgs.vimPlugins";
    };
    config = option.nullable types.lines "Text that configures the plugin.";
    type = mkOption {
      type = types.either (types.enum [
        "lua"
        "viml"
        "teal"
        "fennel"
      ]) types.str;
      default = pluginType.effectiveDefault;
      inherit (pluginType) defaultText;
      description = "Language of the text.";
    };
    optional = lib.mkEnableOption "loading only on demand, by `:packadd`";
    runtime = mkOption {
      type = fileType "programs.neovim.plugins._.runtime" "{var}`xdg.configHome/nvim`" "nvim";
      default = { };
      description = "Files for the directory of the configuration.";
    };
  };

  # Every plugin in one shape, whichever way it was given.
  plain = {
    type = pluginType.effectiveDefault;
    config = null;
    optional = false;
    runtime = { };
  };
  plugins =
    map (item: plain // (if item ? plugin then item else { plugin = item; })) cfg.plugins
    ++ lib.optional cfg.coc.enable (
      plain
      // {
        plugin = cfg.coc.package;
        type = "viml";
        config = cfg.coc.pluginConfig;
      }
    );
  configsOf = lib.mapAttrs (
    _: items: lib.concatStringsSep "\n" (builtins.filter (text: text != null) (map (item: item.config) items))
  ) (lib.groupBy (item: item.type) plugins);

  wrapper = import ./wrapper.nix {
    inherit
      lib
      pkgs
      cfg
      plugins
      ;
  };
in
{
  imports = [
    (lib.mkRenamedOptionModule
      [ "programs" "neovim" "extraLuaConfig" ]
      [ "programs" "neovim" "initLua" ]
    )
  ];

  options.programs.neovim = {
    enable = lib.mkEnableOption "Neovim";
    package = lib.mkPackageOption pkgs "neovim" { default = "neovim-unwrapped"; };
    finalPackage = mkOption {
      type = types.package;
      readOnly = true;
      description = "Neovim as it is installed.";
    };
    viAlias = option.flag "Whether {command}`vi` is Neovim.";
    vimAlias = option.flag "Whether {command}`vim` is Neovim.";
    vimdiffAlias = option.flag "Whether {command}`vimdiff` is Neovim.";
    defaultEditor = option.flag "Whether {env}`EDITOR` and {env}`VISUAL` name it.";
    withNodeJs = option.flag "Whether plugins may be written in JavaScript.";
    withPerl = option.flag "Whether plugins may be written in Perl.";
    withPython3 = provider "withPython3" "Whether plugins may be written in Python.";
    withRuby = provider "withRuby" "Whether plugins may be written in Ruby.";
    extraPython3Packages = option.value (types.functionTo (types.listOf types.package)) (
      _: [ ]
    ) "Python packages that plugins need.";
    extraLuaPackages = option.value (types.functionTo (types.listOf types.package)) (
      _: [ ]
    ) "Lua packages that plugins need.";
    extraName = option.str "" "Added to the name of the package.";
    autowrapRuntimeDeps = option.bool true "Whether programs that plugins call are found by Neovim.";
    waylandSupport = option.bool pkgs.stdenv.hostPlatform.isLinux "Whether the clipboard of Wayland is used.";
    extraWrapperArgs = option.strings "Arguments of {command}`makeWrapper`.";
    extraPackages = option.packages "Programs that Neovim finds.";
    extraConfig = option.lines "Text in Vim's language.";
    sideloadInitLua = option.flag "Whether the wrapper loads the configuration, and {file}`init.lua` is left alone.";
    initLua = option.lines "Text of {file}`init.lua`.";
    plugins = option.list (with types; either package (submodule plugin)) "Plugins, with what configures them.";
    coc = {
      enable = lib.mkEnableOption "Coc";
      package = lib.mkPackageOption pkgs "coc-nvim" {
        default = [
          "vimPlugins"
          "coc-nvim"
        ];
      };
      settings = option.value json.type { } "Settings of {file}`coc-settings.json`.";
      pluginConfig = option.lines "Text that configures Coc.";
    };
    generatedConfigViml = mkOption {
      type = types.lines;
      readOnly = true;
      description = "The text in Vim's language.";
    };
    generatedConfigs = mkOption {
      type = types.attrsOf types.lines;
      readOnly = true;
      description = "What configures the plugins, by language.";
    };
  };

  config = mkIf cfg.enable {
    warnings = deprecations.mkStateVersionListSubmoduleWarnings {
      inherit (config.home) stateVersion;
      since = "26.05";
      baseWarning = pluginType.warning;
      definitions = options.programs.neovim.plugins.definitionsWithLocations;
      shouldWarnEntry = deprecations.mkListEntryOmittedFieldPredicate {
        omittedField = "type";
        triggerField = "config";
      };
      describeEntry =
        entry:
        if entry.value.plugin or null == null then
          "a plugin entry"
        else
          "plugin `${lib.getName entry.value.plugin}`";
      extraEntryWarning = _: ''Set `type = "viml"` or `type = "lua"` on that plugin entry to make the config language explicit.'';
    };

    programs.neovim = {
      generatedConfigViml = cfg.extraConfig;
      generatedConfigs = configsOf;
      finalPackage = wrapper.package;
      extraWrapperArgs = mkIf (cfg.sideloadInitLua && cfg.initLua != "") [
        "--add-flags"
        ''--cmd 'lua dofile("${pkgs.writeText "wrapper-init-lua" cfg.initLua}")' ''
      ];
      initLua = lib.mkMerge [
        (mkIf (wrapper.initLua != "") (lib.mkOrder 200 wrapper.initLua))
        (mkIf (configsOf.lua or "" != "") (
          lib.mkAfter ''
            -- user-associated plugin config {{{
            ${configsOf.lua}
            -- }}}
          ''
        ))
      ];
    };

    home.packages = [ cfg.finalPackage ];
    home.sessionVariables = mkIf cfg.defaultEditor {
      EDITOR = "nvim";
      VISUAL = "nvim";
    };
    home.shellAliases = mkIf cfg.vimdiffAlias { vimdiff = "nvim -d"; };

    # Where a Neovim finds the plugins that was not started through the profile.
    xdg.dataFile."nvim/site/pack/hm" = {
      enable = plugins != [ ];
      source = wrapper.pack;
    };
    xdg.configFile = lib.mkMerge (
      map (item: item.runtime) plugins
      ++ [
        {
          "nvim/init.lua" = mkIf (cfg.initLua != "") {
            enable = !cfg.sideloadInitLua;
            text = cfg.initLua;
          };
          "nvim/coc-settings.json" = mkIf cfg.coc.enable {
            source = json.generate "coc-settings.json" cfg.coc.settings;
          };
        }
      ]
    );
  };
}
