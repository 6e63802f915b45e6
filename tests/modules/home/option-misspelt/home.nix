{
  programs.git.enabel = true;
}
