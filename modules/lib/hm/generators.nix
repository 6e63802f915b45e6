# Texts of formats that the general library does not write, and formats whose order matters.
{ lib }:
let
  ordered = import ./ordered-generators.nix { inherit lib; };

  # `\n`-joined, then every line behind a tab; items may hold several lines.
  tabbed =
    items:
    lib.concatMapStringsSep "\n" (line: "\t${line}") (lib.splitString "\n" (lib.concatStringsSep "\n" items));

  isScalar =
    value:
    builtins.elem (builtins.typeOf value) [
      "int"
      "float"
      "string"
      "bool"
    ];
in
ordered
// {
  # Hyprland's configuration: variables first, then sections, then plain fields.
  toHyprconf =
    {
      attrs,
      indentLevel ? 0,
      importantPrefixes ? [ "$" ],
    }:
    let
      nests = value: builtins.isAttrs value || builtins.isList value;
      isImportant = name: lib.any (prefix: lib.hasPrefix prefix name) importantPrefixes;

      section =
        indent: name: value:
        if builtins.isList value then
          lib.concatMapStringsSep (if lib.all builtins.isAttrs value then "\n" else "") (
            section indent name
          ) value
        else if builtins.isAttrs value then
          "${indent}${name} {\n${render "${indent}  " value}${indent}}\n"
        else
          render indent { ${name} = value; };

      render =
        indent: set:
        let
          fields = lib.generators.toKeyValue {
            listsAsDuplicateKeys = true;
            inherit indent;
          };
          important = lib.filterAttrs (name: _: isImportant name) set;
          rest = removeAttrs set (builtins.attrNames important);
        in
        fields important
        + lib.concatStringsSep "\n" (
          lib.mapAttrsToList (section indent) (lib.filterAttrs (_: nests) rest)
        )
        + fields (lib.filterAttrs (_: value: !nests value) rest);
    in
    render (lib.concatStrings (lib.replicate indentLevel "  ")) attrs;

  # KDL. `_args`, `_props` and `_children` of a set are arguments, properties and ordered children.
  toKDL =
    {
      escapeBackslashes ? false,
      escapeTabs ? false,
    }:
    let
      escapes = {
        "\n" = "\\n";
        "\"" = "\\\"";
      }
      // lib.optionalAttrs escapeBackslashes { "\\" = "\\\\"; }
      // lib.optionalAttrs escapeTabs { "\t" = "\\t"; };
      quote = text: ''"${lib.replaceStrings (lib.attrNames escapes) (lib.attrValues escapes) text}"'';

      literal =
        value:
        if value == null then
          "null"
        else if builtins.isBool value then
          lib.boolToString value
        else if builtins.isString value then
          quote value
        else if isScalar value then
          toString value
        else
          throw "Cannot convert value of type ${builtins.typeOf value} to KDL literal.";

      block = children: "{\n${tabbed children}\n}";
      nodes = lib.mapAttrsToList node;

      setNode =
        name: set:
        let
          children =
            lib.concatMap nodes (set._children or [ ])
            ++ nodes (
              removeAttrs set [
                "_args"
                "_props"
                "_children"
              ]
            );
        in
        lib.concatStringsSep " " (
          [ name ]
          ++ map literal (set._args or [ ])
          ++ lib.mapAttrsToList (key: value: "${key}=${literal value}") (set._props or { })
          ++ lib.optional (children != [ ]) (block children)
        );

      listNode =
        name: list:
        if name == "_children" then
          lib.concatMapStringsSep "\n" (child: lib.concatStringsSep "\n" (nodes child)) list
        else if lib.any (item: builtins.isList item || builtins.isAttrs item) list then
          "${name} ${block (map (node "-") list)}"
        else
          "${name} ${lib.concatMapStringsSep " " literal list}";

      node =
        name: value:
        if builtins.isAttrs value then
          setNode name value
        else if builtins.isList value then
          listNode name value
        else if value == null || isScalar value then
          "${name} ${literal value}"
        else
          throw "Cannot convert type `(${builtins.typeOf value})` to KDL:\n  ${name} = ${toString value}\n";
    in
    set: lib.concatStringsSep "\n" (nodes set) + "\n";

  # SCFG: directives `{ name, params?, children? }` in the order they are given.
  toSCFG =
    _:
    let
      reserved = [
        "\""
        "\\"
        "\r"
        "\n"
        "\t"
      ];
      escapeReserved = lib.replaceStrings reserved [
        "\\\""
        "\\\\"
        "\\r"
        "\\n"
        "\\t"
      ];
      needsQuotes =
        text:
        text == ""
        || lib.any (character: lib.hasInfix character text) (
          reserved
          ++ [
            " "
            "'"
            "{"
            "}"
          ]
        );

      word =
        value:
        if builtins.isBool value then
          lib.boolToString value
        else if builtins.isString value then
          (if needsQuotes value then ''"${escapeReserved value}"'' else value)
        else if isScalar value then
          toString value
        else
          throw "Cannot convert value of type ${builtins.typeOf value} to SCFG literal.";

      # A directive with neither parameter nor child says nothing, unless it is a bare name.
      says =
        directive:
        !(directive ? params || directive ? children)
        || directive.params or [ null ] != [ null ]
        || directive.children or [ ] != [ ];

      line =
        directive:
        word directive.name
        + lib.optionalString (directive.params or null != null) (
          " " + lib.concatMapStringsSep " " word directive.params
        )
        + lib.optionalString (directive.children or null != null) " {\n${tabbed (linesOf directive.children)}\n}";
      linesOf = directives: map line (builtins.filter says directives);
    in
    directives: lib.optionalString (directives != [ ]) (lib.concatStringsSep "\n" (linesOf directives) + "\n");
}
