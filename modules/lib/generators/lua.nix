# Lua tables.
{ lib }:
let
  inherit (builtins)
    concatStringsSep
    isAttrs
    isBool
    isFloat
    isInt
    isList
    isPath
    isString
    match
    toJSON
    ;
  inherit (lib.attrsets) isDerivation mapAttrsToList;
in
rec {
  # An expression to be written as it is.
  mkLuaInline = expr: {
    _type = "lua-inline";
    inherit expr;
  };

  # asBindings: the names of the outermost set become global variables.
  toLua =
    {
      multiline ? true,
      indent ? "",
      asBindings ? false,
    }@args:
    v:
    let
      deeper = "${indent}  ";
      open = if multiline then "\n${deeper}" else " ";
      close = if multiline then "\n${indent}" else " ";
      inner = toLua (
        args
        // {
          indent = deeper;
          asBindings = false;
        }
      );
      table = items: "{${open}${concatStringsSep ",${open}" items}${close}}";
      isInline = v._type or null == "lua-inline";
      badNames = builtins.filter (name: match "[[:alpha:]_][[:alnum:]_]*(\\.[[:alpha:]_][[:alnum:]_]*)*" name == null) (
        builtins.attrNames v
      );
    in
    if asBindings then
      if badNames != [ ] then
        throw "generators.toLua: attribute names must be valid Lua identifiers when asBindings is set: ${concatStringsSep ", " badNames}"
      else
        lib.strings.concatMapStrings (line: line + "\n") (
          mapAttrsToList (name: value: "${indent}${name} = ${toLua (args // { asBindings = false; }) value}") v
        )
    else if v == null then
      "nil"
    else if isInt v || isFloat v || isString v || isBool v then
      toJSON v
    else if isPath v || isDerivation v then
      toJSON "${v}"
    else if isList v then
      if v == [ ] then "{}" else table (map inner v)
    else if isAttrs v then
      if isInline then
        "(${v.expr})"
      else if v == { } then
        "{}"
      else
        table (mapAttrsToList (name: value: "[${toJSON name}] = ${inner value}") v)
    else
      abort "generators.toLua: type ${builtins.typeOf v} is unsupported";
}
