{
  home.sessionVariables.THEME = "none";
  specialisation.dark.configuration.programs.bat.enable = true;
  specialisation.light.configuration = { };
}
