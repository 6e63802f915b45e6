{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkIf types;
  inherit (lib.hm) option shell;
  cfg = config.programs.bash;

  # Every file is tried with `bash -n` when it is built.
  script = name: text: {
    source = pkgs.writeTextFile (
      {
        inherit name text;
      }
      // (
        # Our own builder tries a file without starting a build.
        if lib.hm.isOwnPackages pkgs then
          {
            check = [
              pkgs.runtimeShell
              "-n"
            ];
          }
        else
          {
            checkPhase = ''
              ${pkgs.stdenv.shellDryRun} "$target"
            '';
          }
      )
    );
  };

  # The host keeps its completions, and what loads them, at a place of its own.
  hostCompletion = "/usr/share/bash-completion/bash_completion";
  loadCompletion =
    if lib.hm.isOwnPackages pkgs then
      "[[ ! -r ${hostCompletion} ]] || . ${hostCompletion}"
    else
      ''. "${pkgs.bash-completion}/etc/profile.d/bash_completion.sh"'';

  shopt =
    name: "shopt ${if lib.hasPrefix "-" name then "-u" else "-s"} ${lib.removePrefix "-" name}";

  history = lib.filterAttrs (_: value: value != null) {
    HISTCONTROL = if cfg.historyControl == [ ] then null else lib.concatStringsSep ":" cfg.historyControl;
    HISTFILE = if cfg.historyFile == null then null else ''"${cfg.historyFile}"'';
    HISTFILESIZE = cfg.historyFileSize;
    HISTIGNORE =
      if cfg.historyIgnore == [ ] then
        null
      else
        lib.escapeShellArg (lib.concatStringsSep ":" cfg.historyIgnore);
    HISTSIZE = cfg.historySize;
  };
  historyText = lib.concatStringsSep "\n" (
    lib.mapAttrsToList (name: value: "${name}=${toString value}") history
    ++ lib.optional (cfg.historyFile != null) ''mkdir -p "$(dirname "$HISTFILE")"''
  );
in
{
  options.programs.bash = {
    enable = lib.mkEnableOption "GNU Bourne-Again SHell";
    package = lib.mkPackageOption pkgs "bash" {
      nullable = true;
      default = "bashInteractive";
    };
    enableCompletion = option.bool true "Whether interactive shells complete the arguments of programs.";
    historySize = option.value (types.nullOr types.int) 10000 "Number of commands that a shell remembers.";
    historyFile = option.nullable types.str "Where the history is kept.";
    historyFileSize = option.value (types.nullOr types.int) 100000 "Number of commands that the file keeps.";
    historyControl = option.list (types.enum [
      "erasedups"
      "ignoredups"
      "ignorespace"
      "ignoreboth"
    ]) "Which commands are not kept twice, or not at all.";
    historyIgnore = option.strings "Commands that are never kept.";
    shellOptions = option.value (types.listOf types.str) [
      "histappend"
      "extglob"
      "globstar"
      "checkjobs"
    ] "Options set by {command}`shopt`; a dash before a name unsets it.";
    sessionVariables = option.variables "Environment variables of Bash sessions.";
    shellAliases = option.set types.str "Aliases.";
    profileExtra = option.lines "Text for login shells.";
    initExtra = option.lines "Text for interactive shells.";
    bashrcExtra = option.lines "Text for {file}`.bashrc` that non-interactive shells run too.";
    logoutExtra = option.lines "Text run when a login shell ends.";
  };

  config = mkIf cfg.enable {
    home.packages = mkIf (cfg.package != null) [ cfg.package ];

    programs.bash.initExtra = mkIf cfg.enableCompletion (
      lib.mkOrder 100 ''
        if [[ ! -v BASH_COMPLETION_VERSINFO ]]; then
          ${loadCompletion}
        fi
      ''
    );

    home.file = {
      ".bash_profile" = script "bash_profile" ''
        # include .profile if it exists
        [[ -f ~/.profile ]] && . ~/.profile

        # include .bashrc if it exists
        [[ -f ~/.bashrc ]] && . ~/.bashrc
      '';

      ".profile" = script "profile" ''
        . "${config.home.sessionVariablesPackage}/etc/profile.d/hm-session-vars.sh"

        ${shell.exportAll cfg.sessionVariables}

        ${cfg.profileExtra}
      '';

      ".bashrc" = script "bashrc" ''
        ${cfg.bashrcExtra}

        # Commands that should be applied only for interactive shells.
        [[ $- == *i* ]] || return

        ${historyText}

        ${lib.concatMapStringsSep "\n" shopt cfg.shellOptions}

        ${shell.aliasLines cfg.shellAliases}

        ${cfg.initExtra}
      '';

      ".bash_logout" = mkIf (cfg.logoutExtra != "") (script "bash_logout" cfg.logoutExtra);
    };
  };
}
