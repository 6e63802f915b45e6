# What an option type is.
#
# A type is a set:
#   name, description   for messages and documentation; `description` is a phrase, `descriptionClass` says which kind
#                       of phrase ("noun", "conjunction", "composite", "nonRestrictiveClause"), so that it can be put
#                       into parentheses inside another
#   check value         is this one definition of the right shape? Looks at the outside only: members are checked when
#                       they are merged, lazily
#   merge loc defs      the value of the option at `loc` with the definitions `[ { file; value; } ]`, never empty
#   emptyValue          { value = …; } where no definition at all has a meaning
#   getSubOptions prefix, getSubModules, substSubModules
#                       for types with options inside
#   typeMerge functor   the type of an option that is declared twice, null where the two do not go together; `functor`
#                       is what it needs to know of the other: { name; type; payload; binOp; }
#   mismatch loc defs   (ours) the words after "is not of type `…'", where they are not just the definitions
{ lib }:
let
in
rec {
  isType = type: x: x._type or "" == type;
  setType = typeName: value: value // { _type = typeName; };
  isOptionType = isType "option-type";

  defaultTypeMerge =
    ours: theirs:
    let
      payload =
        if ours.payload == null || theirs.payload == null then null else ours.binOp ours.payload theirs.payload;
    in
    if ours.name != theirs.name then
      null
    else if ours.payload or null == null && theirs.payload or null == null then
      ours.type
    else if payload == null then
      null
    else
      ours.type payload;

  defaultFunctor = name: {
    inherit name;
    type = lib.types.${name} or null;
    payload = null;
    binOp = _: _: null;
  };

  # The functor of a type with one member type.
  elemTypeFunctor =
    name:
    { elemType, ... }@payload:
    {
      inherit name payload;
      type = payload: lib.types.${name} payload.elemType;
      binOp =
        a: b:
        let
          merged = a.elemType.typeMerge b.elemType.functor;
        in
        if merged == null then null else { elemType = merged; };
    };

  mkOptionType =
    {
      name,
      description ? null,
      descriptionClass ? null,
      check ? _: true,
      merge ? lib.options.mergeDefaultOption,
      emptyValue ? { },
      getSubOptions ? _: { },
      getSubModules ? null,
      substSubModules ? _: null,
      typeMerge ? defaultTypeMerge functor,
      functor ? defaultFunctor name,
      deprecationMessage ? null,
      nestedTypes ? { },
      mismatch ? null,
    }:
    {
      _type = "option-type";
      inherit
        name
        check
        merge
        emptyValue
        getSubOptions
        getSubModules
        substSubModules
        typeMerge
        deprecationMessage
        nestedTypes
        descriptionClass
        ;
      functor =
        if functor ? wrappedDeprecationMessage then
          functor // { wrapped = lib.warn (functor.wrappedDeprecationMessage { loc = [ ]; }) null; }
        else
          functor;
      description = if description == null then name else description;
    }
    // (if mismatch == null then { } else { inherit mismatch; });

  # The description of a type inside that of another, in parentheses unless its class may stand bare.
  optionDescriptionPhrase =
    bare: type:
    let
      phrase = type.description or "unspecified";
    in
    if bare (type.descriptionClass or null) then phrase else "(${phrase})";

  # Some words of the field for all the containers.
  nounOrComposite = optionDescriptionPhrase (class: class == "noun" || class == "composite");
  nounOrConjunction = optionDescriptionPhrase (class: class == "noun" || class == "conjunction");
  headMismatch = _: defs: "TypeError: Definition values:${lib.options.showDefs defs}";

  # A type for values of which there may be only one definition, or several that are equal.
  plain =
    name: description: check:
    mkOptionType {
      inherit name description check;
      descriptionClass = "noun";
      merge = lib.options.mergeEqualOption;
    };

  addCheck = type: check: type // { check = x: type.check x && check x; };

  mergeTypes =
    a: b:
    assert isOptionType a && isOptionType b;
    let
      merged = a.typeMerge b.functor;
    in
    if merged == null then lib.types.setType "merge-error" { error = "Cannot merge types"; } else merged;

  noCheckForDocsModule = {
    config._module.check = lib.modules.mkForce false;
  };
}
