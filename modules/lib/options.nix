# Declaring options, and saying things about them.
{ lib }:
let
  inherit (builtins)
    all
    concatMap
    concatStringsSep
    filter
    foldl'
    head
    isAttrs
    isBool
    isFunction
    isInt
    isList
    isString
    length
    mapAttrs
    match
    tail
    ;
  inherit (lib.attrsets)
    attrByPath
    collect
    isDerivation
    optionalAttrs
    showAttrPath
    ;
  inherit (lib.strings) concatMapStrings concatMapStringsSep escapeNixIdentifier;
  inherit (lib.lists) last take toList;

  # What to try when definitions disagree; part of the texts that users search for.
  priorityHint = "Use `lib.mkForce value` or `lib.mkDefault value` to change the priority on any of these definitions.\n";
in
rec {
  isOption = lib.types.isType "option";

  mkOption = attrs: attrs // { _type = "option"; };

  mkEnableOption =
    name:
    mkOption {
      default = false;
      example = true;
      description = "Whether to enable ${name}.";
      type = lib.types.bool;
    };

  mkPackageOption =
    pkgs: name:
    {
      nullable ? false,
      default ? name,
      example ? null,
      extraDescription ? "",
      pkgsText ? "pkgs",
    }:
    let
      shown = if isList name then last name else name;
      path = toList default;
      text = showAttrPath path;
      from =
        if default != null then
          {
            default = attrByPath path (throw "${text} cannot be found in ${pkgsText}") pkgs;
            defaultText = literalExpression "${pkgsText}.${text}";
          }
        else
          optionalAttrs nullable { default = null; };
    in
    mkOption (
      from
      // {
        description =
          "The ${shown} package to use." + (if extraDescription == "" then "" else " " + extraDescription);
        type = if nullable then lib.types.nullOr lib.types.package else lib.types.package;
      }
      // optionalAttrs (example != null) {
        example = literalExpression (
          if isList example then "${pkgsText}.${showAttrPath example}" else example
        );
      }
    );

  # An option that takes any definition and has no value: for modules shared with evaluations that lack the real one.
  mkSinkUndeclaredOptions =
    attrs:
    mkOption (
      {
        internal = true;
        visible = false;
        default = false;
        description = "Sink for option definitions.";
        type = lib.types.mkOptionType {
          name = "sink";
          check = _: true;
          merge = _: _: false;
        };
        apply = _: throw "Option value is not readable because the option is not declared.";
      }
      // attrs
    );

  # Merging ------------------------------------------------------------------------------------------------------------

  # For types that say nothing about merging: by what the values happen to be.
  mergeDefaultOption =
    loc: defs:
    let
      values = getValues defs;
    in
    if length values == 1 then
      head values
    else if all isFunction values then
      x: mergeDefaultOption loc (map (f: { file = "<function>"; value = f x; }) values)
    else if all isList values then
      builtins.concatLists values
    else if all isAttrs values then
      foldl' (a: b: a // b) { } values
    else if all isBool values then
      foldl' (a: b: a || b) false values
    else if all isString values then
      concatStringsSep "" values
    else if all isInt values && all (v: v == head values) values then
      head values
    else
      throw "Cannot merge definitions of `${showOption loc}'. Definition values:${showDefs defs}";

  mergeOneOption = mergeUniqueOption { message = ""; };

  mergeUniqueOption =
    {
      message,
      merge ? _: defs: (head defs).value,
    }:
    loc: defs:
    if length defs == 1 then
      merge loc defs
    else
      assert length defs > 1;
      throwAtDefinitions loc defs "The option `${showOption loc}' is defined multiple times while it's expected to be unique.\n${message}\nDefinition values:${showDefs defs}\n${priorityHint}";

  # Throws with a diagnostic that points at the definitions, where the evaluator can and knows where they are.
  throwAtDefinitions =
    loc: defs: message:
    if builtins ? hmThrowAt then
      builtins.hmThrowAt (last loc) (filter (def: def ? within) defs) message
    else
      throw message;

  mergeEqualOption =
    loc: defs:
    let
      first = head defs;
      other = filter (def: def.value != first.value) (tail defs);
    in
    if defs == [ ] then
      abort "This case should never happen."
    # A single function must not be compared with itself: functions are never equal.
    else if length defs == 1 || other == [ ] then
      first.value
    else
      throwAtDefinitions loc [ first (head other) ] "The option `${showOption loc}' has conflicting definition values:${
        showDefs [
          first
          (head other)
        ]
      }\n${priorityHint}";

  getValues = map (def: def.value);
  getFiles = map (def: def.file);

  # Documentation ------------------------------------------------------------------------------------------------------

  optionAttrSetToDocList = optionAttrSetToDocList' [ ];

  # A flat list of every option in a tree of them, those of submodules included.
  optionAttrSetToDocList' =
    _: options:
    concatMap (
      opt:
      let
        name = showOption opt.loc;
        visible = opt.visible or true;
        empty = opt.type.emptyValue or { };
        hasEmpty = empty ? value && opt.type.getSubModules or null == null;
        below = opt.type.getSubOptions opt.loc;
        context = what: builtins.addErrorContext "while evaluating the ${what} of option `${name}`";
      in
      [
        (
          {
            inherit (opt) loc;
            inherit name;
            description = opt.description or null;
            declarations = filter (file: file != unknownModule) opt.declarations;
            internal = opt.internal or false;
            visible = if isBool visible then visible else visible == "shallow";
            readOnly = opt.readOnly or false;
            type = opt.type.description or "unspecified";
          }
          // optionalAttrs (opt ? example) {
            example = context "example" (renderOptionValue opt.example);
          }
          // optionalAttrs (opt ? defaultText || opt ? default || hasEmpty) {
            default = context (if opt ? defaultText then "defaultText" else "default value") (
              renderOptionValue (opt.defaultText or opt.default or empty.value)
            );
          }
          // optionalAttrs (opt.relatedPackages or null != null) { inherit (opt) relatedPackages; }
        )
      ]
      ++ (
        if (if isBool visible then visible else visible == "transparent") && below != { } then
          optionAttrSetToDocList' opt.loc below
        else
          [ ]
      )
    ) (collect isOption options);

  # Derivations by name only: for the documentation nobody wants the rest.
  scrubOptionValue =
    value:
    if isDerivation value then
      {
        type = "derivation";
        drvPath = value.name;
        outPath = value.name;
        inherit (value) name;
      }
    else if isList value then
      map scrubOptionValue value
    else if isAttrs value then
      mapAttrs (_: scrubOptionValue) (removeAttrs value [ "_args" ])
    else
      value;

  renderOptionValue =
    value:
    if value ? _type && value ? text then
      value
    else
      literalExpression (
        lib.generators.toPretty {
          multiline = true;
          allowPrettyValues = true;
        } value
      );

  literalExpression =
    text:
    if !isString text then
      throw "literalExpression expects a string."
    else
      {
        _type = "literalExpression";
        inherit text;
      };
  literalCode =
    languageTag: text:
    lib.literalMD "```${languageTag}\n${text}\n```";
  literalMD =
    text:
    if !isString text then
      throw "literalMD expects a string."
    else
      {
        _type = "literalMD";
        inherit text;
      };

  # Naming things in messages --------------------------------------------------------------------------------------------

  # >>> showOption [ "foo" "bar.baz" "<name>" "enable" ]
  # "foo.\"bar.baz\".<name>.enable"
  showOption =
    let
      part = p: if p == "*" || match "<.*>" p != null then p else escapeNixIdentifier p;
    in
    loc: concatStringsSep "." (map part loc);

  showFiles = files: concatStringsSep " and " (map (file: "`${file}'") files);

  # One line for each definition; a value of several lines is indented below it and cut after five.
  showDefs =
    let
      pretty =
        value:
        lib.generators.toPretty { } (
          lib.generators.withRecursion {
            depthLimit = 10;
            throwOnDepthLimit = false;
          } value
        );
    in
    concatMapStrings (
      def:
      let
        shown = builtins.tryEval (pretty def.value);
        lines = lib.strings.splitString "\n" shown.value;
        many = length lines > 1;
        text = concatStringsSep "\n    " (take 5 lines ++ lib.lists.optional (length lines > 5) "...");
      in
      "\n- In `${def.file}'"
      + (
        if !shown.success then
          ""
        else if many then
          ":\n    ${text}"
        else
          ": ${text}"
      )
    );

  showOptionWithDefLocs = opt: ''
    ${showOption opt.loc}, with values defined in:
    ${concatMapStringsSep "\n" (file: "  - ${file}") opt.files}
  '';

  unknownModule = "<unknown-file>";
}
