# Alacritty's configuration is full of control characters, which the language cannot all write.
# People write `\u001b`, or `^[` after a backslash. TOML's writer would double the backslash, so a
# mark travels through it in the backslash's place.
{
  lib,
  pkgs,
  toml,
}:
let
  mark = "__hm_unicode_escape_";
  marked =
    value:
    if builtins.isString value then
      lib.concatMapStrings (piece: if builtins.isList piece then mark + builtins.head piece else piece) (
        builtins.split "\\\\u([0-9a-fA-F]{4})" (lib.replaceStrings [ "\\^[" ] [ "\\u001b" ] value)
      )
    else if builtins.isList value then
      map marked value
    else if builtins.isAttrs value then
      lib.mapAttrs (_: marked) value
    else
      value;
in
name: settings:
let
  settingsWithMarks = marked settings;
  file = toml.generate name settingsWithMarks;
  text = lib.hm.textOf file;
in
if !lib.hasInfix mark (builtins.toJSON settingsWithMarks) then
  file
else if text != null then
  pkgs.writeText name (lib.replaceStrings [ mark ] [ "\\u" ] text)
else
  pkgs.runCommand name { } "sed 's/${mark}/\\\\u/g' ${file} > $out"
