# lib.hm: what Home Manager's modules and people's configurations expect beside the general library.
{ lib }:
let
  load = file: import file { inherit lib; };
in
{
  dag = load ./dag.nix;
  types = load ./types.nix;
  gvariant = load ./gvariant.nix;
  generators = load ./generators.nix;
  strings = load ./strings.nix;
  shell = load ./shell.nix;
  zsh = load ./zsh.nix;
  nushell = load ./nushell.nix;
  deprecations = load ./deprecations.nix;
  assertions = load ./assertions.nix;
  git = load ./git.nix;
  option = load ./option.nix;
  fileType = import ./file-type.nix;
  textOf = import ./text-of.nix;
  isOwnPackages = import ./own-packages.nix;
  booleans.yesNo = value: if value then "yes" else "no";

  # `meta.maintainers` of a module is never evaluated, so no name need be known here.
  maintainers = { };
}
