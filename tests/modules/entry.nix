# What modules/entry.nix makes of the kinds of files that people have. Empty where all is well.
{
  modules ? ../../modules,
}:
let
  evaluated =
    file: attribute: username:
    import (modules + "/entry.nix") {
      inherit file attribute username;
      homeDirectory = "/home/sean";
      system = "x86_64-linux";
      hmVersion = "1.2.3";
      stateHome = "/home/sean/.local/state";
      profileDirectory = "/home/sean/.local/state/hm/profiles/home/home-path";
    };
  entry = file: attribute: username: (evaluated file attribute username).config;
  seed = entry (examples + "/seed/home.nix") "" "sean";
  call = entry ./entry/call.nix "" "sean";
  userOf = attribute: username: (entry ./entry/homes.nix attribute username).home.username;

  # Every example comes to a generation, with nothing to warn of but names of old in the seed.
  examples = ../../examples;
  isHome =
    file: attribute:
    let
      home = evaluated (examples + "/${file}") attribute "sean";
    in
    builtins.isString home.activationPackage.drvPath && home.config.warnings == [ ];

  checks = {
    "examples/minimal" = isHome "minimal/home.nix" "";
    "examples/seed" = builtins.length seed.warnings == 3;
    "examples/developer" = isHome "developer/home.nix" "";
    "examples/two-machines, desk" = isHome "two-machines/home.nix" "sean@desk";
    "examples/two-machines, travel" = isHome "two-machines/home.nix" "sean@travel";
    "examples/ci, laptop" = isHome "ci/homes/laptop.nix" "";
    "examples/ci, server" = isHome "ci/homes/server.nix" "";
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
