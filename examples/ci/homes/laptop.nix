{ ... }:
{
  imports = [ ../modules/common.nix ];
  home.username = "sean";
  home.homeDirectory = "/home/sean";
  programs.tmux.enable = true;
}
