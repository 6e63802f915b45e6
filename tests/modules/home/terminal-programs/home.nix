{
  programs = {
    tmux = {
      enable = true;
      keyMode = "vi";
      mouse = true;
      prefix = "C-a";
      extraConfig = "set -g status off";
    };
    bat = {
      enable = true;
      config.theme = "TwoDark";
    };
    htop = {
      enable = true;
      settings.tree_view = true;
    };
    btop = {
      enable = true;
      settings.vim_keys = true;
    };
    kitty = {
      enable = true;
      settings.scrollback_lines = 10000;
      keybindings."ctrl+c" = "copy_or_interrupt";
    };
    alacritty = {
      enable = true;
      settings.keyboard.bindings = [
        {
          key = "K";
          mods = "Control";
          chars = "\\u000c";
        }
      ];
    };
    gh.enable = true;
    lazygit.enable = true;
    less.enable = true;
    ripgrep = {
      enable = true;
      arguments = [ "--smart-case" ];
    };
    fd = {
      enable = true;
      hidden = true;
      ignores = [ ".git/" ];
    };
    jq.enable = true;
    gpg.enable = true;
    home-manager.enable = true;
  };
}
