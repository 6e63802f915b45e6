{ ... }:
{
  machine = "travel";
  programs.tmux.enable = true;

  # `hm switch -c night` turns the lights down.
  specialisation.night.configuration = {
    home.sessionVariables.COLORFGBG = "15;0";
    programs.bat = {
      enable = true;
      config.theme = "ansi";
    };
  };
}
