# Plugins for editors, shells and terminals: trees of files that need no building.
{ lib, pkgs }:
let
  # A plugin is its source, whole.
  plugin =
    attrs:
    let
      args = if builtins.isFunction attrs then lib.fix attrs else attrs;
      name =
        args.name
          or (if args.version or "" == "" then args.pname else "${args.pname}-${args.version}");
      patched = pkgs.applyPatches {
        inherit (args) src;
        name = "${name}-source";
        patches = args.patches or [ ];
        prePatch = args.prePatch or "";
        postPatch = args.postPatch or "";
      };
    in
    pkgs.makeTree {
      inherit name;
      pname = args.pname or name;
      version = args.version or "";
      entries = [
        {
          path = "";
          copy = patched;
        }
      ];
      meta = args.meta or { };
      passthru = {
        inherit (args) src;
      }
      // args.passthru or { };
    };

  # pack/NAME/{start,opt}/PLUGIN, for { NAME = { start = [ … ]; opt = [ … ]; }; }
  packDir =
    packages:
    pkgs.linkFarm "vim-pack-dir" (
      builtins.concatLists (
        lib.mapAttrsToList (
          name: package:
          builtins.concatMap
            (
              kind:
              map (p: {
                name = "pack/${name}/${kind}/${lib.getName p}";
                path = p;
              }) (package.${kind} or [ ])
            )
            [
              "start"
              "opt"
            ]
        ) packages
      )
    );
in
{
  vimUtils = {
    inherit packDir;
    buildVimPlugin = plugin;
    buildVimPluginFrom2Nix = plugin;
    buildNeovimPlugin = plugin;
    toVimPlugin = lib.id;
  };
  neovimUtils = {
    buildNeovimPlugin = plugin;
    inherit packDir;
    # What a list of plugins (or of { plugin; optional; config; }) needs around it.
    makeVimPackageInfo =
      plugins:
      let
        normal = map (p: if p ? plugin then p else { plugin = p; }) plugins;
        of = optional: map (p: p.plugin) (builtins.filter (p: p.optional or false == optional) normal);
      in
      {
        vimPackage = {
          start = of false;
          opt = of true;
        };
        runtimeDeps = builtins.concatMap (p: p.plugin.runtimeDeps or [ ]) normal;
        pluginPython3Packages = map (p: p.plugin.python3Dependencies or (_: [ ])) normal;
        userPluginViml = builtins.filter (c: c != null) (map (p: p.config or null) normal);
        pluginAdvisedLua = builtins.concatMap (p: lib.toList (p.plugin.passthru.initLua or [ ])) normal;
      };
  };

  tmuxPlugins = pkgs.pluginSets.tmuxPlugins // {
    mkTmuxPlugin =
      {
        pluginName,
        rtpFilePath ? "${builtins.replaceStrings [ "-" ] [ "_" ] pluginName}.tmux",
        rtp ? null,
        namePrefix ? "tmuxplugin-",
        src,
        postInstall ? "",
        version ? "unstable",
        meta ? { },
        ...
      }@args:
      let
        dir = "share/tmux-plugins/${pluginName}";
        tree = pkgs.makeTree {
          name = "${namePrefix}${pluginName}-${version}";
          pname = "${namePrefix}${pluginName}";
          inherit version meta;
          entries = [
            {
              path = dir;
              copy = src;
            }
          ];
          passthru = {
            inherit pluginName;
            rtp = "${tree}/${dir}/${if rtp != null then rtp else rtpFilePath}";
          };
        };
      in
      tree;
  };

  fishPlugins = pkgs.pluginSets.fishPlugins // {
    buildFishPlugin =
      {
        pname,
        version ? "",
        src,
        meta ? { },
        ...
      }:
      pkgs.makeTree {
        name = if version == "" then pname else "${pname}-${version}";
        inherit pname version meta;
        entries = [
          {
            path = "share/fish/vendor_src/${pname}";
            copy = src;
          }
        ];
      };
  };
}
