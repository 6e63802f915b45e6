# Bash and zsh side by side, with the same aliases, prompt and helpers.
{ config, pkgs, ... }:
{
  home.shellAliases = {
    ll = "ls -l";
    gs = "git status --short";
    ".." = "cd ..";
  };
  home.sessionVariables.PAGER = "less -FR";
  home.sessionPath = [ "$HOME/.local/bin" ];
  home.packages = with pkgs; [
    ripgrep
    fd
    jq
    tree
  ];

  programs.bash = {
    enable = true;
    historyControl = [
      "erasedups"
      "ignorespace"
    ];
    initExtra = "set -o vi";
  };

  programs.zsh = {
    enable = true;
    dotDir = "${config.xdg.configHome}/zsh";
    defaultKeymap = "viins";
    history = {
      size = 50000;
      path = "${config.xdg.stateHome}/zsh/history";
    };
    initContent = ''
      setopt no_beep
    '';
  };

  programs.starship = {
    enable = true;
    settings = {
      add_newline = false;
      character.success_symbol = "[>](green)";
      directory.truncation_length = 4;
    };
  };

  programs.fzf = {
    enable = true;
    defaultCommand = "fd --type f";
    defaultOptions = [ "--height 40%" ];
  };
  programs.direnv = {
    enable = true;
    silent = true;
  };
  programs.bat = {
    enable = true;
    config.style = "plain";
  };

  programs.tmux = {
    enable = true;
    keyMode = "vi";
    mouse = true;
    prefix = "C-a";
    escapeTime = 0;
    historyLimit = 50000;
    terminal = "tmux-256color";
    extraConfig = ''
      set -g status-right "#H %H:%M"
    '';
  };
}
