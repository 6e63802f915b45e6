# What modules/entry.nix makes of the kinds of files that people have. Empty where all is well.
{
  modules ? ../../modules,
}:
let
  entry =
    file: attribute: username:
    (import (modules + "/entry.nix") {
      inherit file attribute username;
      homeDirectory = "/home/sean";
      system = "x86_64-linux";
      hmVersion = "1.2.3";
      stateHome = "/home/sean/.local/state";
      profileDirectory = "/home/sean/.local/state/hm/profiles/home";
    }).config;
  seed = entry ./home/seed/home.nix "" "sean";
  call = entry ./entry/call.nix "" "sean";
  userOf = attribute: username: (entry ./entry/homes.nix attribute username).home.username;

  checks = {
    "a module" = seed.programs.git.settings.user.name == "Sean";
    "the profile's place" = seed.home.profileDirectory == "/home/sean/.local/state/hm/profiles/home/home-path";
    "the version" = seed.hm.version == "1.2.3";
    "a call: its own arguments" = call.home.username == "sean";
    "a call: its overlay" = builtins.any (package: package.name == "greeting") call.home.packages;
    "a call: the version" = call.hm.version == "1.2.3";
    "the home of the user" = userOf "" "ann" == "ann";
    "the home of the user on a machine" = userOf "" "sean" == "sean";
    "a home by name" = userOf "ann" "sean" == "ann";
    "a home by attribute path" = userOf "nested.guest" "sean" == "guest";
    "no home of that name" = !(builtins.tryEval (userOf "" "nobody")).success;
  };
in
builtins.filter (name: !checks.${name}) (builtins.attrNames checks)
