# Homes by name, one of them deeper in the set.
let
  home = name: {
    home.username = name;
    home.homeDirectory = "/home/${name}";
    home.stateVersion = "24.05";
  };
in
{
  homeConfigurations."sean@desk" = home "sean";
  homeConfigurations."ann" = home "ann";
  nested.guest = home "guest";
}
