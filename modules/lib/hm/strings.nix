{ lib }:
let
  matches = pattern: string: builtins.match pattern string != null;

  # Splits before each capital letter and joins the lowered pieces with `separator`.
  toCaseWithSeparator =
    separator: string:
    lib.removePrefix separator (
      lib.concatMapStrings (
        piece: if builtins.isList piece then separator + lib.toLower (builtins.head piece) else piece
      ) (builtins.split "([A-Z])" string)
    );
in
{
  inherit toCaseWithSeparator;
  toSnakeCase = toCaseWithSeparator "_";
  toKebabCase = toCaseWithSeparator "-";

  isCamelCase = matches "[a-z]+([A-Z][a-z0-9]*)+";
  isPascalCase = matches "[A-Z][a-z0-9]*([A-Z][a-z0-9]*)*";
  isSnakeCase = matches "[a-z0-9]+(_[a-z0-9]+)*";
  isKebabCase = matches "[a-z0-9]+(-[a-z0-9]+)*";
  isScreamingSnakeCase = matches "[A-Z0-9]+(_[A-Z0-9]+)*";

  # A name that the store accepts, made from a path: `hm_` and the characters that are safe.
  # A dash is dropped, because a dash before a digit would read as the start of a version.
  #
  # >>> storeFileName ".config/my-app/a b" "hm_.configmyappab"
  storeFileName =
    path:
    "hm_"
    + lib.concatStrings (builtins.filter builtins.isString (builtins.split "[^a-zA-Z0-9+._?=]+" path));

  # True for a path, a string that names something in the store, and a derivation.
  isPathLike =
    value:
    builtins.isPath value
    || lib.isDerivation value
    || (builtins.isString value && lib.hasPrefix "${builtins.storeDir}/" value);
}
