# TOML as Rust's `toml` crate writes it: plain keys before tables, a blank line before each table's header, headers of
# tables without plain keys left out, lists of tables as [[…]].
{ lib }:
let
  inherit (builtins)
    all
    attrNames
    concatMap
    concatStringsSep
    filter
    isAttrs
    isBool
    isFloat
    isInt
    isList
    isString
    match
    replaceStrings
    typeOf
    ;
  inherit (import ./scalars.nix { inherit lib; }) floatText plainValue;

  # Every value whose leaves are packages or paths, with strings in their place.
  plainTree =
    v':
    let
      v = plainValue v';
    in
    if isAttrs v then
      builtins.mapAttrs (_: plainTree) v
    else if isList v then
      map plainTree v
    else
      v;

  control = map (c: builtins.fromJSON ''"\u00${c}"'') controlCodes;
  controlCodes = [
    "01" "02" "03" "04" "05" "06" "07" "08" "0b" "0c" "0d" "0e" "0f" "10" "11" "12" "13" "14" "15" "16" "17" "18"
    "19" "1a" "1b" "1c" "1d" "1e" "1f" "7f"
  ];
  controlEscapes = map (
    c:
    if c == "08" then
      "\\b"
    else if c == "0c" then
      "\\f"
    else if c == "0d" then
      "\\r"
    else
      "\\u00${lib.toUpper c}"
  ) controlCodes;
  has = part: s: replaceStrings [ part ] [ "" ] s != s;
  hasControl = s: replaceStrings control (map (_: "") control) s != s;

  escapeBasic = replaceStrings ([ "\\" "\"" "\n" "\t" ] ++ control) (
    [ "\\\\" "\\\"" "\\n" "\\t" ] ++ controlEscapes
  );
  # Between triple quotes, a third quote in a row must not stand.
  escapeMultiline = replaceStrings ([ "\\" "\"\"\"" "\t" ] ++ control) (
    [ "\\\\" "\"\"\\\"" "\\t" ] ++ controlEscapes
  );
  basic = s: "\"${escapeBasic s}\"";
  literal = s: "'${s}'";

  # The first spelling that needs no escapes; if all do, escapes.
  string =
    s:
    let
      newline = has "\n" s;
      single = has "'" s;
      double = has "\"" s;
      slash = has "\\" s;
      codes = hasControl s;
    in
    if !codes && !slash && !double && !newline then
      basic s
    else if !codes && !single && !newline then
      literal s
    else if !codes && !slash && !has "\"\"\"" s then
      "\"\"\"${multiline s}${s}\"\"\""
    else if !codes && !has "'''" s then
      "'''${multiline s}${s}'''"
    else if newline then
      "\"\"\"\n${escapeMultiline s}\"\"\""
    else
      basic s;
  # A newline right after the quotes does not count.
  multiline = s: if has "\n" s then "\n" else "";

  key =
    k:
    if match "[A-Za-z0-9_-]+" k != null then
      k
    else if (has "\"" k || has "\\" k) && !has "'" k && !hasControl k && !has "\n" k then
      literal k
    else
      basic k;

  isTable = v: isAttrs v;
  isTables = v: isList v && v != [ ] && all isTable v;

  inline =
    v:
    if isString v then
      string v
    else if isBool v then
      lib.boolToString v
    else if isInt v then
      toString v
    else if isFloat v then
      floatText v
    else if isList v then
      "[${concatStringsSep ", " (map inline v)}]"
    else if isAttrs v then
      if v == { } then
        "{}"
      else
        "{ ${concatStringsSep ", " (map (k: "${key k} = ${inline v.${k}}") (attrNames v))} }"
    else
      throw "a value of type ${typeOf v} cannot be written to a TOML file";

  # The blocks of a table: each its lines, to be separated by blank lines.
  table =
    header: path: v:
    let
      names = attrNames v;
      isBelow = k: isTable v.${k} || isTables v.${k};
      own = map (k: "${key k} = ${inline v.${k}}") (filter (k: !isBelow k) names);
      below = concatMap (
        k:
        let
          here = path ++ [ (key k) ];
          name = concatStringsSep "." here;
        in
        if isTable v.${k} then
          table "[${name}]" here v.${k}
        else
          concatMap (table "[[${name}]]" here) v.${k}
      ) (filter isBelow names);
      needsHeader = header != null && (own != [ ] || below == [ ] || lib.hasPrefix "[[" header);
      block = (if needsHeader then [ header ] else [ ]) ++ own;
    in
    (if block == [ ] then [ ] else [ (concatStringsSep "\n" block + "\n") ]) ++ below;
in
v:
let
  tree = plainTree v;
in
if isAttrs tree then
  concatStringsSep "\n" (table null [ ] tree)
else
  throw "a TOML file holds a set of values, not a ${typeOf tree}"
