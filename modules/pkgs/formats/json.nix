# JSON as jq writes it: two spaces, one member a line, names in byte order.
{ lib }:
let
  inherit (builtins)
    attrNames
    concatStringsSep
    isAttrs
    isList
    toJSON
    ;
  inherit (import ./scalars.nix { inherit lib; }) floatText plainValue;

  # jq writes the delete character as an escape, which the language does not.
  delete = builtins.fromJSON ''"\u007f"'';
  string = s: builtins.replaceStrings [ delete ] [ "\\u007f" ] (toJSON s);

  show =
    indent: v':
    let
      v = plainValue v';
      inner = indent + "  ";
      block =
        open: items: close:
        "${open}\n${inner}${concatStringsSep ",\n${inner}" items}\n${indent}${close}";
    in
    if isAttrs v then
      if v == { } then
        "{}"
      else
        block "{" (map (name: "${string name}: ${show inner v.${name}}") (attrNames v)) "}"
    else if isList v then
      if v == [ ] then "[]" else block "[" (map (show inner) v) "]"
    else if builtins.isString v then
      string v
    else if builtins.isFloat v then
      floatText v
    else
      toJSON v;
in
v: show "" v + "\n"
