# Packages made by the program's own builders: no process is started. docs/internals/treaties.md says what each takes.
{ lib, pkgs }:
let
  builtinDerivation =
    builder: attrs:
    derivation (
      attrs
      // {
        inherit builder;
        system = "builtin";
        __structuredAttrs = true;
      }
    );
in
{
  # builtin:tree: { name; entries; check?; meta?; passthru?; }
  makeTree = pkgs.makeWith (
    attrs:
    builtinDerivation "builtin:tree" (
      builtins.intersectAttrs {
        name = null;
        entries = null;
        check = null;
      } attrs
    )
  );

  # builtin:buildenv: { name; paths; pathsToLink; ignoreCollisions; extraPrefix; entries; }
  makeEnvironment = pkgs.makeWith (
    attrs:
    builtinDerivation "builtin:buildenv" (
      builtins.intersectAttrs {
        name = null;
        paths = null;
        pathsToLink = null;
        ignoreCollisions = null;
        extraPrefix = null;
        entries = null;
      } attrs
    )
  );

  # builtin:fetchurl: { name; urls; executable; unpack; outputHash; outputHashAlgo; outputHashMode; }
  makeFetched = pkgs.makeWith (
    attrs:
    builtinDerivation "builtin:fetchurl" (
      builtins.intersectAttrs {
        name = null;
        urls = null;
        executable = null;
        unpack = null;
        outputHash = null;
        outputHashAlgo = null;
        outputHashMode = null;
      } attrs
    )
  );
}
