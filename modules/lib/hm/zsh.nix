# Text for zsh: values, definitions, exports.
{ lib }:
let
  shell = import ./shell.nix { inherit lib; };
in
rec {
  # Characters with a meaning inside double quotes, the dollar excepted: values may name variables.
  escapeDoubleQuoted = lib.escape [
    "\\"
    "\""
    "`"
  ];

  toZshValue =
    value:
    if builtins.isBool value then
      lib.boolToString value
    else if builtins.isList value then
      "(${shell.formatShellArrayContent (map toString value)})"
    else if builtins.isString value then
      ''"${escapeDoubleQuoted value}"''
    else
      ''"${toString value}"'';

  define = name: value: "${name}=${toZshValue value}";
  defineAll = variables: lib.concatStringsSep "\n" (lib.mapAttrsToList define variables);
  export = name: value: "export ${define name value}";
  exportAll =
    variables:
    {
      indent ? "",
    }:
    lib.concatStringsSep "\n${indent}" (
      lib.mapAttrsToList export (lib.filterAttrs (_: value: value != null) variables)
    );
}
