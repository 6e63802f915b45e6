# The least there is to say: whose home, where, and since when.
#
#   hm switch -f home.nix
{ pkgs, ... }:
{
  home.username = "sean";
  home.homeDirectory = "/home/sean";

  # The release whose defaults this home began with. Leave it as it is.
  home.stateVersion = "26.05";

  # Programs for the profile.
  home.packages = [ pkgs.ripgrep ];

  # A file of the home.
  home.file.".config/greeting".text = "hello\n";
}
