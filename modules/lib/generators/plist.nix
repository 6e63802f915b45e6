# Apple property lists.
{ lib }:
let
  inherit (builtins)
    concatStringsSep
    isAttrs
    isFloat
    isInt
    isList
    isPath
    isString
    toString
    ;
  inherit (lib.attrsets) filterAttrs mapAttrsToList;
in
{
  toPlist =
    {
      escape ? false,
    }:
    value:
    let
      text = if escape then lib.strings.escapeXML else lib.id;
      element = tag: content: "<${tag}>${content}</${tag}>";
      block =
        tag: indent: lines:
        "${indent}<${tag}>\n${concatStringsSep "\n" lines}\n${indent}</${tag}>";
      show =
        indent: v:
        let
          inner = indent + "\t";
        in
        if v == null then
          ""
        else if v == true then
          "${indent}<true/>"
        else if v == false then
          "${indent}<false/>"
        else if isInt v then
          indent + element "integer" (toString v)
        else if isFloat v then
          indent + element "real" (toString v)
        else if isString v || isPath v then
          indent + element "string" (text (toString v))
        else if isList v then
          block "array" indent (map (show inner) v)
        else if isAttrs v then
          block "dict" indent (
            mapAttrsToList (name: x: "${inner}${element "key" (text name)}\n${show inner x}") (
              # There is no null in a property list.
              filterAttrs (_: x: x != null) v
            )
          )
        else
          abort "generators.toPlist: should never happen (v = ${v})";
    in
    ''
      <?xml version="1.0" encoding="UTF-8"?>
      <!DOCTYPE plist PUBLIC "-//Apple Computer//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
      <plist version="1.0">
      ${show "" value}
      </plist>'';
}
