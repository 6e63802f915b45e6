# XML from values: "@name" is an attribute of the element, "#text" its text, and a list stands for several elements of
# one name.
{ lib }:
withHeader:
let
  inherit (builtins)
    attrNames
    concatStringsSep
    filter
    isAttrs
    isBool
    isList
    ;
  inherit (import ./scalars.nix { inherit lib; }) floatText plainValue;

  text =
    v:
    if v == null then
      ""
    else if isBool v then
      lib.boolToString v
    else if builtins.isFloat v then
      floatText v
    else
      builtins.replaceStrings [ "&" "<" ">" ] [ "&amp;" "&lt;" "&gt;" ] (toString v);
  quoted = v: "\"${builtins.replaceStrings [ "\"" ] [ "&quot;" ] (text v)}\"";

  isAttribute = lib.hasPrefix "@";
  element =
    indent: name: value:
    let
      v = plainValue value;
      attributes = concatStringsSep "" (
        map (a: " ${lib.removePrefix "@" a}=${quoted v.${a}}") (filter isAttribute (attrNames v))
      );
      content = v."#text" or null;
      below = filter (n: !isAttribute n && n != "#text") (attrNames v);
    in
    if isList v then
      lib.concatMapStrings (element indent name) v
    else if !isAttrs v then
      "${indent}<${name}>${text v}</${name}>\n"
    else if below == [ ] then
      "${indent}<${name}${attributes}>${text content}</${name}>\n"
    else
      "${indent}<${name}${attributes}>\n${
        lib.concatMapStrings (n: element (indent + "  ") n v.${n}) below
      }${indent}</${name}>\n";
in
value:
(if withHeader then "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" else "")
+ lib.concatStrings (lib.mapAttrsToList (element "") value)
