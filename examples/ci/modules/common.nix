# Shared by all homes. It is no home by itself, so it does not stand beside them.
{ ... }:
{
  home.stateVersion = "26.05";
  programs.bash.enable = true;
  programs.git = {
    enable = true;
    settings.init.defaultBranch = "main";
  };
}
