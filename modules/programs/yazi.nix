{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkIf types;
  inherit (lib.hm) option;
  cfg = config.programs.yazi;
  toml = pkgs.formats.toml { };
  lua = lib.generators.toLua { };
  pathOrPackage = with types; either path package;

  plugin = types.submodule {
    options = {
      package = option.required pathOrPackage "The plugin.";
      setup = option.flag "Whether {file}`init.lua` calls the plugin's `setup`.";
      settings = option.value types.attrs { } "What `setup` is given.";
    };
  };
  part = name: option.value toml.type { } "Settings of {file}`${name}.toml`.";
  file =
    name: content:
    mkIf (content != { }) { source = toml.generate "yazi-${name}" content; };

  setUp = lib.attrsToList (lib.filterAttrs (_: item: item.setup) cfg.plugins);
  call =
    { name, value }:
    "require(${lua name}):setup(${lib.optionalString (value.settings != { }) (lua value.settings)})";
  ownLua = if builtins.isPath cfg.initLua then builtins.readFile cfg.initLua else cfg.initLua;
  initLua =
    if setUp != [ ] then
      {
        text =
          lib.concatMapStringsSep "\n" call setUp
          + lib.optionalString (cfg.initLua != null) "\n${ownLua}";
      }
    else if builtins.isPath cfg.initLua then
      { source = cfg.initLua; }
    else
      { text = cfg.initLua; };

  suffixWarnings =
    option: kind:
    map (name: ''
      ${kind}s like `programs.yazi.${option}."${name}"` should no longer have the suffix ".yazi" in their attribute name.
      The ${lib.toLower kind} will be linked to `$XDG_CONFIG_HOME/yazi/${option}/${name}.yazi`.
      You probably want to rename it to `programs.yazi.${option}."${lib.removeSuffix ".yazi" name}"`.
    '') (builtins.filter (lib.hasSuffix ".yazi") (lib.attrNames cfg.${option}));

  # yazi leaves the directory it ended in behind.
  function = ''
    function ${cfg.shellWrapperName}() {
      local tmp="$(mktemp -t "yazi-cwd.XXXXX")"
      command yazi "$@" --cwd-file="$tmp"
      if cwd="$(<"$tmp")" && [ -n "$cwd" ] && [ "$cwd" != "$PWD" ]; then
        builtin cd -- "$cwd"
      fi
      rm -f -- "$tmp"
    }
  '';
in
{
  options.programs.yazi = {
    enable = lib.mkEnableOption "yazi";
    package = lib.mkPackageOption pkgs "yazi" { nullable = true; };
    extraPackages = option.packages "Programs that yazi calls.";
    shellWrapperName = lib.mkOption {
      type = types.str;
      inherit
        (lib.hm.deprecations.mkStateVersionOptionDefault {
          inherit (config.home) stateVersion;
          since = "26.05";
          optionPath = [
            "programs"
            "yazi"
            "shellWrapperName"
          ];
          legacy.value = "yy";
          current.value = "y";
        })
        default
        defaultText
        ;
      description = "Function that runs yazi and changes to the directory it ended in.";
    };
    keymap = part "keymap";
    settings = part "yazi";
    theme = part "theme";
    vfs = part "vfs";
    initLua = option.nullable (with types; either path lines) "Text or file of {file}`init.lua`.";
    plugins = option.set (types.coercedTo pathOrPackage (package: {
      inherit package;
      setup = false;
      settings = { };
    }) plugin) "Plugins.";
    flavors = option.set pathOrPackage "Flavors.";
    finalPackage = lib.mkOption {
      type = types.package;
      readOnly = true;
      visible = false;
      default =
        if cfg.package ? override && cfg.extraPackages != [ ] then
          cfg.package.override (old: {
            extraPackages = old.extraPackages or [ ] ++ cfg.extraPackages;
          })
        else
          cfg.package;
      description = "yazi as it is installed.";
    };
  }
  // lib.hm.shell.integrationOptions config [ "Bash" "Fish" "Nushell" "Zsh" ];

  config = mkIf cfg.enable {
    warnings = suffixWarnings "flavors" "Flavor" ++ suffixWarnings "plugins" "Plugin";
    home.packages = mkIf (cfg.package != null) [ cfg.finalPackage ];
    xdg.configFile = {
      "yazi/keymap.toml" = file "keymap" cfg.keymap;
      "yazi/yazi.toml" = file "settings" cfg.settings;
      "yazi/theme.toml" = file "theme" cfg.theme;
      "yazi/vfs.toml" = file "vfs" cfg.vfs;
      "yazi/init.lua" = mkIf (setUp != [ ] || cfg.initLua != null) initLua;
    }
    // lib.mapAttrs' (
      name: source: lib.nameValuePair "yazi/flavors/${name}.yazi" { inherit source; }
    ) cfg.flavors
    // lib.mapAttrs' (
      name: item: lib.nameValuePair "yazi/plugins/${name}.yazi" { source = item.package; }
    ) cfg.plugins;

    programs.bash.initExtra = mkIf cfg.enableBashIntegration function;
    programs.zsh.initContent = mkIf cfg.enableZshIntegration function;
    programs.fish.functions.${cfg.shellWrapperName} = mkIf cfg.enableFishIntegration ''
      set -l tmp (mktemp -t "yazi-cwd.XXXXX")
      command yazi $argv --cwd-file="$tmp"
      if read cwd <"$tmp"; and [ -n "$cwd" ]; and [ "$cwd" != "$PWD" ]
          builtin cd -- "$cwd"
      end
      rm -f -- "$tmp"
    '';
    programs.nushell.extraConfig = mkIf cfg.enableNushellIntegration ''
      def --env ${cfg.shellWrapperName} [...args] {
        let tmp = (mktemp -t "yazi-cwd.XXXXX")
        ^yazi ...$args --cwd-file $tmp
        let cwd = (open $tmp)
        if $cwd != "" and $cwd != $env.PWD {
          cd $cwd
        }
        rm -fp $tmp
      }
    '';
  };
}
