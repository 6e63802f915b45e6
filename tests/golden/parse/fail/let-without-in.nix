{ pkgs, ... }:
let
  packages = [ pkgs.git ];
{
  home.packages = packages;
}
