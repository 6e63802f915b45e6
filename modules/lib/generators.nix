# Texts in the formats of other programs, from values.
#
#   generators/ini.nix     key-value files, INI, git's INI, dconf
#   generators/pretty.nix  values as people write them, with a limit on depth
#   generators/lua.nix     Lua
#   generators/plist.nix   Apple property lists
#   generators/dhall.nix   Dhall
{ lib }:
import ./generators/ini.nix { inherit lib; }
// import ./generators/pretty.nix { inherit lib; }
// import ./generators/lua.nix { inherit lib; }
// import ./generators/plist.nix { inherit lib; }
// import ./generators/dhall.nix { inherit lib; }
// {
  toJSON = _: builtins.toJSON;
  # Every JSON document is a YAML document.
  toYAML = _: builtins.toJSON;
}
