{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) types;
  inherit (lib.hm) booleans option;
  cfg = config.programs.zsh.prezto;
  inherit (import ./paths.nix { inherit config lib; }) dotDirRel;
  quote = lib.escapeShellArg;

  # Kinds of settings: type and default of the option, and the style's words for a value. A value
  # without words (null, an empty list or set) writes nothing.
  flag = {
    make = option.nullable types.bool;
    words = value: if value == null then null else " '${booleans.yesNo value}'";
  };
  text = {
    make = option.nullable types.str;
    words = value: if value == null then null else " '${value}'";
  };
  choice = choices: text // { make = option.nullable (types.enum choices); };
  list = separator: {
    make = option.strings;
    words = value: if value == [ ] then null else separator + lib.concatMapStringsSep " " quote value;
  };
  column = {
    make = option.strings;
    words = value: if value == [ ] then null else " \\\n  " + lib.concatMapStringsSep " \\\n  " quote value;
  };
  table = {
    make = option.set types.str;
    words =
      value:
      if value == { } then
        null
      else
        " \\\n  " + lib.concatStringsSep " \\\n" (lib.mapAttrsToList (name: style: "${quote name} ${quote style}") value);
  };
  initially = default: kind: kind // { inherit default; };
  paths = {
    make = option.list types.path;
    words = value: if value == [ ] then null else " ${lib.concatStringsSep " " (map toString value)}";
  };

  # Option, context of the style below `:prezto:`, its name, kind.
  settings = [
    [ "caseSensitive" "*:*" "case-sensitive" (initially true flag) ]
    [ "color" "*:*" "color" (initially true flag) ]
    [ "pmoduleDirs" "load" "pmodule-dirs" paths ]
    [ "extraModules" "load" "zmodule" (list " ") ]
    [ "extraFunctions" "load" "zfunction" (list " ") ]
    [
      "pmodules"
      "load"
      "pmodule"
      (initially [
        "environment"
        "terminal"
        "editor"
        "history"
        "directory"
        "spectrum"
        "utility"
        "completion"
        "prompt"
      ] column)
    ]
    [ "autosuggestions.color" "module:autosuggestions:color" "found" text ]
    [ "completions.ignoredHosts" "module:completion:*:hosts" "etc-host-ignores" (list " \\\n  ") ]
    [ "editor.keymap" "module:editor" "key-bindings" (initially "emacs" (choice [ "emacs" "vi" ])) ]
    [ "editor.dotExpansion" "module:editor" "dot-expansion" flag ]
    [ "editor.promptContext" "module:editor" "ps-context" flag ]
    [ "git.submoduleIgnore" "module:git:status:ignore" "submodules" (choice [ "dirty" "untracked" "all" "none" ]) ]
    [ "gnuUtility.prefix" "module:gnu-utility" "prefix" text ]
    [ "historySubstring.foundColor" "module:history-substring-search:color" "found" text ]
    [ "historySubstring.notFoundColor" "module:history-substring-search:color" "not-found" text ]
    [ "historySubstring.globbingFlags" "module:history-substring-search:color" "globbing-flags" text ]
    [ "macOS.dashKeyword" "module:osx:man" "dash-keyword" text ]
    [ "prompt.theme" "module:prompt" "theme" (initially "sorin" text) ]
    [ "prompt.pwdLength" "module:prompt" "pwd-length" (choice [ "short" "long" "full" ]) ]
    [ "prompt.showReturnVal" "module:prompt" "show-return-val" flag ]
    [ "python.virtualenvAutoSwitch" "module:python:virtualenv" "auto-switch" flag ]
    [ "python.virtualenvInitialize" "module:python:virtualenv" "initialize" flag ]
    [ "ruby.chrubyAutoSwitch" "module:ruby:chruby" "auto-switch" flag ]
    [ "screen.autoStartLocal" "module:screen:auto-start" "local" flag ]
    [ "screen.autoStartRemote" "module:screen:auto-start" "remote" flag ]
    [ "ssh.identities" "module:ssh:load" "identities" (list " \\\n  ") ]
    [ "syntaxHighlighting.highlighters" "module:syntax-highlighting" "highlighters" column ]
    [ "syntaxHighlighting.styles" "module:syntax-highlighting" "styles" table ]
    [ "syntaxHighlighting.pattern" "module:syntax-highlighting" "pattern" table ]
    [ "terminal.autoTitle" "module:terminal" "auto-title" flag ]
    [ "terminal.windowTitleFormat" "module:terminal:window-title" "format" text ]
    [ "terminal.tabTitleFormat" "module:terminal:tab-title" "format" text ]
    [ "terminal.multiplexerTitleFormat" "module:terminal:multiplexer-title" "format" text ]
    [ "tmux.autoStartLocal" "module:tmux:auto-start" "local" flag ]
    [ "tmux.autoStartRemote" "module:tmux:auto-start" "remote" flag ]
    [ "tmux.itermIntegration" "module:tmux:iterm" "integrate" flag ]
    [ "tmux.defaultSessionName" "module:tmux:session" "name" text ]
    [ "utility.safeOps" "module:utility" "safe-ops" flag ]
  ];

  named = row: {
    path = lib.splitString "." (lib.elemAt row 0);
    context = lib.elemAt row 1;
    style = lib.elemAt row 2;
    kind = lib.elemAt row 3;
  };
  rows = map named settings;

  styleOption =
    row:
    lib.setAttrByPath row.path (
      row.kind.make "Style `${row.style}` of `:prezto:${row.context}`."
      // lib.optionalAttrs (row.kind ? default) { inherit (row.kind) default; }
    );
  line =
    row:
    let
      words = row.kind.words (lib.getAttrFromPath row.path cfg);
    in
    # A blank line follows each style, also one that is not written.
    (if words == null then "" else "zstyle ':prezto:${row.context}' ${row.style}${words}\n") + "\n";

  source = file: "# Generated by Nix\nsource ${cfg.package}/share/zsh-prezto/runcoms/${file}\n";
in
{
  options.programs.zsh.prezto = option.record (lib.foldl' lib.recursiveUpdate {
    enable = lib.mkEnableOption "prezto";
    package = lib.mkPackageOption pkgs "prezto" { default = "zsh-prezto"; };
    extraConfig = option.lines "Text at the end of {file}`.zpreztorc`.";
  } (map styleOption rows)) "The framework prezto.";

  config = lib.mkIf cfg.enable {
    home.packages = [ cfg.package ];
    home.file = {
      "${dotDirRel}/.zprofile".text = source "zprofile";
      "${dotDirRel}/.zlogin".text = source "zlogin";
      "${dotDirRel}/.zlogout".text = source "zlogout";
      "${dotDirRel}/.zshenv".text = lib.mkAfter (source "zshenv");
      "${dotDirRel}/.zpreztorc".text = "# Generated by Nix\n" + lib.concatMapStrings line rows + "${cfg.extraConfig}\n";
    };
    programs.zsh.initContent = lib.mkOrder 850 ''
      # Load prezto
      source ${cfg.package}/share/zsh-prezto/runcoms/zshrc
    '';
  };
}
