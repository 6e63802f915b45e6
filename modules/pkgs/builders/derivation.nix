# How every package of this set is made: a fixed point of its attributes, so that each can be changed afterwards.
{ lib, pkgs }:
let
  inherit (builtins) isFunction removeAttrs;

  # Attributes that are about the package, not for its builder.
  aside = [
    "meta"
    "passthru"
    "pos"
  ];

  # A derivation with the attributes people expect on it.
  finish =
    {
      attrs,
      drv,
      overrideAttrs,
    }:
    lib.extendDerivation true (
      {
        inherit overrideAttrs;
        inherit (drv) name;
        drvAttrs = drv.drvAttrs or { };
        meta =
          {
            name = drv.name;
            available = true;
            broken = false;
            unfree = false;
            insecure = false;
            outputsToInstall = [ "out" ];
          }
          // attrs.meta or { };
        passthru = attrs.passthru or { };
      }
      // (if attrs ? pname then { inherit (attrs) pname; } else { })
      // (if attrs ? version then { inherit (attrs) version; } else { })
      // (if attrs ? src then { inherit (attrs) src; } else { })
      // attrs.passthru or { }
    ) drv;
in
{
  # toDerivation attrs: the derivation for them. attrs: a set, or a function of the final one.
  makeWith =
    toDerivation: attrsOrFunction:
    let
      make =
        f:
        let
          attrs = f (attrs // { inherit finalPackage overrideAttrs; });
          overrideAttrs =
            change:
            make (
              final:
              let
                prev = f final;
                extension = lib.toExtension change;
              in
              prev // extension final prev
            );
          # The name is there before anything is computed from the other attributes.
          named = attrs // {
            name = lib.strings.sanitizeDerivationName (
              attrs.name
                or (if attrs.version or "" == "" then attrs.pname else "${attrs.pname}-${attrs.version}")
            );
          };
          finalPackage = finish {
            inherit attrs overrideAttrs;
            drv = toDerivation (removeAttrs named aside);
          };
        in
        finalPackage;
    in
    make (if isFunction attrsOrFunction then attrsOrFunction else _: attrsOrFunction);
}
