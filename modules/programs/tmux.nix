{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkIf optionalString types;
  inherit (lib.hm) option;
  cfg = config.programs.tmux;
  yaml = pkgs.formats.yaml { };

  plugin.options = {
    plugin = lib.mkPackageOption pkgs.tmuxPlugins "plugin" {
      default = null;
      pkgsText = "pkgs.tmuxPlugins";
    };
    extraConfig = option.lines "Text before the plugin is run.";
  };
  packageOf = item: if types.package.check item then item else item.plugin;
  nameOf = item: (packageOf item).pname;
  badPlugins = builtins.filter (item: !lib.hasPrefix "tmuxplugin" (nameOf item)) cfg.plugins;

  onOff = value: if value then "on" else "off";
  amount = toString cfg.resizeAmount;
  prefix = if cfg.prefix == null then "C-${cfg.shortcut}" else cfg.prefix;

  text = ''
    ${optionalString cfg.sensibleOnTop ''
      # ============================================= #
      # Start with defaults from the Sensible plugin  #
      # --------------------------------------------- #
      run-shell ${pkgs.tmuxPlugins.sensible.rtp}
      # ============================================= #
    ''}
    set  -g default-terminal "${cfg.terminal}"
    set  -g base-index      ${toString cfg.baseIndex}
    setw -g pane-base-index ${toString cfg.baseIndex}
    ${optionalString (cfg.shell != null) ''
      # We need to set default-shell before calling new-session
      set  -g default-shell "${cfg.shell}"
    ''}
    ${optionalString cfg.newSession ''
      # Use -A to make new-session idempotent: attach if session "0" exists,
      # otherwise create it. This prevents duplicate sessions when multiple
      # configs (e.g., system and user) both enable newSession.
      new-session -A -s 0''}

    ${optionalString cfg.reverseSplit ''
      bind -N "Split the pane into two, left and right" v split-window -h
      bind -N "Split the pane into two, top and bottom" s split-window -v
    ''}

    set -g status-keys ${cfg.keyMode}
    set -g mode-keys   ${cfg.keyMode}

    ${optionalString (cfg.keyMode == "vi" && cfg.customPaneNavigationAndResize) ''
      bind -N "Select pane to the left of the active pane" h select-pane -L
      bind -N "Select pane below the active pane" j select-pane -D
      bind -N "Select pane above the active pane" k select-pane -U
      bind -N "Select pane to the right of the active pane" l select-pane -R

      bind -r -N "Resize the pane left by ${amount}" \
        H resize-pane -L ${amount}
      bind -r -N "Resize the pane down by ${amount}" \
        J resize-pane -D ${amount}
      bind -r -N "Resize the pane up by ${amount}" \
        K resize-pane -U ${amount}
      bind -r -N "Resize the pane right by ${amount}" \
        L resize-pane -R ${amount}
    ''}

    ${optionalString (prefix != "C-b") ''
      # rebind main key: ${prefix}
      unbind C-b
      set -g prefix ${prefix}
      bind -N "Send the prefix key through to the application" \
        ${prefix} send-prefix
    ''}

    ${optionalString cfg.disableConfirmationPrompt ''
      bind-key -N "Kill the current window" & kill-window
      bind-key -N "Kill the current pane" x kill-pane
    ''}

    set  -g mouse             ${onOff cfg.mouse}
    set  -g focus-events      ${onOff cfg.focusEvents}
    setw -g aggressive-resize ${onOff cfg.aggressiveResize}
    setw -g clock-mode-style  ${if cfg.clock24 then "24" else "12"}
    set  -s escape-time       ${toString cfg.escapeTime}
    set  -g history-limit     ${toString cfg.historyLimit}
  '';

  pluginText = item: ''
    # ${nameOf item}
    # ---------------------
    ${item.extraConfig or ""}
    run-shell ${(packageOf item).rtp}
  '';
  plugins = ''
    # ============================================= #
    # Load plugins with Home Manager                #
    # --------------------------------------------- #

    ${lib.concatMapStringsSep "\n\n" pluginText cfg.plugins}
    # ============================================= #
  '';
in
{
  options.programs.tmux = {
    enable = lib.mkEnableOption "tmux";
    package = lib.mkPackageOption pkgs "tmux" { nullable = true; };
    aggressiveResize = option.flag "Whether a window is as small as the smallest client that shows it, rather than that is attached.";
    baseIndex = option.value types.ints.unsigned 0 "Number of the first window and pane.";
    clock24 = option.flag "Whether the clock counts to 24.";
    customPaneNavigationAndResize = option.flag "Whether panes are reached and resized with the keys of vi.";
    disableConfirmationPrompt = option.flag "Whether windows and panes are closed without asking.";
    escapeTime = option.value types.ints.unsigned 10 "Milliseconds to wait after an escape.";
    extraConfig = option.lines "Text at the end of {file}`tmux.conf`.";
    focusEvents = option.flag "Whether programs are told when they get the focus.";
    historyLimit = option.value types.ints.positive 2000 "Number of lines that a pane remembers.";
    keyMode = option.enum [
      "emacs"
      "vi"
    ] "emacs" "Style of keys.";
    mouse = lib.mkEnableOption "mouse support";
    newSession = option.flag "Whether attaching makes a session where there is none.";
    plugins = option.value (
      with types;
      listOf (either package (submodule plugin)) // { description = "list of plugin packages or submodules"; }
    ) [ ] "Plugins, in the order they are run.";
    prefix = option.nullable types.str "Prefix key, with its modifier.";
    resizeAmount = option.value types.ints.positive 5 "Lines or columns that a key resizes by.";
    reverseSplit = option.flag "Whether `v` and `s` split a window.";
    secureSocket = option.bool pkgs.stdenv.hostPlatform.isLinux "Whether the socket is in {file}`/run` and not in {file}`/tmp`; it ends with the session then.";
    sensibleOnTop = option.flag "Whether the plugin sensible gives the first defaults.";
    shell = option.nullable types.str "Shell of new panes.";
    shortcut = option.str "b" "Letter that makes the prefix key with Control.";
    terminal = option.str "screen" "What {env}`TERM` says inside tmux.";
    tmuxp.enable = lib.mkEnableOption "tmuxp";
    tmuxinator = {
      enable = lib.mkEnableOption "tmuxinator";
      package = lib.mkPackageOption pkgs "tmuxinator" { nullable = true; };
      projects = option.set yaml.type "Sessions, each written to {file}`tmuxinator/NAME.yml`.";
    };
  };

  config = mkIf cfg.enable {
    assertions = lib.optional (cfg.plugins != [ ]) {
      assertion = badPlugins == [ ];
      message =
        ''Invalid tmux plugin (not prefixed with "tmuxplugins"): ''
        + lib.concatMapStringsSep ", " nameOf badPlugins;
    };
    home.packages =
      lib.optional (cfg.package != null) cfg.package
      ++ lib.optional cfg.tmuxp.enable pkgs.tmuxp
      ++ lib.optional (cfg.tmuxinator.enable && cfg.tmuxinator.package != null) cfg.tmuxinator.package;
    home.sessionVariables = mkIf cfg.secureSocket {
      TMUX_TMPDIR = ''''${XDG_RUNTIME_DIR:-"/run/user/$(id -u)"}'';
    };
    xdg.configFile = lib.mkMerge [
      {
        "tmux/tmux.conf".text = lib.mkMerge [
          (lib.mkBefore text)
          (mkIf (cfg.plugins != [ ]) plugins)
          (lib.mkAfter cfg.extraConfig)
        ];
      }
      (mkIf cfg.tmuxinator.enable (
        lib.mapAttrs' (
          name: project:
          lib.nameValuePair "tmuxinator/${name}.yml" { source = yaml.generate "${name}.yml" project; }
        ) cfg.tmuxinator.projects
      ))
    ];
  };
}
