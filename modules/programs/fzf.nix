{
  config,
  lib,
  options,
  pkgs,
  ...
}:
let
  inherit (lib) getExe mkIf mkOrder types;
  inherit (lib.hm) option shell;
  inherit (lib.hm.nushell) toNushell;
  cfg = config.programs.fzf;

  # Shell, and the name of its integration option.
  shells = {
    bash = "enableBashIntegration";
    fish = "enableFishIntegration";
    nushell = "enableNushellIntegration";
    zsh = "enableZshIntegration";
  };

  # Widget, the key it is on, and the middle of the variables that configure it.
  widgets = {
    fileWidget = [ "CTRL-T" "CTRL_T" ];
    changeDirWidget = [ "ALT-C" "ALT_C" ];
    historyWidget = [ "CTRL-R" "CTRL_R" ];
  };
  keyOf = widget: builtins.head widgets.${widget};

  widgetOptions =
    widget: _:
    {
      command = option.nullable types.str "Command whose lines are offered on ${keyOf widget}.${
        lib.optionalString (widget == "historyWidget") " An empty string leaves the key to a history manager."
      }";
      options = option.strings "Arguments of fzf on ${keyOf widget}.";
    }
    // lib.mapAttrs (name: _: {
      command = option.nullable types.str "Command for ${keyOf widget} in ${name}, in place of the common one.";
      options = option.nullable (types.listOf types.str) "Arguments for ${keyOf widget} in ${name}, in place of the common ones.";
    }) shells;

  # `select` takes the options of a widget to those that hold: the common ones, or a shell's.
  variablesOf =
    select:
    lib.concatMapAttrs (
      widget: names:
      let
        chosen = select cfg.${widget};
        prefix = "FZF_${lib.last names}";
      in
      {
        "${prefix}_COMMAND" = chosen.command;
        "${prefix}_OPTS" = chosen.options;
      }
    ) widgets;
  shellVariables =
    name: lib.filterAttrs (_: value: value != null) (variablesOf (widget: widget.${name}));

  colors = lib.concatStringsSep "," (lib.mapAttrsToList (name: value: "${name}:${value}") cfg.colors);
  variables = lib.mapAttrs (_: toString) (
    lib.filterAttrs (_: value: value != null && value != [ ]) (
      variablesOf (widget: widget)
      // {
        FZF_DEFAULT_COMMAND = cfg.defaultCommand;
        FZF_DEFAULT_OPTS = cfg.defaultOptions ++ lib.optional (cfg.colors != { }) "--color ${colors}";
        FZF_TMUX = if cfg.tmux.enableShellIntegration then "1" else null;
        FZF_TMUX_OPTS = cfg.tmux.shellIntegrationOptions;
      }
    )
  );

  # Lines that set the variables of one shell, before its hook.
  setting =
    name: text:
    let
      own = shellVariables name;
    in
    lib.optionalString (own != { }) "${text own}\n";
  eachVariable = line: own: lib.concatStringsSep "\n" (
    lib.mapAttrsToList (name: value: line name (toString value)) own
  );

  # `fileWidgetCommand` was what `fileWidget.command` is.
  renamed =
    name:
    let
      parts = builtins.match "(.*Widget)(.*)" name;
    in
    [
      (builtins.head parts)
      (lib.toLower (lib.last parts))
    ];

  conflict = import ./fzf-history.nix { inherit config lib options shells; };
in
{
  imports =
    lib.hm.deprecations.mkSettingsRenamedOptionModules
      [ "programs" "fzf" ]
      [ "programs" "fzf" ]
      { }
      (
        map
          (name: {
            old = name;
            new = renamed name;
          })
          [
            "fileWidgetCommand"
            "fileWidgetOptions"
            "changeDirWidgetCommand"
            "changeDirWidgetOptions"
            "historyWidgetOptions"
            "historyWidgetCommand"
          ]
      );

  options.programs.fzf = lib.mapAttrs widgetOptions widgets // {
    enable = lib.mkEnableOption "fzf - a command-line fuzzy finder";
    package = lib.mkPackageOption pkgs "fzf" { };
    defaultCommand = option.nullable types.str "Command whose lines are offered where nothing else says so.";
    defaultOptions = option.strings "Arguments of fzf.";
    colors = option.set types.str "Colours, by what they colour.";
    tmux = {
      enableShellIntegration = lib.mkEnableOption "setting `FZF_TMUX=1`, which makes the shells use fzf-tmux";
      shellIntegrationOptions = option.strings "Arguments of fzf-tmux.";
    };
  }
  // shell.integrationOptions config [ "Bash" "Fish" "Nushell" "Zsh" ];

  config = mkIf cfg.enable {
    inherit (conflict) warnings;
    assertions = [
      {
        assertion =
          (cfg.enableBashIntegration || cfg.enableFishIntegration || cfg.enableZshIntegration)
          -> conflict.isRecent "0.48.0";
        message = "fzf package version must be 0.48.0 or greater for bash, fish, or zsh integration";
      }
      {
        assertion = cfg.enableNushellIntegration && config.programs.nushell.enable -> conflict.isRecent "0.73.0";
        message = "fzf package version must be 0.73.0 or greater for nushell integration";
      }
    ];

    home.packages = [ cfg.package ];
    home.sessionVariables = variables;

    # Early, so that a history manager can take its key back.
    programs.bash.initExtra = mkIf cfg.enableBashIntegration (
      mkOrder 200 (
        "if [[ :$SHELLOPTS: =~ :(vi|emacs): ]]; then\n"
        + setting "bash" shell.exportAll
        + "  eval \"$(${getExe cfg.package} --bash)\"\nfi\n"
      )
    );
    # After oh-my-zsh (800), which would take the keys.
    programs.zsh.initContent = mkIf cfg.enableZshIntegration (
      mkOrder 910 (
        "if [[ $options[zle] = on ]]; then\n"
        + setting "zsh" shell.exportAll
        + "  source <(${getExe cfg.package} --zsh)\nfi\n"
      )
    );
    programs.fish.interactiveShellInit = mkIf cfg.enableFishIntegration (
      mkOrder 200 (
        setting "fish" (eachVariable (name: value: "set -gx ${name} ${lib.escapeShellArg value}"))
        + "${getExe cfg.package} --fish | source\n"
      )
    );
    programs.nushell = mkIf cfg.enableNushellIntegration {
      environmentVariables = variables;
      # After other completers, which fzf falls back to.
      extraConfig = lib.mkAfter (
        setting "nushell" (eachVariable (name: value: "$env.${name} = ${toNushell { } value}"))
        + ''
          source ${
            pkgs.runCommand "nushell-fzf-integration.nu" { } ''
              ${getExe cfg.package} --nushell > $out
            ''
          }
        ''
      );
    };
  };
}
