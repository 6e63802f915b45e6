# Two machines, one configuration: what they share stands in modules/, what differs in hosts/.
#
#   hm switch -f home.nix -A sean@desk
#   hm switch -f home.nix -A sean@travel
{
  homeConfigurations = {
    "sean@desk".imports = [
      ./modules/common.nix
      ./modules/desktop.nix
      ./hosts/desk.nix
    ];

    "sean@travel".imports = [
      ./modules/common.nix
      ./hosts/travel.nix
    ];
  };
}
