{ lib, ... }:
{
  programs.git.enable = mkDefault true;
}
