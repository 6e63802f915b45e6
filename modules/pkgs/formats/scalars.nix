# What all serialisers do with the leaves of a value.
{ lib }:
let
  inherit (builtins)
    isAttrs
    isPath
    match
    toJSON
    ;
in
rec {
  # A package or path stands for its place in the store, as it does in builtins.toJSON.
  plainValue =
    v:
    if isAttrs v && (v ? __toString || v ? outPath) then
      "${v}"
    else if isPath v then
      "${v}"
    else if builtins.isFunction v then
      throw "a function cannot be written to a configuration file"
    else
      v;

  # A number with a point in it stays one, whatever its value.
  floatText =
    v:
    let
      text = toJSON v;
    in
    if match "-?[0-9]+" text != null then "${text}.0" else text;
}
