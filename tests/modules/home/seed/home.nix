{ config, pkgs, ... }: {
  home.username = "sean"; home.homeDirectory = "/home/sean"; home.stateVersion = "24.05";
  home.packages = with pkgs; [ ripgrep fd jq htop git neovim (writeShellScriptBin "hello-hm" "echo hello from hm") ];
  programs.git = { enable = true; userName = "Sean"; userEmail = "sean@example.com";
    extraConfig = { push.autoSetupRemote = true; init.defaultBranch = "main"; }; };
  programs.zsh = { enable = true; shellAliases = { ll = "ls -la"; gs = "git status"; }; };
  home.file.".tmux.conf".text = "set -g mouse on\n";
}
