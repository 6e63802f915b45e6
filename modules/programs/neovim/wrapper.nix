# Neovim with the names, programs and plugins that were asked for.
{
  lib,
  pkgs,
  cfg,
  plugins,
}:
let
  builders = import ../../home/builders.nix;
  vimConfigs = map (item: item.config) (
    builtins.filter (item: item.type == "viml" && item.config != null) plugins
  );
  vimText = lib.concatStringsSep "\n" (
    vimConfigs ++ lib.optional (cfg.extraConfig != "") cfg.extraConfig
  );

  # Neovim looks for the interpreter of a language unless it is told that there is none.
  disabled = lib.filterAttrs (_: isWanted: !isWanted) {
    node = cfg.withNodeJs || cfg.coc.enable;
    perl = cfg.withPerl;
    ruby = cfg.withRuby;
    python3 = cfg.withPython3;
  };
  providers = map (name: "vim.g.loaded_${name}_provider=0") (
    builtins.filter (name: disabled ? ${name}) [
      "node"
      "perl"
      "ruby"
      "python3"
    ]
  );

  aliases = lib.optional cfg.viAlias "vi" ++ lib.optional cfg.vimAlias "vim";
  program = "${cfg.package}/bin/nvim";
  arguments =
    cfg.extraWrapperArgs
    ++ lib.optionals (cfg.extraPackages != [ ]) [
      "--suffix"
      "PATH"
      ":"
      (lib.makeBinPath cfg.extraPackages)
    ];

  wrapped = pkgs.symlinkJoin {
    name = "${lib.getName cfg.package}-wrapped";
    paths = [ cfg.package ];
    nativeBuildInputs = [ pkgs.makeWrapper ];
    postBuild = ''
      wrapProgram $out/bin/nvim ${lib.escapeShellArgs arguments}
      ${lib.concatMapStringsSep "\n" (name: "ln -sf nvim $out/bin/${name}") aliases}
    '';
  };
  named = builders.buildenv "neovim${cfg.extraName}" {
    paths = [
      {
        path = "${cfg.package}";
        priority = 5;
      }
    ];
    entries = map (name: {
      path = "bin/${name}";
      target = program;
    }) aliases;
  };
in
{
  # A name alone needs no process; a search path or arguments need a script.
  package =
    if arguments != [ ] then
      wrapped
    else if aliases != [ ] then
      named // { inherit (cfg.package) meta; }
    else
      cfg.package;

  # Text before everything of the user's.
  initLua = lib.concatStringsSep "\n" (
    lib.optional (providers != [ ]) (lib.concatStringsSep ";" providers)
    ++ lib.optional (vimText != "") ''vim.cmd.source "${pkgs.writeText "init.vim" vimText}"''
    ++ map (item: item.plugin.passthru.initLua) (
      builtins.filter (item: item.plugin ? passthru.initLua) plugins
    )
  );

  # A plugin may be listed once as it is and once with its configuration.
  pack = builders.tree "vim-pack-dir" (
    lib.unique (
      map (item: {
        path = "${if item.optional then "opt" else "start"}/${lib.getName item.plugin}";
        target = "${item.plugin}";
      }) plugins
    )
  );
}
