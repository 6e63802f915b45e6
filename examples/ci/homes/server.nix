{ ... }:
{
  imports = [ ../modules/common.nix ];
  home.username = "deploy";
  home.homeDirectory = "/srv/deploy";
}
