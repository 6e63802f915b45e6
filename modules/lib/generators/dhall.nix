# Dhall expressions.
{ lib }:
let
  inherit (builtins)
    concatStringsSep
    isAttrs
    isBool
    isInt
    isList
    toJSON
    ;
in
{
  toDhall =
    _:
    let
      show =
        v:
        if isAttrs v then
          "{ ${concatStringsSep ", " (lib.attrsets.mapAttrsToList (k: x: "${k} = ${show x}") v)} }"
        else if isList v then
          "[ ${concatStringsSep ", " (map show v)} ]"
        else if isInt v then
          "${if v < 0 then "" else "+"}${toString v}"
        else if isBool v then
          if v then "True" else "False"
        else if lib.trivial.isFunction v then
          abort "generators.toDhall: cannot convert a function to Dhall"
        else if v == null then
          abort "generators.toDhall: cannot convert a null to Dhall"
        else
          toJSON v;
    in
    show;
}
