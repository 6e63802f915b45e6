{ pkgs, ... }:
{
  home.packages = [ pkgs.git ripgrep ];
}
