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
in
{
  vimUtils = {
    buildVimPlugin = plugin;
    buildVimPluginFrom2Nix = plugin;
    buildNeovimPlugin = plugin;
    toVimPlugin = lib.id;
  };
  neovimUtils = {
    buildNeovimPlugin = plugin;
  };

  tmuxPlugins = (pkgs.pluginSets or { }).tmuxPlugins or { } // {
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

  fishPlugins = (pkgs.pluginSets or { }).fishPlugins or { } // {
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
