# Every table of cases in this folder, as a text of what went wrong. Empty: all is well.
#
#   lists.nix, strings.nix, …   { name = { expr; expected; }; }: values
#   fail/                       expressions that must fail; run-lib.sh reads what they say
#   pkgs.nix                    that the builders of modules/pkgs make derivations
let
  lib = import ../../../modules/lib;
  tables = [
    "attrsets"
    "generators"
    "lists"
    "misc"
    "modules"
    "strings"
    "types"
    "formats"
    "pkgs"
  ];
  failures =
    table:
    let
      cases = import (./. + "/${table}.nix") { inherit lib; };
      failure =
        name:
        let
          case = cases.${name};
        in
        if case.expr == case.expected then
          [ ]
        else
          [ "${table}/${name}: expected ${show case.expected}, got ${show case.expr}" ];
    in
    builtins.concatMap failure (builtins.attrNames cases);
  show = lib.generators.toPretty { };
in
builtins.concatStringsSep "\n" (builtins.concatMap failures tables)
