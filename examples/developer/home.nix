# A developer's home: shells, prompt, editor, tmux, git, ssh, and a few scripts.
{ ... }:
{
  imports = [
    ./editor.nix
    ./git.nix
    ./scripts.nix
    ./shell.nix
    ./ssh.nix
  ];

  home = {
    username = "sean";
    homeDirectory = "/home/sean";
    stateVersion = "26.05";
  };

  xdg.enable = true;
  programs.home-manager.enable = true;
}
