# Types with members of other types.
{ lib, base }:
let
  inherit (builtins)
    attrNames
    concatMap
    elemAt
    filter
    head
    isAttrs
    isList
    length
    mapAttrs
    ;
  inherit (base)
    addCheck
    defaultFunctor
    elemTypeFunctor
    headMismatch
    mkOptionType
    nounOrComposite
    nounOrConjunction
    optionDescriptionPhrase
    ;
  inherit (lib.options)
    getFiles
    getValues
    showDefs
    showFiles
    showOption
    ;
  inherit (lib.lists) imap1;
  inherit (lib.modules) mergeDefinitions mergeMember;

  # Definitions of a set of things, as definitions of each of the things.
  byName =
    merge: defs:
    builtins.zipAttrsWith merge (
      map (
        def:
        mapAttrs (_: value: {
          inherit (def) file;
          inherit value;
          # Where its name stands, for errors.
          within = def.value;
        }) def.value
      ) defs
    );

  listType =
    elemType:
    mkOptionType {
      name = "listOf";
      description = "list of ${nounOrComposite elemType}";
      descriptionClass = "composite";
      check = isList;
      mismatch = headMismatch;
      merge =
        loc: defs:
        concatMap (r: if r ? value then [ r.value ] else [ ]) (
          builtins.concatLists (
            imap1 (
              n: def:
              imap1 (
                m: value:
                mergeMember (loc ++ [ "[definition ${toString n}-entry ${toString m}]" ]) elemType [
                  {
                    inherit (def) file;
                    inherit value;
                  }
                ]
              ) def.value
            ) defs
          )
        );
      emptyValue.value = [ ];
      getSubOptions = prefix: elemType.getSubOptions (prefix ++ [ "*" ]);
      getSubModules = elemType.getSubModules;
      substSubModules = m: listType (elemType.substSubModules m);
      functor = elemTypeFunctor "listOf" { inherit elemType; };
      nestedTypes.elemType = elemType;
    };
in
{
  listOf = listType;

  nonEmptyListOf =
    elemType:
    let
      list = addCheck (listType elemType) (l: l != [ ]);
    in
    list
    // {
      description = "non-empty ${optionDescriptionPhrase (class: class == "noun") list}";
      emptyValue = { };
      substSubModules = m: lib.types.nonEmptyListOf (elemType.substSubModules m);
    };

  attrsOf = elemType: lib.types.attrsWith { inherit elemType; };
  lazyAttrsOf =
    elemType:
    lib.types.attrsWith {
      inherit elemType;
      lazy = true;
    };

  # lazy: names are known without evaluating any definition; mkIf false leaves the name in place.
  attrsWith =
    {
      elemType,
      lazy ? false,
      placeholder ? "name",
    }:
    mkOptionType {
      name = if lazy then "lazyAttrsOf" else "attrsOf";
      description = "${if lazy then "lazy " else ""}attribute set of ${nounOrComposite elemType}";
      descriptionClass = "composite";
      check = isAttrs;
      mismatch = headMismatch;
      merge =
        if lazy then
          loc: byName (
            name: defs:
            let
              merged = mergeDefinitions (loc ++ [ name ]) elemType defs;
            in
            merged.optionalValue.value or elemType.emptyValue.value or merged.mergedValue
          )
        else
          loc: defs:
          let
            members = byName (name: mergeMember (loc ++ [ name ]) elemType) defs;
            absent = filter (name: !(members.${name} ? value)) (attrNames members);
          in
          mapAttrs (_: m: m.value) (if absent == [ ] then members else removeAttrs members absent);
      emptyValue.value = { };
      getSubOptions = prefix: elemType.getSubOptions (prefix ++ [ "<${placeholder}>" ]);
      getSubModules = elemType.getSubModules;
      substSubModules =
        m:
        lib.types.attrsWith {
          elemType = elemType.substSubModules m;
          inherit lazy placeholder;
        };
      functor = defaultFunctor "attrsWith" // {
        type = lib.types.attrsWith;
        payload = { inherit elemType lazy placeholder; };
        binOp =
          a: b:
          let
            elem = a.elemType.typeMerge b.elemType.functor;
            name =
              if a.placeholder == b.placeholder then
                a.placeholder
              else if a.placeholder == "name" then
                b.placeholder
              else if b.placeholder == "name" then
                a.placeholder
              else
                null;
          in
          if elem == null || name == null || a.lazy != b.lazy then
            null
          else
            {
              elemType = elem;
              lazy = a.lazy;
              placeholder = name;
            };
      };
      nestedTypes.elemType = elemType;
    };

  # Lists of single-name sets, or a set: order matters, names may come again.
  attrListOf = elemType: lib.types.attrListWith { inherit elemType; };
  attrListWith =
    {
      elemType,
      asAttrs ? false,
      mergeAttrValues ? _: values: lib.lists.last values,
    }:
    mkOptionType {
      name = "attrListOf";
      description = "attribute list of ${nounOrComposite elemType}";
      descriptionClass = "composite";
      check = x: isAttrs x || isList x;
      mismatch = headMismatch;
      merge =
        loc: defs:
        let
          pairs = concatMap (
            def:
            concatMap
              (
                set:
                map (name: {
                  inherit name;
                  inherit (def) file;
                  value = set.${name};
                }) (attrNames set)
              )
              (if isList def.value then def.value else [ def.value ])
          ) defs;
          merged = concatMap (
            pair:
            let
              r = mergeMember (loc ++ [ pair.name ]) elemType [ { inherit (pair) file value; } ];
            in
            if r ? value then [ { ${pair.name} = r.value; } ] else [ ]
          ) pairs;
        in
        if asAttrs then builtins.zipAttrsWith mergeAttrValues merged else merged;
      emptyValue.value = if asAttrs then { } else [ ];
      getSubOptions = prefix: elemType.getSubOptions (prefix ++ [ "<name>" ]);
      getSubModules = elemType.getSubModules;
      substSubModules =
        m:
        lib.types.attrListWith {
          elemType = elemType.substSubModules m;
          inherit asAttrs mergeAttrValues;
        };
      nestedTypes.elemType = elemType;
    };

  loaOf =
    elemType:
    lib.types.attrsOf elemType
    // {
      name = "loaOf";
      deprecationMessage = "Mixing lists with attribute values is no longer possible; please use `types.attrsOf` instead. See https://github.com/NixOS/nixpkgs/issues/1800 for the motivation.";
    };

  uniq = lib.types.unique { message = ""; };
  unique =
    { message }:
    type:
    mkOptionType {
      name = "unique";
      inherit (type)
        check
        emptyValue
        getSubModules
        getSubOptions
        ;
      inherit (type) description;
      descriptionClass = type.descriptionClass or "noun";
      merge = lib.options.mergeUniqueOption {
        inherit message;
        inherit (type) merge;
      };
      substSubModules = m: lib.types.uniq (type.substSubModules m);
      functor = elemTypeFunctor "unique" { elemType = type; } // {
        type = payload: lib.types.unique { inherit message; } payload.elemType;
      };
      nestedTypes.elemType = type;
    };

  nullOr =
    elemType:
    mkOptionType {
      name = "nullOr";
      description = "null or ${nounOrConjunction elemType}";
      descriptionClass = "conjunction";
      check = x: x == null || elemType.check x;
      merge =
        loc: defs:
        let
          nulls = lib.lists.count (def: def.value == null) defs;
        in
        if nulls == 0 then
          elemType.merge loc defs
        else if nulls == length defs then
          null
        else
          throw "The option `${showOption loc}` is defined both null and not null, in ${showFiles (getFiles defs)}.";
      emptyValue.value = null;
      getSubOptions = elemType.getSubOptions;
      getSubModules = elemType.getSubModules;
      substSubModules = m: lib.types.nullOr (elemType.substSubModules m);
      functor = elemTypeFunctor "nullOr" { inherit elemType; };
      nestedTypes.elemType = elemType;
    };

  functionTo =
    elemType:
    mkOptionType {
      name = "functionTo";
      description = "function that evaluates to a(n) ${nounOrComposite elemType}";
      descriptionClass = "composite";
      check = lib.trivial.isFunction;
      merge =
        loc: defs:
        # The result accepts what all definitions accept.
        let
          args = map (def: lib.trivial.functionArgs def.value) defs;
          result =
            x:
            (mergeDefinitions (loc ++ [ "<function body>" ]) elemType (
              map (def: {
                inherit (def) file;
                value = def.value x;
              }) defs
            )).mergedValue;
        in
        lib.trivial.setFunctionArgs result (
          builtins.zipAttrsWith (_: builtins.all (optional: optional)) args
        );
      getSubOptions = prefix: elemType.getSubOptions (prefix ++ [ "<function body>" ]);
      getSubModules = elemType.getSubModules;
      substSubModules = m: lib.types.functionTo (elemType.substSubModules m);
      functor = elemTypeFunctor "functionTo" { inherit elemType; };
      nestedTypes.elemType = elemType;
    };

  either =
    t1: t2:
    mkOptionType {
      name = "either";
      description = "${
        if t1.descriptionClass or null == "nonRestrictiveClause" then
          # The clause ends with a comma.
          "${t1.description}, or"
        else
          "${nounOrConjunction t1} or"
      } ${
        optionDescriptionPhrase (
          class: class == "noun" || class == "conjunction" || class == "composite"
        ) t2
      }";
      descriptionClass = "conjunction";
      check = x: t1.check x || t2.check x;
      mismatch =
        loc: defs:
        "TypeError: The option `${showOption loc}` is neither a value of type `${t1.description}` nor `${t2.description}`, Definition values:${showDefs defs}";
      merge =
        loc: defs:
        let
          values = getValues defs;
        in
        if builtins.all t1.check values then
          t1.merge loc defs
        else if builtins.all t2.check values then
          t2.merge loc defs
        else
          throw "A definition for option `${showOption loc}' is not of type `${
            (lib.types.either t1 t2).description
          }'. TypeError: The option `${showOption loc}` is neither a value of type `${t1.description}` nor `${t2.description}`, Definition values:${showDefs defs}";
      typeMerge =
        theirs:
        let
          merge1 = t1.typeMerge (elemAt theirs.payload.elemType 0).functor;
          merge2 = t2.typeMerge (elemAt theirs.payload.elemType 1).functor;
        in
        if theirs.name == "either" && merge1 != null && merge2 != null then
          lib.types.either merge1 merge2
        else
          null;
      functor = defaultFunctor "either" // {
        payload.elemType = [
          t1
          t2
        ];
      };
      nestedTypes.left = t1;
      nestedTypes.right = t2;
    };

  oneOf =
    types:
    if types == [ ] then
      throw "types.oneOf needs to get at least one type in its argument"
    else
      builtins.foldl' lib.types.either (head types) (builtins.tail types);

  coercedTo =
    coercedType: coerce: finalType:
    assert lib.assertMsg (
      coercedType.getSubModules == null
    ) "coercedTo: coercedType must not have submodules (it’s a ${coercedType.description})";
    let
      final = v: if coercedType.check v then coerce v else v;
    in
    mkOptionType {
      name = "coercedTo";
      description = "${optionDescriptionPhrase (class: class == "noun") finalType} or ${
        optionDescriptionPhrase (class: class == "noun") coercedType
      } convertible to it";
      check = x: (coercedType.check x && finalType.check (coerce x)) || finalType.check x;
      mismatch = headMismatch;
      merge = loc: defs: finalType.merge loc (map (def: def // { value = final def.value; }) defs);
      inherit (finalType) emptyValue getSubModules getSubOptions;
      substSubModules = m: lib.types.coercedTo coercedType coerce (finalType.substSubModules m);
      typeMerge = _: null;
      functor = defaultFunctor "coercedTo";
      nestedTypes.coercedType = coercedType;
      nestedTypes.finalType = finalType;
    };

  # Values of the formats that configurations are written in.
  serializableValueWith =
    {
      typeName,
      nullable ? true,
      elemType ? null,
    }:
    let
      value =
        (if nullable then lib.types.nullOr else lib.id) (
          lib.types.oneOf [
            lib.types.bool
            lib.types.int
            lib.types.float
            lib.types.str
            lib.types.path
            (lib.types.attrsOf value)
            (lib.types.listOf value)
          ]
        )
        // {
          description = "${typeName} value";
        };
    in
    value;
  json = lib.types.serializableValueWith { typeName = "JSON"; };
  toml = lib.types.serializableValueWith {
    typeName = "TOML";
    nullable = false;
  };
}
