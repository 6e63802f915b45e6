# A package set without packages: hm's own builders, and a stub derivation for every other name in `words`.
#
# Attribute sets cannot be open, so whoever wants names from some tree lists the words of that tree. Sets of packages are
# recognised by their names and have a stub for every word too.
{ lib, words }:
let
  own = import ../../../modules/pkgs { inherit lib; system = "x86_64-linux"; };

  stub = name: overridable (
    own.makeTree {
      pname = name;
      version = "9999";
      name = lib.strings.sanitizeDerivationName name;
      entries = [ { path = "share/stub"; text = name; } ];
      meta.mainProgram = name;
    }
  );

  # Whatever is asked for inside, it is the same package.
  overridable = package: package // {
    override = _: overridable package;
    overrideAttrs = change: overridable (package.overrideAttrs change);
    overridePythonAttrs = _: overridable package;
    withPackages = _: overridable package;
    withPlugins = _: overridable package;
    withExtensions = _: overridable package;
  };

  isSet = name:
    builtins.match ".*(Packages.*|Plugins|Extensions|Scripts|Addons|[-]plugins|[-]extensions|Dicts.*)" name != null
    || builtins.elem name [ "gnome" "xorg" "qt5" "qt6" "libretro" "eclipses" "darwin" ];

  stubs = lib.genAttrs words stub;
  set = name: existing: lib.recurseIntoAttrs (stubs // existing // {
    overrideScope = change: set name (lib.fix (lib.extends change (_: stubs // existing)));
  });
  everything = lib.genAttrs words (name: if isSet name then set name { } else stub name);
  extended = name: value: if isSet name && builtins.isAttrs value && !(lib.isDerivation value) then set name value else value;
in
# `callPackage` and its like find the stubs as well.
own.extend (_: previous: everything // builtins.mapAttrs extended previous)
