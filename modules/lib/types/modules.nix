# Types whose values are modules, or evaluations of them.
{ lib, base }:
let
  inherit (builtins)
    attrNames
    concatStringsSep
    head
    intersectAttrs
    isAttrs
    length
    mapAttrs
    ;
  inherit (base)
    defaultFunctor
    headMismatch
    mkOptionType
    noCheckForDocsModule
    ;
  inherit (lib.options)
    getFiles
    showFiles
    showOption
    ;
  inherit (lib.lists) last;
  inherit (lib.modules) mkOptionDefault setDefaultModuleLocation;

  freeformSubOptions =
    evaluated: prefix:
    let
      inherit (evaluated._module) freeformType;
    in
    # Documentation does not look at this name; it only has to differ from those of the options.
    if freeformType == null then { } else { _freeformOptions = freeformType.getSubOptions prefix; };
in
{
  submodule =
    modules:
    lib.types.submoduleWith {
      shorthandOnlyDefinesConfig = true;
      modules = lib.lists.toList modules;
    };

  submoduleWith =
    {
      modules,
      specialArgs ? { },
      shorthandOnlyDefinesConfig ? false,
      description ? null,
      class ? null,
    }@payload:
    let
      inherit (lib.modules) evalModules;

      asModule =
        def:
        if isAttrs def.value && shorthandOnlyDefinesConfig == true then
          {
            _file = def.file;
            config = def.value;
          }
        else
          setDefaultModuleLocation def.file def.value;

      # What all values of this type have in common.
      common = evalModules {
        inherit class specialArgs;
        modules = [
          {
            # The name of the attribute is set where the definitions are merged; documentation has none.
            _module.args.name = mkOptionDefault "‹name›";
          }
        ]
        ++ modules;
      };
      # For documentation: nothing is wrong with definitions that cannot be complete yet.
      documentedAt =
        prefix:
        common.extendModules {
          inherit prefix;
          modules = [ noCheckForDocsModule ];
        };
      freeformType = (documentedAt [ ])._module.freeformType;
      name = "submodule";
    in
    mkOptionType {
      inherit name;
      description =
        if description != null then
          description
        else if freeformType != null then
          "open submodule of ${base.nounOrComposite freeformType}"
        else
          name;
      check = x: isAttrs x || builtins.isFunction x || lib.types.path.check x || lib.trivial.isFunction x;
      mismatch = headMismatch;
      merge =
        loc: defs:
        (common.extendModules {
          modules = [ { _module.args.name = last loc; } ] ++ map asModule defs;
          prefix = loc;
        }).config;
      # Without a definition, the defaults of the options inside are the value.
      emptyValue.value = common.config;
      getSubOptions =
        prefix:
        let
          documented = documentedAt prefix;
        in
        documented.options // freeformSubOptions documented prefix;
      getSubModules = modules;
      substSubModules = m: lib.types.submoduleWith (payload // { modules = m; });
      nestedTypes = if freeformType == null then { } else { inherit freeformType; };
      functor = defaultFunctor name // {
        type = lib.types.submoduleWith;
        payload = {
          inherit
            modules
            class
            specialArgs
            shorthandOnlyDefinesConfig
            description
            ;
        };
        binOp = a: b: {
          class =
            if a.class == null then
              b.class
            else if b.class == null || a.class == b.class then
              a.class
            else
              throw "A submoduleWith option is declared multiple times with conflicting class values \"${a.class}\" and \"${b.class}\".";
          modules = a.modules ++ b.modules;
          specialArgs =
            let
              both = attrNames (intersectAttrs a.specialArgs b.specialArgs);
            in
            if both == [ ] then
              a.specialArgs // b.specialArgs
            else
              throw "A submoduleWith option is declared multiple times with the same specialArgs \"${toString both}\"";
          shorthandOnlyDefinesConfig =
            if a.shorthandOnlyDefinesConfig == null then
              b.shorthandOnlyDefinesConfig
            else if
              b.shorthandOnlyDefinesConfig == null || a.shorthandOnlyDefinesConfig == b.shorthandOnlyDefinesConfig
            then
              a.shorthandOnlyDefinesConfig
            else
              throw "A submoduleWith option is declared multiple times with conflicting shorthandOnlyDefinesConfig values";
          description =
            if a.description == null then
              b.description
            else if b.description == null || a.description == b.description then
              a.description
            else
              throw "A submoduleWith option is declared multiple times with conflicting descriptions";
        };
      };
    };

  # A module as a value: not evaluated here, but to be imported elsewhere.
  deferredModule = lib.types.deferredModuleWith { };
  deferredModuleWith =
    {
      staticModules ? [ ],
    }:
    mkOptionType {
      name = "deferredModule";
      description = "module";
      descriptionClass = "noun";
      check = x: isAttrs x || lib.trivial.isFunction x || lib.types.path.check x;
      merge = loc: defs: {
        imports =
          staticModules
          ++ map (def: setDefaultModuleLocation "${def.file}, via option ${showOption loc}" def.value) defs;
      };
      inherit (lib.types.submoduleWith { modules = staticModules; }) getSubOptions getSubModules;
      substSubModules = m: lib.types.deferredModuleWith { staticModules = m; };
      functor = defaultFunctor "deferredModuleWith" // {
        type = lib.types.deferredModuleWith;
        payload = { inherit staticModules; };
        binOp = a: b: { staticModules = lib.lists.unique (a.staticModules ++ b.staticModules); };
      };
    };

  # An option's type as a value.
  optionType = mkOptionType {
    name = "optionType";
    description = "optionType";
    descriptionClass = "noun";
    check = base.isOptionType;
    merge =
      loc: defs:
      if length defs == 1 then
        (head defs).value
      else
        # The types are merged as if each were a declaration of the same option.
        (lib.modules.fixupOptionType loc (
          lib.modules.mergeOptionDecls loc (
            map (def: {
              _file = def.file;
              options = lib.options.mkOption { type = def.value; };
            }) defs
          )
        )).type;
  };

  optionDeclaration = mkOptionType {
    name = "optionDeclaration";
    description = "option declaration";
    descriptionClass = "noun";
    # Not one that has been evaluated: it carries values that belong to its evaluation.
    check = x: x._type or null == "option" && !(x ? isDefined);
    merge = lib.options.mergeOneOption;
  };

  # A set with exactly one of the given names, each with a type of its own.
  attrTag =
    tags:
    let
      checked = mapAttrs (
        name: opt:
        builtins.addErrorContext
          "while checking that attrTag tag ${lib.strings.escapeNixIdentifier name} is an option with a type${inAttrTagDefinition name}"
          (
            if opt._type or null != "option" then
              throw "In attrTag, each tag value must be an option, but tag ${lib.strings.escapeNixIdentifier name} ${
                if opt ? _type then
                  if opt._type == "option-type" then
                    "was a bare type, not wrapped in mkOption."
                  else
                    "was of type ${lib.strings.escapeNixString opt._type}."
                else
                  "was not."
              }"
            else
              opt
              // (
                let
                  pos = builtins.unsafeGetAttrPos name tags;
                in
                {
                  declarations = opt.declarations or (if pos == null then [ ] else [ pos.file ]);
                  declarationPositions = opt.declarationPositions or (if pos == null then [ ] else [ pos ]);
                }
              )
          )
      ) tags;
      inAttrTagDefinition =
        name:
        let
          pos = builtins.unsafeGetAttrPos name tags;
        in
        if pos == null then "" else " at ${pos.file}:${toString pos.line}:${toString pos.column}";
      choices = concatStringsSep ", " (map lib.strings.escapeNixIdentifier (attrNames tags));
      named = loc: opt: opt // { loc = loc; };
    in
    mkOptionType {
      name = "attrTag";
      description = "attribute-tagged union${if tags == { } then "" else " with choices: ${choices}"}";
      descriptionClass = if tags == { } then null else "noun";
      check = x: isAttrs x && length (attrNames x) == 1 && tags ? ${head (attrNames x)};
      merge =
        loc: defs:
        let
          choice = head (attrNames (head defs).value);
          shown = lib.strings.escapeNixIdentifier choice;
          members = map (
            def:
            if def.value ? ${choice} then
              {
                inherit (def) file;
                value = def.value.${choice};
              }
            else
              throw "The option `${showOption loc}` is defined both as `${choice}` and `${head (attrNames def.value)}`, in ${showFiles (getFiles defs)}."
          ) defs;
        in
        if tags ? ${choice} then
          {
            ${choice} =
              (lib.modules.evalOptionValue (loc ++ [ choice ]) checked.${choice} members).value;
          }
        else
          throw "The option `${showOption loc}` is defined as ${shown}, but ${shown} is not among the valid choices (${choices}). Value ${choice} was defined in ${showFiles (getFiles defs)}.";
      getSubOptions =
        prefix: mapAttrs (name: opt: named (prefix ++ [ name ]) opt // { inherit (opt) type; }) checked;
      substSubModules =
        m: lib.types.attrTag (mapAttrs (_: opt: opt // { type = opt.type.substSubModules m; }) tags);
      functor = defaultFunctor "attrTag" // {
        type = payload: lib.types.attrTag payload.tags;
        payload.tags = checked;
        binOp =
          a: b:
          let
            merged = mapAttrs (
              name: bOpt:
              lib.modules.mergeOptionDecls [ name ] [
                {
                  _file = "<attrTag {...}>";
                  options = a.tags.${name};
                }
                {
                  _file = "<attrTag {...}>";
                  options = bOpt;
                }
              ]
              // {
                declarations = a.tags.${name}.declarations ++ bOpt.declarations;
                declarationPositions =
                  a.tags.${name}.declarationPositions ++ bOpt.declarationPositions;
              }
            ) (intersectAttrs a.tags b.tags);
          in
          { tags = a.tags // b.tags // merged; };
      };
      nestedTypes = mapAttrs (_: opt: opt.type or lib.types.unspecified) tags;
    };
}
