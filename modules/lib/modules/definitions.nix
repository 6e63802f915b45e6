# From the definitions of one option to its value.
{ lib, properties }:
let
  inherit (builtins)
    addErrorContext
    all
    any
    concatMap
    filter
    head
    length
    ;
  inherit (properties)
    defaultOverridePriority
    dischargeProperties
    filterOverrides'
    mkOptionDefault
    sortProperties
    ;
  inherit (lib.options)
    showDefs
    showFiles
    showOption
    throwAtDefinitions
    ;

  hasOrder = any (def: def.value._type or "" == "order");

  checkCoherence =
    loc: type: result:
    if type.check.isV2MergeCoherent or false then
      result
    else
      throw ''
        The option `${showOption loc}' has a type `${type.description}' that uses
        an ad-hoc `type // { check = ...; }' override, which is incompatible with
        the v2 merge mechanism.

        Please use `lib.types.addCheck` instead of `type // { check }' to add
        custom validation. For example:

          lib.types.addCheck baseType (value: /* your check */)
      '';

  # Types from elsewhere may check and merge in one step (`merge.v2`).
  mergeAtOnce =
    loc: type: defs:
    let
      result = checkCoherence loc type (type.merge.v2 { inherit loc defs; });
    in
    if result.headError or null != null then
      throw "A definition for option `${showOption loc}' is not of type `${type.description}'. TypeError: ${result.headError.message}"
    else
      result.value;

  # Definitions without properties, at least one, as the type would have them.
  mergeChecked =
    loc: type: defs:
    if type.merge ? v2 then
      mergeAtOnce loc type defs
    else if all (def: type.check def.value) defs then
      type.merge loc defs
    else
      let
        wrong = filter (def: !type.check def.value) defs;
        words = type.mismatch or (_: ds: "Definition values:${showDefs ds}");
      in
      throwAtDefinitions loc wrong "A definition for option `${showOption loc}' is not of type `${type.description}'. ${words loc wrong}";
in
rec {
  # What is known of an option from its definitions `[ { file; value; } ]`, whose values may have properties.
  mergeDefinitions =
    loc: type: defs:
    let
      discharged = concatMap (
        def:
        map (
          value:
          if value._type or "" == "definition" then
            value
          else
            def // { inherit value; }
        ) (addErrorContext "while evaluating definitions from `${def.file}':" (dischargeProperties def.value))
      ) defs;
      overriding = filterOverrides' discharged;
      defsFinal' = {
        values = if hasOrder overriding.values then sortProperties overriding.values else overriding.values;
        inherit (overriding) highestPrio;
      };
    in
    rec {
      inherit defsFinal' discharged;
      defsFinal = defsFinal'.values;
      isDefined = defsFinal != [ ];
      mergedValue =
        if isDefined then
          mergeChecked loc type defsFinal
        else if type.emptyValue ? value then
          type.emptyValue.value
        else
          throw "The option `${showOption loc}' was accessed but has no value defined. Try setting the option.";
      optionalValue = if isDefined then { value = mergedValue; } else { };
      checkedAndMerged = {
        headError = null;
        value = mergedValue;
        valueMeta = { };
      };
    };

  # A member of a list or set: { value = …; }, or { } if no definition counts. Most members are defined once and have
  # no properties, which needs none of the steps above.
  mergeMember =
    loc: type: defs:
    let
      only = head defs;
    in
    if length defs == 1 && !(only.value ? _type) then
      { value = mergeChecked loc type defs; }
    else
      (mergeDefinitions loc type defs).optionalValue;

  # An option's declaration, completed with its value and with what is known of its definitions.
  evalOptionValue =
    loc: opt: defs:
    let
      all' =
        if opt ? default then
          [
            {
              file = head opt.declarations;
              value = mkOptionDefault opt.default;
            }
          ]
          ++ defs
        else
          defs;
      alone = def: def // { value = (mergeDefinitions loc opt.type [ def ]).mergedValue; };
      merged =
        if opt.readOnly or false && length all' > 1 then
          throwAtDefinitions loc all' "The option `${showOption loc}' is read-only, but it's set multiple times. Definition values:${showDefs (map alone all')}"
        else
          mergeDefinitions loc opt.type all';
      value = if opt ? apply then opt.apply merged.mergedValue else merged.mergedValue;
      warned =
        if opt.type.deprecationMessage or null == null then
          opt
        else
          lib.warn "The type `types.${opt.type.name}' of option `${showOption loc}' defined in ${showFiles opt.declarations} is deprecated. ${opt.type.deprecationMessage}" opt;
    in
    warned
    // {
      value = addErrorContext "while evaluating the option `${showOption loc}':" value;
      inherit (merged.defsFinal') highestPrio;
      definitions = map (def: def.value) merged.defsFinal;
      files = map (def: def.file) merged.defsFinal;
      definitionsWithLocations = map (def: { inherit (def) file value; }) merged.defsFinal;
      # hm's own: every definition whose condition holds, those that lost too, for `hm why`.
      allDefinitions = map (
        def:
        let
          overrides = def.value._type or "" == "override";
          priority = if overrides then def.value.priority else defaultOverridePriority;
          value = if overrides then def.value.content else def.value;
        in
        {
          inherit (def) file;
          inherit priority;
          value = if value._type or "" == "order" then value.content else value;
          won = priority == merged.defsFinal'.highestPrio;
          position = if def ? within then builtins.unsafeGetAttrPos (lib.last loc) def.within else null;
        }
      ) merged.discharged;
      inherit (merged) isDefined;
      valueMeta = merged.checkedAndMerged.valueMeta;
      __toString = _: showOption loc;
    };
}
