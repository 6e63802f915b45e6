# Where there is a screen.
{ ... }:
{
  programs.kitty = {
    enable = true;
    font.name = "DejaVu Sans Mono";
    settings.scrollback_lines = 10000;
  };
  xdg.userDirs = {
    enable = true;
    createDirectories = true;
    setSessionVariables = false;
  };
}
