# Nushell's own notation (NUON), and text that goes into it as it is.
{ lib }:
let
  isNushellInline = lib.isType "nushell-inline";

  # Characters that end a variable's name in Nushell's parser.
  isVariableName = name: builtins.match "[$]?[^].[({+*^/=!<>&|-]+" name != null;

  toNushell =
    {
      indent ? "",
      multiline ? true,
      asBindings ? false,
    }@args:
    value:
    let
      inner = "${indent}    ";
      between = if multiline then "\n${inner}" else " ";
      end = if multiline then "\n${indent}" else " ";
      nested = toNushell (args // { indent = inner; asBindings = false; });
      enclosed =
        open: close: items:
        if items == [ ] then open + close else open + between + lib.concatStringsSep between items + end + close;
    in
    if asBindings then
      bindings args value
    else if value == null then
      "null"
    else if builtins.isList value then
      enclosed "[" "]" (map nested value)
    else if isNushellInline value then
      "(${value.expr})"
    else if lib.isDerivation value then
      toString value
    else if builtins.isAttrs value then
      enclosed "{" "}" (lib.mapAttrsToList (name: item: "${builtins.toJSON name}: ${nested item}") value)
    else if builtins.isString value || builtins.isBool value || builtins.isInt value || builtins.isFloat value then
      builtins.toJSON value
    else
      throw "nushell.toNushell: type ${builtins.typeOf value} is unsupported";

  bindings =
    args: variables:
    let
      bad = builtins.filter (name: !isVariableName name) (builtins.attrNames variables);
      one = name: value: "${args.indent or ""}let ${name} = ${toNushell (args // { asBindings = false; }) value}\n";
    in
    assert lib.assertMsg (bad == [ ]) "Bad Nushell variable names: ${lib.generators.toPretty { } bad}";
    lib.concatStrings (lib.mapAttrsToList one variables);
in
{
  inherit isNushellInline toNushell;
  mkNushellInline = expr: lib.setType "nushell-inline" { inherit expr; };
}
