# What zsh remembers of past commands.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) types;
  inherit (lib.hm) option;
  cfg = config.programs.zsh;
  inherit (import ./paths.nix { inherit config lib; }) dotDirAbs mkShellVarPathStr;

  history =
    { config, ... }:
    {
      options = {
        append = option.flag "Whether shells add to the file instead of replacing it.";
        size = option.int 10000 "Number of commands that a shell remembers.";
        save = option.int config.size "Number of commands that the file keeps.";
        path = option.str "${dotDirAbs}/.zsh_history" "Where the history is kept.";
        ignorePatterns = option.strings "Patterns of commands that are not kept.";
        ignoreDups = option.bool true "Whether a command equal to the one before is not kept.";
        ignoreAllDups = option.flag "Whether a command takes the place of an older equal one.";
        saveNoDups = option.flag "Whether the file holds no command twice.";
        findNoDups = option.flag "Whether searching shows no command twice.";
        ignoreSpace = option.bool true "Whether commands that begin with a space are not kept.";
        expireDuplicatesFirst = option.flag "Whether repeated commands are the first to be forgotten.";
        extended = option.flag "Whether the time of each command is kept.";
        share = option.bool true "Whether running shells share their history.";
      };
    };

  keys = with types; either (listOf str) str;
  bind = widget: lib.concatMapStringsSep "\n" (key: ''bindkey "${key}" history-substring-search-${widget}'');

  # zsh's name of an option, and whether it is to be on.
  zshOptions = {
    APPEND_HISTORY = cfg.history.append;
    EXTENDED_HISTORY = cfg.history.extended;
    HIST_EXPIRE_DUPS_FIRST = cfg.history.expireDuplicatesFirst;
    HIST_FIND_NO_DUPS = cfg.history.findNoDups;
    HIST_IGNORE_ALL_DUPS = cfg.history.ignoreAllDups;
    HIST_IGNORE_DUPS = cfg.history.ignoreDups;
    HIST_IGNORE_SPACE = cfg.history.ignoreSpace;
    HIST_SAVE_NO_DUPS = cfg.history.saveNoDups;
    SHARE_HISTORY = cfg.history.share;
  }
  // lib.optionalAttrs (cfg.autocd != null) { inherit (cfg) autocd; };
  names = lib.attrNames zshOptions;
  isOn = name: zshOptions.${name};
in
{
  options.programs.zsh = {
    history = option.value (types.submodule history) { } "The history of commands.";
    historySubstringSearch = option.record {
      enable = lib.mkEnableOption "history substring search";
      searchUpKey = option.value keys [ "^[[A" ] "Keys that search backwards.";
      searchDownKey = option.value keys [ "^[[B" ] "Keys that search forwards.";
    } "Searching the history for what has been typed.";
  };

  config = {
    warnings =
      lib.optional (!lib.hasPrefix "/" cfg.history.path && !lib.hasInfix "$" cfg.history.path)
        ''
          Using relative paths in programs.zsh.history.path is deprecated and will be removed in a future release.
          Consider using absolute paths or home-manager config options instead.
          You can replace relative paths or environment variables with options like:
          - config.home.homeDirectory (user's home directory)
          - config.xdg.configHome (XDG config directory)
          - config.xdg.dataHome (XDG data directory)
          - config.xdg.cacheHome (XDG cache directory)
          Current history.path: ${cfg.history.path}
        '';

    programs.zsh.setOptions = [
      "HIST_FCNTL_LOCK"
    ]
    ++ builtins.filter isOn names
    ++ map (name: "NO_${name}") (builtins.filter (name: !isOn name) names);

    programs.zsh.initContent = lib.mkMerge [
      (lib.mkOrder 910 ''
        # History options should be set in .zshrc and after oh-my-zsh sourcing.
        # See https://github.com/nix-community/home-manager/issues/177.
        HISTSIZE="${toString cfg.history.size}"
        SAVEHIST="${toString cfg.history.save}"
        ${lib.optionalString (cfg.history.ignorePatterns != [ ])
          "HISTORY_IGNORE=${lib.escapeShellArg "(${lib.concatStringsSep "|" cfg.history.ignorePatterns})"}"
        }
        HISTFILE="${mkShellVarPathStr cfg.history.path}"
        mkdir -p "$(dirname "$HISTFILE")"
      '')
      (lib.mkIf cfg.historySubstringSearch.enable (
        lib.mkOrder 1250 ''
          source ${pkgs.zsh-history-substring-search}/share/zsh-history-substring-search/zsh-history-substring-search.zsh
          ${bind "up" (lib.toList cfg.historySubstringSearch.searchUpKey)}
          ${bind "down" (lib.toList cfg.historySubstringSearch.searchDownKey)}
        ''
      ))
    ];
  };
}
