# Lines of keys and values, in sections or without.
{ lib }:
let
  inherit (builtins)
    attrNames
    concatLists
    concatStringsSep
    filter
    foldl'
    head
    isAttrs
    isFloat
    isInt
    isList
    isString
    length
    replaceStrings
    tail
    ;
  inherit (lib.attrsets) isDerivation mapAttrsToList;
  inherit (lib.strings) concatMapStrings escape;
  inherit (lib.lists) toList;
in
rec {
  # A value as most programs read it. What has no single spelling is refused, not guessed.
  mkValueStringDefault =
    _: v:
    let
      refuse = what: abort "generators.mkValueStringDefault: ${what}: ${lib.generators.toPretty { } v}";
    in
    if isInt v then
      toString v
    else if isDerivation v then
      toString v
    else if isString v then
      v
    else if v == true then
      "true"
    else if v == false then
      "false"
    else if v == null then
      "null"
    else if isList v then
      refuse "lists not supported"
    else if isAttrs v then
      refuse "attrsets not supported"
    else if lib.trivial.isFunction v then
      refuse "functions not supported"
    else if isFloat v then
      lib.strings.floatToString v
    else
      refuse "this value is not supported";

  # key, separator, value; the separator in a key is escaped.
  mkKeyValueDefault =
    {
      mkValueString ? mkValueStringDefault { },
    }:
    sep: k: v:
    "${escape [ sep ] k}${sep}${mkValueString v}";

  toKeyValue =
    {
      mkKeyValue ? mkKeyValueDefault { } "=",
      listsAsDuplicateKeys ? false,
      indent ? "",
    }:
    let
      line = k: v: indent + mkKeyValue k v + "\n";
      lines = if listsAsDuplicateKeys then k: v: concatMapStrings (line k) (toList v) else line;
    in
    attrs: concatStringsSep "" (mapAttrsToList lines attrs);

  toINI =
    {
      mkSectionName ? name: escape [ "[" "]" ] name,
      mkKeyValue ? mkKeyValueDefault { } "=",
      listsAsDuplicateKeys ? false,
    }:
    let
      keys = toKeyValue { inherit mkKeyValue listsAsDuplicateKeys; };
    in
    sections:
    concatStringsSep "\n" (
      mapAttrsToList (name: values: "[${mkSectionName name}]\n" + keys values) sections
    );

  toINIWithGlobalSection =
    {
      mkSectionName ? name: escape [ "[" "]" ] name,
      mkKeyValue ? mkKeyValueDefault { } "=",
      listsAsDuplicateKeys ? false,
    }:
    {
      globalSection,
      sections ? { },
    }:
    (
      if globalSection == { } then
        ""
      else
        toKeyValue { inherit mkKeyValue listsAsDuplicateKeys; } globalSection + "\n"
    )
    + toINI { inherit mkSectionName mkKeyValue listsAsDuplicateKeys; } sections;

  # git's configuration: sections may have a subsection in quotes, keys may come again.
  toGitINI =
    let
      # "a.b.c" is section a, subsection b.c; a name with quotes is written as it is.
      sectionName =
        name:
        let
          parts = lib.strings.splitString "." name;
          sub = concatStringsSep "." (tail parts);
        in
        if length parts == 1 || lib.strings.hasInfix "\"" name then name else ''${head parts} "${sub}"'';

      value =
        v:
        if isString v then
          ''"${replaceStrings [ "\\" "\"" "\n" "\t" ] [ "\\\\" "\\\"" "\\n" "\\t" ] v}"''
        else
          mkValueStringDefault { } v;
      line = k: v: "\t" + mkKeyValueDefault { mkValueString = value; } " = " k v;

      # Sets of sets as one set of sections, named by their paths.
      sections =
        name: set:
        let
          isSection = v: isAttrs v && !isDerivation v;
          keys = lib.attrsets.filterAttrs (_: v: !isSection v) set;
          below = lib.attrsets.filterAttrs (_: isSection) set;
        in
        (if keys == { } then [ ] else [ { ${name} = keys; } ])
        ++ concatLists (mapAttrsToList (sub: sections "${name}.${sub}") below);
    in
    attrs:
    let
      merged = foldl' (a: b: lib.attrsets.recursiveUpdate a b) { } (
        # A section that the user wrote empty stays, so that its header is seen.
        map (name: { ${name} = { }; }) (filter (name: attrs.${name} == { }) (attrNames attrs))
        ++ concatLists (mapAttrsToList sections attrs)
      );
    in
    toINI {
      mkSectionName = sectionName;
      mkKeyValue = line;
      listsAsDuplicateKeys = true;
    } merged;

  mkDconfKeyValue = mkKeyValueDefault {
    mkValueString = v: toString (lib.gvariant.mkValue v);
  } "=";
  toDconfINI = toINI { mkKeyValue = mkDconfKeyValue; };
}
