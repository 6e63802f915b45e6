# Strings. What turns other values into a program's text is in generators; this file knows characters, not formats.
{ lib }:
let
  inherit (builtins)
    attrNames
    concatStringsSep
    elem
    elemAt
    filter
    foldl'
    genList
    head
    isAttrs
    isInt
    isList
    isPath
    isString
    length
    listToAttrs
    match
    replaceStrings
    split
    storeDir
    stringLength
    substring
    tail
    toString
    typeOf
    ;
  inherit (lib.trivial) min;

  characters = import ./characters.nix;
  inherit (characters) lower upper bytes;
  bytesOf = listToAttrs (genList (i: { name = elemAt bytes i; value = i + 1; }) (length bytes));

  # A predicate on strings that gets a path asks for the store's copy of it: almost always a mistake.
  warnOnPath =
    function: arg:
    lib.warnIf (isPath arg) ''
      lib.strings.${function}: The first argument (${toString arg}) is a path value, but only strings are supported.
          There is almost certainly a bug in the calling code, since this function always returns `false` in such a case.
          This function also copies the path to the Nix store, which may not be what you want.
          This behavior is deprecated and will throw an error in the future.'';
in
rec {
  inherit (builtins)
    compareVersions
    concatStringsSep
    elem
    elemAt
    filter
    fromJSON
    genList
    head
    isAttrs
    isInt
    isList
    isPath
    isString
    match
    parseDrvName
    readFile
    replaceStrings
    split
    storeDir
    stringLength
    substring
    tail
    toJSON
    typeOf
    unsafeDiscardStringContext
    ;

  concatStrings = concatStringsSep "";
  concatMapStrings = f: xs: concatStringsSep "" (map f xs);
  concatImapStrings = f: xs: concatStringsSep "" (lib.lists.imap1 f xs);
  concatMapStringsSep =
    sep: f: xs:
    concatStringsSep sep (map f xs);
  concatImapStringsSep =
    sep: f: xs:
    concatStringsSep sep (lib.lists.imap1 f xs);
  concatMapAttrsStringSep =
    sep: f: set:
    concatStringsSep sep (lib.attrsets.mapAttrsToList f set);
  concatLines = concatMapStrings (line: line + "\n");
  join = concatStringsSep;
  intersperse =
    sep: xs:
    if length xs < 2 then
      xs
    else
      tail (
        builtins.concatMap (x: [
          sep
          x
        ]) xs
      );
  replicate = n: s: concatStrings (lib.lists.replicate n s);
  replaceString = from: to: replaceStrings [ from ] [ to ];

  optionalString = condition: s: if condition then s else "";

  # Paths --------------------------------------------------------------------------------------------------------------

  makeSearchPath =
    dir: packages:
    concatStringsSep ":" (map (path: "${path}/${dir}") (filter (x: x != null) packages));
  makeSearchPathOutput =
    output: dir: packages:
    makeSearchPath dir (map (lib.attrsets.getOutput output) packages);
  makeLibraryPath = packages: makeSearchPath "lib" (map lib.attrsets.getLib packages);
  makeIncludePath = packages: makeSearchPath "include" (map lib.attrsets.getInclude packages);
  makeBinPath = makeSearchPathOutput "bin" "bin";

  # Repeated slashes become one.
  normalizePath =
    s:
    let
      parts = filter isString (split "/+" s);
    in
    lib.warnIf (isPath s)
      ''
        lib.strings.normalizePath: The argument (${toString s}) is a path value, but only strings are supported.
            Path values are always normalised in Nix, so there's no need to call this function on them.
            This function also copies the path to the Nix store and returns the store path, the same as "''${path}" will, which may not be what you want.
            This behavior is deprecated and will throw an error in the future.''
      (concatStringsSep "/" parts);

  isStorePath =
    x:
    if isStringLike x then
      let
        text = toString x;
      in
      substring 0 1 text == "/" && (dirOf text == storeDir || match "/[0-9a-df-np-sv-z]{52}" text != null)
    else
      false;

  sanitizeDerivationName =
    let
      allowed = match "[[:alnum:]+_?=-][[:alnum:]+._?=-]*";
    in
    text:
    let
      plain = builtins.unsafeDiscardStringContext (toString text);
      # Leading dots go; each run of what a name cannot hold becomes one dash.
      undotted = head (match "\\.*(.*)" plain);
      parts = split "[^[:alnum:]+._?=-]+" undotted;
      name = concatMapStrings (p: if isList p then "-" else p) parts;
      # The end of a long name says more than its beginning.
      start = lib.trivial.max (stringLength name - 207) 0;
      short = substring start (-1) name;
    in
    if stringLength plain <= 207 && allowed plain != null then
      plain
    else if short == "" then
      "unknown"
    else
      short;

  nameFromURL =
    url: sep:
    let
      file = lib.lists.last (splitString "/" url);
      name = head (splitString sep file);
    in
    assert name != file;
    name;

  # Characters ---------------------------------------------------------------------------------------------------------

  stringToCharacters = s: genList (i: substring i 1 s) (stringLength s);
  stringAsChars = f: s: concatStrings (map f (stringToCharacters s));
  charToInt = c: bytesOf.${c};
  lowerChars = lower;
  upperChars = upper;
  toLower = replaceStrings upper lower;
  toUpper = replaceStrings lower upper;

  toSentenceCase =
    s:
    lib.throwIfNot (isString s)
      "toSentenceCase does only accepts string values, but got ${typeOf s}"
      (addContextFrom s (toUpper (substring 0 1 s) + toLower (substring 1 (-1) s)));

  # >>> toCamelCase "hello_world-foo"
  # "helloWorldFoo"
  toCamelCase =
    s:
    let
      separated = splitStringBy (
        before: here:
        elem here [
          "-"
          "_"
          " "
        ]
      ) false s;
      humps = builtins.concatMap (
        splitStringBy (before: here: match "[a-z]" before != null && match "[A-Z]" here != null) true
      ) separated;
      first = if humps == [ ] then "" else toLower (head humps);
      rest = if humps == [ ] then [ ] else tail humps;
    in
    lib.throwIfNot (isString s) "toCamelCase does only accepts string values, but got ${typeOf s}" (
      addContextFrom s (concatStrings ([ first ] ++ map toSentenceCase rest))
    );

  # Cut before each position where cut(previous character, character) holds; keep: does that character stay?
  splitStringBy =
    cut: keep: s:
    let
      count = stringLength s;
      at = i: substring i 1 s;
      marks = filter (i: cut (if i == 0 then "" else at (i - 1)) (at i)) (genList (i: i) count);
      starts = [ 0 ] ++ map (i: if keep then i else i + 1) marks;
      ends = marks ++ [ count ];
    in
    map (i: addContextFrom s (substring (elemAt starts i) (elemAt ends i - elemAt starts i) s)) (
      genList (i: i) (length ends)
    );

  trim = trimWith {
    start = true;
    end = true;
  };
  trimWith =
    {
      start ? false,
      end ? false,
    }:
    s:
    let
      white = " \t\r\n";
      middle = "(.*[^${white}])";
      regex =
        if start && end then
          "[${white}]*${middle}[${white}]*"
        else if start then
          "[${white}]*(.*)"
        else if end then
          "${middle}[${white}]*"
        else
          "(.*)";
      found = match regex s;
    in
    if found == null then "" else head found;

  addContextFrom = src: target: substring 0 0 src + target;

  # Parts --------------------------------------------------------------------------------------------------------------

  hasPrefix =
    prefix: s:
    warnOnPath "hasPrefix" prefix (substring 0 (stringLength prefix) s == prefix);
  hasSuffix =
    suffix: s:
    let
      have = stringLength s;
      want = stringLength suffix;
    in
    warnOnPath "hasSuffix" suffix (have >= want && substring (have - want) have s == suffix);
  hasInfix =
    infix: s:
    warnOnPath "hasInfix" infix (
      # Replacing is a search in C; a regular expression would overflow on long texts.
      infix == "" || replaceStrings [ infix ] [ "" ] "${s}" != "${s}"
    );

  removePrefix =
    prefix: s:
    let
      want = stringLength prefix;
    in
    lib.warnIf (isPath prefix)
      ''
        lib.strings.removePrefix: The first argument (${toString prefix}) is a path value, but only strings are supported.
            There is almost certainly a bug in the calling code, since this function never removes any prefix in such a case.
            This function also copies the path to the Nix store, which may not be what you want.
            This behavior is deprecated and will throw an error in the future.''
      (if substring 0 want s == prefix then substring want (-1) s else s);
  removeSuffix =
    suffix: s:
    let
      have = stringLength s;
      want = stringLength suffix;
    in
    lib.warnIf (isPath suffix)
      ''
        lib.strings.removeSuffix: The first argument (${toString suffix}) is a path value, but only strings are supported.
            There is almost certainly a bug in the calling code, since this function never removes any suffix in such a case.
            This function also copies the path to the Nix store, which may not be what you want.
            This behavior is deprecated and will throw an error in the future.''
      (if want <= have && substring (have - want) want s == suffix then substring 0 (have - want) s else s);

  # >>> splitString "." "foo.bar.baz"
  # [ "foo" "bar" "baz" ]
  splitString =
    sep: s:
    let
      parts = filter isString (split (escapeRegex (toString sep)) (toString s));
    in
    if s == "" then [ "" ] else map (addContextFrom s) parts;

  commonPrefixLength =
    a: b:
    let
      most = min (stringLength a) (stringLength b);
      go = i: if i >= most || substring i 1 a != substring i 1 b then i else go (i + 1);
    in
    go 0;
  commonSuffixLength =
    a: b:
    let
      la = stringLength a;
      lb = stringLength b;
      most = min la lb;
      go =
        i: if i >= most || substring (la - i - 1) 1 a != substring (lb - i - 1) 1 b then i else go (i + 1);
    in
    go 0;

  # The number of single-character edits between two strings.
  levenshtein =
    a: b:
    let
      la = stringLength a;
      cells = stringToCharacters b;
      first = genList (i: i) (stringLength b + 1);
      # One row of the table from the row above it.
      next =
        above: i:
        let
          c = substring i 1 a;
        in
        foldl' (
          row: j:
          let
            cost = if elemAt cells j == c then 0 else 1;
            best = min (min (elemAt above (j + 1) + 1) (elemAt row j + 1)) (elemAt above j + cost);
          in
          builtins.seq best (row ++ [ best ])
        ) [ (i + 1) ] (genList (j: j) (length cells));
    in
    lib.lists.last (foldl' next first (genList (i: i) la));
  levenshteinAtMost =
    k: a: b:
    lib.trivial.max (stringLength a - stringLength b) (stringLength b - stringLength a) <= k
    && levenshtein a b <= k;

  # Quoting ------------------------------------------------------------------------------------------------------------

  escape = chars: replaceStrings chars (map (c: "\\" + c) chars);

  escapeC =
    chars:
    let
      hex = c: "\\x" + fixedWidthString 2 "0" (toLower (lib.toHexString (charToInt c)));
    in
    replaceStrings chars (map hex chars);

  escapeURL =
    let
      unreserved = stringToCharacters "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";
      reserved = removeAttrs bytesOf unreserved;
      names = attrNames reserved;
    in
    replaceStrings names (map (c: "%" + fixedWidthString 2 "0" (lib.toHexString reserved.${c})) names);

  escapeShellArg =
    arg:
    let
      text = toString arg;
    in
    if match "[[:alnum:],._+:@%/-]+" text == null then
      "'${replaceString "'" "'\\''" text}'"
    else
      text;
  escapeShellArgs = concatMapStringsSep " " escapeShellArg;

  isValidPosixName = name: match "[a-zA-Z_][a-zA-Z0-9_]*" name != null;

  toShellVar =
    name: value:
    lib.throwIfNot (isValidPosixName name) "toShellVar: ${name} is not a valid shell variable name" (
      if isAttrs value && !isStringLike value then
        "declare -A ${name}=(${
          concatStringsSep " " (lib.mapAttrsToList (n: v: "[${escapeShellArg n}]=${escapeShellArg v}") value)
        })"
      else if isList value then
        "declare -a ${name}=(${escapeShellArgs value})"
      else
        "${name}=${escapeShellArg value}"
    );
  toShellVars = vars: concatStringsSep "\n" (lib.mapAttrsToList toShellVar vars);

  # A string as source text of the language.
  escapeNixString = s: escape [ "$" ] (builtins.toJSON s);
  escapeNixIdentifier =
    let
      keywords = [
        "assert"
        "else"
        "if"
        "in"
        "inherit"
        "let"
        "or"
        "rec"
        "then"
        "with"
      ];
    in
    s: if match "[a-zA-Z_][a-zA-Z0-9_'-]*" s != null && !elem s keywords then s else escapeNixString s;

  escapeRegex = escape (stringToCharacters "\\[{()^$?*+|.");

  escapeXML = replaceStrings [ "\"" "'" "<" ">" "&" ] [ "&quot;" "&apos;" "&lt;" "&gt;" "&amp;" ];

  # Names and versions -------------------------------------------------------------------------------------------------

  getName =
    let
      parse = drv: (builtins.parseDrvName drv).name;
    in
    x: if isString x then parse x else x.pname or (parse x.name);
  getVersion =
    let
      parse = drv: (builtins.parseDrvName drv).version;
    in
    x: if isString x then parse x else x.version or (parse x.name);
  versionOlder = v1: v2: builtins.compareVersions v2 v1 == 1;
  versionAtLeast = v1: v2: !versionOlder v1 v2;

  # Flags of build systems ---------------------------------------------------------------------------------------------

  cmakeOptionType =
    type: feature: value:
    assert elem (toUpper type) [
      "BOOL"
      "FILEPATH"
      "INTERNAL"
      "PATH"
      "STATIC"
      "STRING"
    ];
    assert isString feature;
    assert isString value;
    "-D${feature}:${toUpper type}=${value}";
  cmakeBool =
    feature: flag:
    assert lib.isBool flag;
    cmakeOptionType "bool" feature (toUpper (lib.boolToString flag));
  cmakeFeature = cmakeOptionType "string";

  mesonOption =
    feature: value:
    assert isString feature;
    assert isString value;
    "-D${feature}=${value}";
  mesonBool =
    feature: flag:
    assert lib.isBool flag;
    mesonOption feature (lib.boolToString flag);
  mesonEnable =
    feature: flag:
    assert lib.isBool flag;
    mesonOption feature (if flag then "enabled" else "disabled");

  enableFeature =
    flag: feature:
    assert lib.isBool flag;
    assert isString feature;
    "--${if flag then "enable" else "disable"}-${feature}";
  enableFeatureAs =
    flag: feature: value:
    enableFeature flag feature + optionalString flag "=${value}";
  withFeature =
    flag: feature:
    assert isString feature;
    "--${if flag then "with" else "without"}-${feature}";
  withFeatureAs =
    flag: feature: value:
    withFeature flag feature + optionalString flag "=${value}";

  # Numbers ------------------------------------------------------------------------------------------------------------

  fixedWidthString =
    width: filler: s:
    let
      have = stringLength s;
      one = stringLength filler;
    in
    assert lib.assertMsg (have <= width)
      "fixedWidthString: requested string length (${toString width}) must not be shorter than actual length (${toString have})";
    if have == width then s else filler + fixedWidthString (width - one) filler s;
  fixedWidthNumber = width: n: fixedWidthString width "0" (toString n);

  floatToString =
    number:
    let
      exact = toString number;
      reparsed = builtins.fromJSON exact;
    in
    if reparsed == number then exact else lib.warn "Imprecise conversion from float to string ${exact}" exact;

  toInt =
    let
      parse = text: builtins.fromJSON text;
    in
    text:
    let
      found = match "[[:space:]]*(-?[[:digit:]]+)[[:space:]]*" text;
      digits = head found;
      padded = match "0[[:digit:]]+" digits != null;
      value = parse digits;
    in
    if found == null then
      throw "toInt: Could not convert ${escapeNixString text} to int."
    else if padded then
      throw "toInt: Ambiguity in interpretation of ${escapeNixString text} between octal and zero padded integer."
    else if !isInt value then
      throw "toInt: Could not convert ${escapeNixString text} to int."
    else
      value;
  toIntBase10 =
    text:
    let
      found = match "[[:space:]]*0*(-?[[:digit:]]+)[[:space:]]*" text;
      # The match is greedy: a string of zeros alone loses all but the last.
      value = builtins.fromJSON (head found);
    in
    if found == null || !isInt value then
      throw "toIntBase10: Could not convert ${escapeNixString text} to int."
    else
      value;

  # Files and context --------------------------------------------------------------------------------------------------

  fileContents = file: removeSuffix "\n" (builtins.readFile file);

  isConvertibleWithToString =
    let
      scalars = [
        "null"
        "int"
        "float"
        "bool"
      ];
    in
    x: isStringLike x || elem (typeOf x) scalars || (isList x && lib.lists.all isConvertibleWithToString x);
  isStringLike = x: isString x || isPath x || x ? outPath || x ? __toString;

  appendContext = builtins.appendContext;
}
