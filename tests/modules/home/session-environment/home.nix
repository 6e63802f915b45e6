{ config, ... }:
{
  home.sessionVariables = {
    EDITOR = "vim";
    COUNT = 3;
    FLAG = true;
    PLACE = "${config.home.homeDirectory}/place";
    UNSET = null;
  };
  home.sessionPath = [ "$HOME/bin" ];
  home.sessionSearchVariables.MANPATH = [ "$HOME/man" ];
  home.language.base = "en_GB.UTF-8";
  home.shellAliases.g = "git";
  programs.bash.enable = true;
  programs.zsh.enable = true;
  programs.fish.enable = true;
  programs.nushell.enable = true;
}
