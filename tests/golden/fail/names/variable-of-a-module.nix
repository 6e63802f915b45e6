{ pkgs, ... }:
{
  programs.git.enable = lib.mkDefault true;
}
