{
  programs.git.enable = "yes";
}
