# What the program that evaluates tells the modules; see entry.nix.
{ config, lib, ... }:
let
  internal = default: description: lib.mkOption {
    type = lib.types.str;
    inherit default description;
    internal = true;
  };
in
{
  options.hm = {
    profileDirectory =
      internal "${config.xdg.stateHome}/hm/profiles/home/home-path"
        "Where the packages of the current generation are found.";
    version = internal "" "Version of the program.";
  };
}
