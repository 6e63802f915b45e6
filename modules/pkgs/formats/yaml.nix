# YAML as remarshal writes it (through ruamel.yaml): blocks, two spaces, lists not indented below their key, plain
# scalars where they cannot be misread, lines folded after 80 columns.
#
# Columns are counted in bytes: a long line of other letters than ASCII's may be folded earlier than there.
{ lib }:
version:
let
  inherit (builtins)
    attrNames
    concatMap
    concatStringsSep
    elem
    elemAt
    filter
    isAttrs
    isBool
    isFloat
    isInt
    isList
    isString
    length
    match
    replaceStrings
    split
    stringLength
    substring
    typeOf
    ;
  inherit (import ./scalars.nix { inherit lib; }) floatText plainValue;

  width = 80;
  isYaml11 = version == "1.1";

  # --- Which strings would be read as something else ----------------------------------------------------------------

  words =
    if isYaml11 then
      [ "y" "Y" "n" "N" "yes" "Yes" "YES" "no" "No" "NO" "on" "On" "ON" "off" "Off" "OFF" ]
    else
      [ ];
  reserved =
    words
    ++ [ "true" "True" "TRUE" "false" "False" "FALSE" "~" "null" "Null" "NULL" "" "=" "<<" ];
  sign = "[-+]?";
  numbers =
    [
      "${sign}0b[01_]+"
      "${sign}(0|[1-9][0-9_]*)"
      "${sign}0x[0-9a-fA-F_]+"
      "${sign}[0-9][0-9_]*\\.[0-9_]*([eE]${sign}[0-9]+)?"
      "${sign}[0-9][0-9_]*[eE]${sign}[0-9]+"
      "${sign}\\.[0-9_]+([eE]${sign}[0-9]+)?"
      "${sign}\\.(inf|Inf|INF)"
      "\\.(nan|NaN|NAN)"
    ]
    ++ (
      if isYaml11 then
        [
          "${sign}0?[0-7_]+"
          "${sign}[1-9][0-9_]*(:[0-5]?[0-9])+"
          "${sign}[0-9][0-9_]*(:[0-5]?[0-9])+\\.[0-9_]*"
        ]
      else
        [
          "${sign}0o?[0-7_]+"
          "${sign}[0-9]+"
        ]
    );
  date = "[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(\\.[0-9]*)?([ \t]*(Z|[-+][0-9]{1,2}(:?[0-9]{2})?))?";
  numeric = concatStringsSep "|" (numbers ++ [ date ]);
  isOther =
    s: elem s reserved || (match "[-+.0-9].*" s != null && match numeric s != null);

  # --- Which strings cannot stand without quotes ---------------------------------------------------------------------

  specials = map (c: builtins.fromJSON ''"\u00${c}"'') codes;
  codes = [
    "01" "02" "03" "04" "05" "06" "07" "08" "09" "0b" "0c" "0d" "0e" "0f" "10" "11" "12" "13" "14" "15" "16" "17"
    "18" "19" "1a" "1b" "1c" "1d" "1e" "1f" "7f"
  ];
  short = {
    "07" = "\\a";
    "08" = "\\b";
    "09" = "\\t";
    "0b" = "\\v";
    "0c" = "\\f";
    "0d" = "\\r";
    "1b" = "\\e";
  };
  has = part: s: replaceStrings [ part ] [ "" ] s != s;
  hasSpecial = s: replaceStrings specials (map (_: "") specials) s != s;
  # An apostrophe would have to be doubled.
  isDouble = s: has "\n" s || hasSpecial s || (has "'" s && !isPlain s);
  startsAsIndicator = s: match "([]#,[{}&*!|>'\"%@`]|---|\\.\\.\\.).*|[-?:]( .*)?" s != null;
  hasIndicator = s: match ".*(: | #).*|.*:" s != null;
  isPlain =
    s:
    s != ""
    && !startsAsIndicator s
    && !hasIndicator s
    && substring 0 1 s != " "
    && substring (stringLength s - 1) 1 s != " "
    && !isOther s;

  # --- Writing scalars -------------------------------------------------------------------------------------------------

  # Words and runs of blanks, in turn: [ "word" " " "word" … ].
  pieces = s: map (p: if isList p then elemAt p 0 else p) (split "( +)" s);

  # Text in which a single blank gives way to a line break once the line is wider than it should be.
  fold =
    {
      column,
      indent,
      atEnds,
    }:
    s:
    let
      list = pieces s;
      count = length list;
      step =
        acc: i:
        let
          piece = elemAt list i;
          isBlank = i - i / 2 * 2 == 1;
          inside = atEnds || (acc.seen && i < count - 1 && !(i == count - 2 && elemAt list (count - 1) == ""));
          breaks = isBlank && piece == " " && acc.column > width && inside;
        in
        if breaks then
          {
            text = acc.text + "\n" + indent;
            column = stringLength indent;
            seen = true;
          }
        else
          {
            text = acc.text + piece;
            column = acc.column + stringLength piece;
            seen = acc.seen || piece != "";
          };
    in
    if column + stringLength s <= width then
      s
    else
      (builtins.foldl' step {
        text = "";
        inherit column;
        seen = false;
      } (builtins.genList (i: i) count)).text;

  escapeDouble = replaceStrings ([ "\\" "\"" "\n" ] ++ specials) (
    [ "\\\\" "\\\"" "\\n" ] ++ map (c: short.${c} or "\\x${lib.toUpper c}") codes
  );
  # Between double quotes a line is broken before a blank or after an escape, with a backslash on either side.
  foldDouble =
    { column, indent }:
    s:
    let
      # Blanks and what is escaped one by one, the text between them whole.
      tokens = filter (t: t != "") (
        map (t: if isList t then elemAt t 0 else t) (split "([\"\\ ]|[[:cntrl:]])" s)
      );
      count = length tokens;
      size = stringLength indent;
      step =
        acc: i:
        let
          token = elemAt tokens i;
          isLast = i == count - 1;
          written = escapeDouble token;
          isEscape = written != token;
          next = elemAt tokens (i + 1);
          nextIsBlank = !isLast && next == " ";
          # The reference looks once more before the next character, unless that is escaped or the last.
          nextIsPlain = !isLast && escapeDouble next == next && !(i + 1 == count - 1 && stringLength next == 1);
          column = acc.column + stringLength written;
        in
        if token == " " && acc.column > width && i > 0 && !isLast then
          {
            text = "${acc.text}\\\n${indent}\\ ";
            column = size + 2;
          }
        else if isEscape && !isLast && ((i > 0 && column - 1 > width) || (column > width && nextIsPlain)) then
          {
            text = "${acc.text}${written}\\\n${indent}${if nextIsBlank then "\\" else ""}";
            column = size + (if nextIsBlank then 1 else 0);
          }
        else
          {
            text = acc.text + written;
            inherit column;
          };
    in
    if column + stringLength (escapeDouble s) <= width then
      escapeDouble s
    else
      (builtins.foldl' step {
        text = "";
        inherit column;
      } (builtins.genList (i: i) count)).text;

  # isKey: keys are never folded.
  string =
    {
      isKey ? false,
      column ? 0,
      indent ? "",
    }:
    s:
    let
      folded =
        atEnds: extra:
        if isKey then
          lib.id
        else
          fold {
            column = column + extra;
            inherit indent atEnds;
          };
    in
    if isDouble s then
      "\"${
        if isKey then
          escapeDouble s
        else
          foldDouble {
            column = column + 1;
            inherit indent;
          } s
      }\""
    else if isPlain s then
      folded true 0 s
    else
      "'${folded false 1 s}'";

  float =
    v:
    let
      text = floatText v;
      parts = match "(-?[0-9]+)(e.*)" text;
    in
    if parts == null then text else "${elemAt parts 0}.0${elemAt parts 1}";

  scalar =
    place: v:
    if isString v then
      string place v
    else if isBool v then
      lib.boolToString v
    else if isInt v then
      toString v
    else if isFloat v then
      float v
    else if v == null then
      "null"
    else
      throw "a value of type ${typeOf v} cannot be written to a YAML file";

  # --- Writing collections: lists of lines without their indentation ---------------------------------------------------

  # Keys that must be marked as such: of several lines, or very long.
  isComplex = key: has "\n" key || stringLength key >= 123;

  isBlock = v: (isAttrs v || isList v) && v != { } && v != [ ];

  # Lines of a value that is a block.
  block =
    column: v:
    if isAttrs v then
      concatMap (
        name:
        let
          x = plainValue v.${name};
          k = string { isKey = true; } name;
          lines = block (column + 2) x;
        in
        if isComplex name then
          [
            "? ${leaf (column + 2) column name}"
            ": ${if isBlock x then builtins.head lines else leaf (column + 2) column x}"
          ]
          ++ (if isBlock x then indented (builtins.tail lines) else [ ])
        else if isBlock x then
          [ "${k}:" ] ++ (if isList x then block column x else indented (block (column + 2) x))
        else
          [ "${k}: ${leaf (column + stringLength k + 2) column x}" ]
      ) (attrNames v)
    else
      concatMap (
        item:
        let
          x = plainValue item;
          lines = block (column + 2) x;
        in
        if isBlock x then
          [ "- ${builtins.head lines}" ] ++ indented (builtins.tail lines)
        else
          [ "- ${leaf (column + 2) column x}" ]
      ) v;

  leaf =
    column: parent: x:
    if x == { } then
      "{}"
    else if x == [ ] then
      "[]"
    else
      scalar {
        inherit column;
        indent = spaces (parent + 2);
      } x;

  spaces = n: concatStringsSep "" (builtins.genList (_: " ") n);
  indented = map (line: "  ${line}");
in
value:
let
  v = plainValue value;
  header = "%YAML ${version}\n---";
in
if isBlock v then
  "${header}\n${concatStringsSep "\n" (block 0 v)}\n"
else if v == { } || v == [ ] then
  "${header}\n${leaf 0 0 v}\n"
else
  "${header} ${scalar { isKey = true; } v}\n...\n"
