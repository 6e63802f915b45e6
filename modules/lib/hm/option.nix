# Short forms of `mkOption` for the option shapes that most modules are made of.
#
# Every function takes the description last, so that a module's list of options reads as a table.
{ lib }:
let
  inherit (lib) mkOption types;
  value = type: default: description: mkOption { inherit type default description; };
in
rec {
  inherit value;
  required = type: description: mkOption { inherit type description; };
  internal =
    type: default: description:
    mkOption {
      inherit type default description;
      internal = true;
    };
  bool = value types.bool;
  flag = bool false;
  str = value types.str;
  int = value types.int;
  lines = value types.lines "";
  nullable = type: value (types.nullOr type) null;
  list = type: value (types.listOf type) [ ];
  strings = list types.str;
  packages = list types.package;
  set = type: value (types.attrsOf type) { };
  enum = choices: value (types.enum choices);
  record = options: description: value (types.submodule { inherit options; }) { } description;

  # Values of shell variables; `null` leaves a variable alone.
  variables = value (types.lazyAttrsOf (
    types.nullOr (
      # The names of types are shadowed here by the functions above.
      types.oneOf [
        types.str
        types.path
        types.int
        types.float
        types.bool
      ]
    )
  )) { };
}
