# Plugins: directories of functions and scripts, abbreviations and the profiler.
{
  config,
  lib,
  options,
  pkgs,
  ...
}:
let
  inherit (lib) types;
  inherit (lib.hm) option zsh;
  cfg = config.programs.zsh;
  inherit (import ./paths.nix { inherit config lib; }) pluginsDir;

  plugin =
    { config, ... }:
    {
      imports = [ (lib.mkRenamedOptionModule [ "completions" ] [ "functions" ]) ];
      options = {
        src = option.required types.path "Directory of the plugin.";
        name = option.required types.str "Name of the plugin.";
        file = option.required types.str "Script of the plugin that is run, below its directory.";
        functions = option.strings "Directories of functions, below that of the plugin.";
      };
      config.file = lib.mkDefault "${config.name}.plugin.zsh";
    };

  functionPaths = lib.concatMap (
    item: map (path: "${item.name}/${path}") item.functions
  ) cfg.plugins;

  # The renamed option of a list's element has no warning of its own.
  saysCompletions = definition: lib.concatMap (
    item:
    lib.optional (builtins.isAttrs item && item ? completions)
      "The option `programs.zsh.plugins.*.completions' defined in ${lib.showFiles [ definition.file ]} has been renamed to `programs.zsh.plugins.*.functions'."
  ) (lib.optionals (builtins.isList definition.value) definition.value);

  abbr =
    arguments: lib.mapAttrsToList (
      name: text: "abbr ${arguments}${lib.escapeShellArg name}=${lib.escapeShellArg text}"
    );
in
{
  imports = [
    (lib.mkRenamedOptionModule [ "programs" "zsh" "zproof" ] [ "programs" "zsh" "zprof" ])
  ];

  options.programs.zsh = {
    plugins = option.list (types.submodule plugin) "Plugins, in the order they are run.";
    zprof.enable = option.flag "Whether starting shells report where their time went.";
    zsh-abbr = {
      enable = lib.mkEnableOption "zsh-abbr - zsh manager for auto-expanding abbreviations";
      package = lib.mkPackageOption pkgs "zsh-abbr" { };
      abbreviations = option.set types.str "Abbreviations of commands.";
      globalAbbreviations = option.set types.str "Abbreviations that are expanded anywhere in a line.";
    };
  };

  config = lib.mkMerge [
    (lib.mkIf (cfg.plugins != [ ]) {
      warnings = lib.concatMap saysCompletions options.programs.zsh.plugins.definitionsWithLocations;
      home.file = lib.mkIf cfg.enable (
        lib.listToAttrs (
          map (item: lib.nameValuePair "${pluginsDir}/${item.name}" { source = item.src; }) cfg.plugins
        )
      );
      programs.zsh = {
        # Plugins expect it; a plain `false` still wins.
        enableCompletion = lib.mkDefault true;
        initContent = lib.mkMerge [
          (lib.mkOrder 560 ''
            # Add plugin directories to PATH and fpath
            ${zsh.define "plugin_dirs" (map (item: item.name) cfg.plugins)}
            for plugin_dir in "''${plugin_dirs[@]}"; do
              path+="${pluginsDir}/$plugin_dir"
              fpath+="${pluginsDir}/$plugin_dir"
              for plugin_fpath_dir in \
                "$plugin_dir/share/zsh/plugins/$plugin_dir" \
                "$plugin_dir/share/zsh/site-functions" \
                "$plugin_dir/share/zsh/vendor-completions"; do
                [[ -d "${pluginsDir}/$plugin_fpath_dir" ]] && fpath+="${pluginsDir}/$plugin_fpath_dir"
              done
            done
            unset plugin_dir plugin_dirs plugin_fpath_dir
            ${lib.optionalString (functionPaths != [ ]) ''
              # Add additional function paths to fpath
              ${zsh.define "function_paths" functionPaths}
              for function_path in "''${function_paths[@]}"; do
                fpath+="${pluginsDir}/$function_path"
              done
              unset function_path function_paths
            ''}
          '')
          (lib.mkOrder 900 ''
            # Source plugins
            ${zsh.define "plugins" (map (item: "${item.name}/${item.file}") cfg.plugins)}
            for plugin in "''${plugins[@]}"; do
              [[ -f "${pluginsDir}/$plugin" ]] && source "${pluginsDir}/$plugin"
            done
            unset plugin plugins
          '')
        ];
      };
    })
    (lib.mkIf cfg.zprof.enable {
      programs.zsh.initContent = lib.mkMerge [
        (lib.mkOrder 400 ''
          zmodload zsh/zprof
        '')
        (lib.mkOrder 1450 "zprof")
      ];
    })
    (lib.mkIf cfg.zsh-abbr.enable {
      programs.zsh.plugins = [
        {
          name = "zsh-abbr";
          src = cfg.zsh-abbr.package;
          file = "share/zsh/zsh-abbr/zsh-abbr.plugin.zsh";
        }
      ];
      xdg.configFile."zsh-abbr/user-abbreviations".text = lib.concatStringsSep "\n" (
        abbr "" cfg.zsh-abbr.abbreviations ++ abbr "-g " cfg.zsh-abbr.globalAbbreviations
      ) + "\n";
    })
  ];
}
