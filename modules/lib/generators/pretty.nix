# Values as people write them in the language.
{ lib }:
let
  inherit (builtins)
    addErrorContext
    concatStringsSep
    elem
    isAttrs
    isFloat
    isInt
    isList
    isPath
    isString
    length
    mapAttrs
    replaceStrings
    toJSON
    ;
  inherit (lib.strings) escapeNixIdentifier splitString;
in
rec {
  # The same value, cut off below a depth: for values that may be infinite.
  withRecursion =
    {
      depthLimit,
      throwOnDepthLimit ? true,
    }:
    assert isInt depthLimit;
    let
      # What other functions look at must stay as it is.
      special = [
        "__functor"
        "__functionArgs"
        "__toString"
        "__pretty"
      ];
      cut =
        if throwOnDepthLimit then
          throw "Exceeded maximum eval-depth limit of ${toString depthLimit} while trying to evaluate with `generators.withRecursion'!"
        else
          "<unevaluated>";
      go =
        depth: v:
        let
          next = x: if depth + 1 > depthLimit then cut else go (depth + 1) x;
        in
        if isAttrs v then
          mapAttrs (name: if elem name special then lib.id else next) v
        else if isList v then
          map next v
        else if depth + 1 > depthLimit then
          cut
        else
          v;
    in
    go 0;

  # allowPrettyValues: a set { __pretty; val; } is shown as `__pretty val`.
  toPretty =
    {
      allowPrettyValues ? false,
      multiline ? true,
      indent ? "",
    }:
    let
      show =
        indent: v:
        let
          open = if multiline then "\n${indent}  " else " ";
          close = if multiline then "\n${indent}" else " ";
          inner = show (if multiline then indent + "  " else indent);
        in
        if isInt v then
          toString v
        else if isFloat v then
          toJSON v
        else if isString v then
          showString open close v
        else if v == true then
          "true"
        else if v == false then
          "false"
        else if v == null then
          "null"
        else if isPath v then
          toString v
        else if isList v then
          if v == [ ] then "[ ]" else "[${open}${concatStringsSep open (map inner v)}${close}]"
        else if lib.trivial.isFunction v then
          showFunction v
        else if isAttrs v then
          if allowPrettyValues && v ? __pretty && v ? val then
            v.__pretty v.val
          else if v == { } then
            "{ }"
          else if v.type or null == "derivation" then
            "<derivation ${v.name or "???"}>"
          else
            "{${open}${
              concatStringsSep open (
                lib.attrsets.mapAttrsToList (
                  name: value:
                  "${escapeNixIdentifier name} = ${
                    addErrorContext "while evaluating an attribute `${name}`" (inner value)
                  };"
                ) v
              )
            }${close}}"
        else
          abort "generators.toPretty: should never happen (v = ${v})";

      showString =
        open: close: s:
        let
          lines = splitString "\n" s;
          quoted = replaceStrings [ "\\" "\"" "\${" ] [ "\\\\" "\\\"" "\\\${" ];
          indented = map (replaceStrings [ "\${" "''" ] [ "''\${" "'''" ]) lines;
          final = lib.lists.last indented;
        in
        if multiline && length lines > 1 then
          "''"
          + open
          + concatStringsSep open (lib.lists.init indented)
          + (if final == "" then close else open + final)
          + "''"
        else
          "\"${concatStringsSep "\\n" (map quoted lines)}\"";

      showFunction =
        f:
        let
          args = lib.attrsets.mapAttrsToList (name: optional: if optional then name + "?" else name) (
            lib.trivial.functionArgs f
          );
        in
        if args == [ ] then "<function>" else "<function, args: {${concatStringsSep ", " args}}>";
    in
    show indent;
}
