# Formats whose attributes may be DAG entries: `settings.b = lib.hm.dag.entryAfter [ "a" ] …`.
#
# An entry without wishes is an ordinary value that looks like an entry, and is written as such.
{ lib }:
let
  dag = import ./dag.nix { inherit lib; };

  isDAGEntryWithOrdering = value: dag.isEntry value && (value.after != [ ] || value.before != [ ]);
  hasDAGEntryWithOrdering = set: lib.any isDAGEntryWithOrdering (builtins.attrValues set);

  sortEntries =
    isEntry:
    {
      cycleErrorMessage ? "Dependency cycle in DAG entries",
    }:
    set:
    let
      sorted = dag.topoSort (
        lib.mapAttrs (_: value: if isEntry value then value else dag.entryAnywhere value) set
      );
    in
    map (entry: {
      inherit (entry) name;
      value = entry.data;
    }) (sorted.result or (abort "${cycleErrorMessage}: ${builtins.toJSON sorted}"));

  toDAGOrderedAttrs =
    arguments: set:
    if hasDAGEntryWithOrdering set then
      sortEntries isDAGEntryWithOrdering arguments set
    else
      lib.attrsToList set;

  # Walks a value bottom-up; `renderAttrs` sees `{ name, value }` with `value` already text.
  toDAGOrderedText =
    {
      renderAttrs,
      renderList,
      renderValue,
      cycleErrorMessage ? "Dependency cycle in DAG entries",
    }:
    let
      render =
        value:
        if builtins.isAttrs value && !lib.isDerivation value then
          renderAttrs (
            map (entry: entry // { value = render entry.value; }) (
              toDAGOrderedAttrs { inherit cycleErrorMessage; } value
            )
          )
        else if builtins.isList value then
          renderList (map render value)
        else
          renderValue value;
    in
    render;

  # JSON laid out as `jq .` does.
  prettyJSON =
    cycleErrorMessage:
    let
      shift = lib.replaceStrings [ "\n" ] [ "\n  " ];
      enclosed =
        open: close: items:
        if items == [ ] then open + close else "${open}\n  ${shift (lib.concatStringsSep ",\n" items)}\n${close}";
      render = toDAGOrderedText {
        inherit cycleErrorMessage;
        renderValue = builtins.toJSON;
        renderList = enclosed "[" "]";
        renderAttrs = entries: enclosed "{" "}" (map (e: "${builtins.toJSON e.name}: ${e.value}") entries);
      };
    in
    value: render value + "\n";

  toDAGOrderedKeyValue =
    {
      mkKeyValue ? lib.generators.mkKeyValueDefault { } "=",
      listsAsDuplicateKeys ? false,
      listToValue ? null,
      indent ? "",
      cycleErrorMessage ? "Dependency cycle in DAG entries",
    }:
    assert listsAsDuplicateKeys -> listToValue == null;
    let
      values =
        value:
        if !builtins.isList value then
          [ value ]
        else if listsAsDuplicateKeys then
          value
        else
          [ (if listToValue == null then value else listToValue value) ];
      line = name: value: "${indent}${mkKeyValue name value}\n";
    in
    set:
    lib.concatMapStrings (entry: lib.concatMapStrings (line entry.name) (values entry.value)) (
      toDAGOrderedAttrs { inherit cycleErrorMessage; } set
    );

  toDAGOrderedINI =
    {
      mkSectionName ? lib.escape [
        "["
        "]"
      ],
      mkKeyValue ? lib.generators.mkKeyValueDefault { } "=",
      listsAsDuplicateKeys ? false,
      listToValue ? null,
      cycleErrorMessage ? "Dependency cycle in INI sections",
    }:
    let
      pairs = toDAGOrderedKeyValue {
        inherit
          mkKeyValue
          listsAsDuplicateKeys
          listToValue
          cycleErrorMessage
          ;
      };
    in
    sections:
    lib.concatMapStringsSep "\n" (section: "[${mkSectionName section.name}]\n${pairs section.value}") (
      toDAGOrderedAttrs { inherit cycleErrorMessage; } sections
    );

  # Does some set inside the value wish for an order?
  wishesAnywhere =
    value:
    if lib.isDerivation value then
      false
    else if builtins.isAttrs value then
      hasDAGEntryWithOrdering value || lib.any wishesAnywhere (builtins.attrValues value)
    else
      builtins.isList value && lib.any wishesAnywhere value;

  # `format` with a `generate` that writes `text cycleMessage value`.
  orderedFormat =
    pkgs: format: cycleErrorMessage: text:
    format
    // {
      generate =
        name: value:
        let
          message = if cycleErrorMessage == null then "Dependency cycle in ${name}" else cycleErrorMessage;
        in
        if wishesAnywhere value then pkgs.writeText name (text message value) else format.generate name value;
    };

  noOrder = language: _message: _value: throw "An order among attributes of ${language} cannot be written yet: use plain values instead of lib.hm.dag entries.";
in
{
  inherit
    isDAGEntryWithOrdering
    hasDAGEntryWithOrdering
    toDAGOrderedAttrs
    toDAGOrderedText
    toDAGOrderedKeyValue
    toDAGOrderedINI
    ;
  sortDAGEntries = sortEntries dag.isEntry;

  mkDAGOrderedFormat =
    {
      pkgs,
      format,
      generator,
      cycleErrorMessage ? null,
      ...
    }:
    orderedFormat pkgs format cycleErrorMessage (message: generator { cycleErrorMessage = message; });

  mkDAGOrderedJsonFormat =
    {
      pkgs,
      jsonFormat ? pkgs.formats.json { },
      cycleErrorMessage ? null,
    }:
    orderedFormat pkgs jsonFormat cycleErrorMessage prettyJSON;

  mkDAGOrderedYamlFormat =
    {
      pkgs,
      yamlFormat ? pkgs.formats.yaml { },
      cycleErrorMessage ? null,
    }:
    orderedFormat pkgs yamlFormat cycleErrorMessage (noOrder "YAML");

  mkDAGOrderedTomlFormat =
    {
      pkgs,
      tomlFormat ? pkgs.formats.toml { },
      cycleErrorMessage ? null,
    }:
    orderedFormat pkgs tomlFormat cycleErrorMessage (noOrder "TOML");

  mkDAGOrderedIniFormat =
    {
      pkgs,
      mkSectionName ? lib.escape [
        "["
        "]"
      ],
      mkKeyValue ? lib.generators.mkKeyValueDefault { } "=",
      listsAsDuplicateKeys ? false,
      listToValue ? null,
      atomsCoercedToLists ? null,
      iniFormat ? pkgs.formats.ini { inherit atomsCoercedToLists listsAsDuplicateKeys listToValue; },
      cycleErrorMessage ? null,
    }:
    orderedFormat pkgs iniFormat cycleErrorMessage (
      message:
      toDAGOrderedINI {
        inherit
          mkSectionName
          mkKeyValue
          listsAsDuplicateKeys
          listToValue
          ;
        cycleErrorMessage = message;
      }
    );

  mkDAGOrderedKeyValueFormat =
    {
      pkgs,
      mkKeyValue ? lib.generators.mkKeyValueDefault { } "=",
      listsAsDuplicateKeys ? false,
      listToValue ? null,
      keyValueFormat ? pkgs.formats.keyValue { inherit listsAsDuplicateKeys listToValue; },
      cycleErrorMessage ? null,
    }:
    orderedFormat pkgs keyValueFormat cycleErrorMessage (
      message:
      toDAGOrderedKeyValue {
        inherit mkKeyValue listsAsDuplicateKeys listToValue;
        cycleErrorMessage = message;
      }
    );
}
