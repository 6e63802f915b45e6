# Option types beyond those of the general library.
{ lib }:
let
  inherit (lib) mkOption mkOptionType types;
  gv = import ./gvariant.nix { inherit lib; };
  dag = import ./dag.nix { inherit lib; };

  # One entry of a DAG; a value that is no entry yet may go anywhere.
  dagEntryOf =
    elemType:
    let
      entry = types.submodule (
        { name, ... }:
        {
          options = {
            data = mkOption { type = elemType; };
            after = mkOption { type = types.listOf types.str; };
            before = mkOption { type = types.listOf types.str; };
          };
          config = lib.mkIf (elemType.name == "submodule") { data._module.args.dagName = name; };
        }
      );
      toEntry =
        def:
        if dag.isEntry def.value then
          def.value
        else
          dag.entryAnywhere (if def ? priority then lib.mkOrder def.priority def.value else def.value);
    in
    mkOptionType {
      name = "dagEntryOf";
      description = "DAG entry of ${elemType.description}";
      merge =
        loc: defs:
        entry.merge loc (
          map (def: {
            inherit (def) file;
            value = toEntry def;
          }) defs
        );
    };

  dagOf =
    elemType:
    let
      entries = types.attrsOf (dagEntryOf elemType);
    in
    mkOptionType rec {
      name = "dagOf";
      description = "DAG of ${elemType.description}";
      inherit (entries) check merge emptyValue;
      getSubOptions = prefix: elemType.getSubOptions (prefix ++ [ "<name>" ]);
      inherit (elemType) getSubModules;
      substSubModules = modules: dagOf (elemType.substSubModules modules);
      functor = lib.defaultFunctor name // {
        wrapped = elemType;
      };
      nestedTypes.elemType = elemType;
    };

  gvariant = mkOptionType {
    name = "gvariant";
    description = "GVariant value";
    check = value: gv.mkValue value != null;
    merge =
      loc: defs:
      let
        typedDefs = map (def: def // { value = gv.mkValue def.value; }) defs;
        kinds = lib.unique (map (def: def.value.type) typedDefs);
        kind = builtins.head kinds;
        asArray = gv.mkValue (
          (types.listOf gvariant).merge loc (map (def: def // { inherit (def.value) value; }) typedDefs)
        );
        oneOnly =
          gv.isTuple kind || gv.isMaybe kind || gv.isDictionaryEntry kind || kind == gv.type.variant;
      in
      if builtins.length kinds > 1 then
        throw "Cannot merge definitions of `${lib.showOption loc}' with mismatched GVariant types given in ${lib.showFiles (lib.getFiles defs)}."
      else if gv.isArray kind then
        asArray // { type = kind; }
      else if oneOnly then
        lib.mergeOneOption loc defs
      else if kind == gv.type.string then
        types.str.merge loc defs
      else if kind == gv.type.double then
        types.float.merge loc defs
      else
        lib.mergeDefaultOption loc defs;
  };

  named = type: description: type // {
    inherit description;
    descriptionClass = "name";
  };

  nushellValue = types.nullOr (
    types.oneOf [
      (mkOptionType {
        name = "nushell";
        description = "Nushell inline value";
        descriptionClass = "name";
        check = lib.isType "nushell-inline";
      })
      types.bool
      types.int
      types.float
      types.str
      types.path
      (named (types.attrsOf nushellValue) "attribute set of Nushell values")
      (named (types.listOf nushellValue) "list of Nushell values")
    ]
  );

  sourceFile =
    targetDir: fileName:
    let
      targetFile = "${targetDir}/${fileName}";
    in
    types.submodule (
      { config, ... }:
      {
        options = {
          target = mkOption {
            type = types.singleLineStr;
            internal = true;
            readOnly = true;
          };
          source = mkOption {
            type = types.nullOr types.path;
            default = null;
            description = "A directory to put at `${targetDir}`, or a file to put at `${targetFile}`.";
          };
          text = mkOption {
            type = types.lines;
            default = "";
            description = "Text of `${targetFile}`.";
          };
          recursive = lib.mkEnableOption "links to the single files of a directory {option}`source`, instead of one link to the directory";
        };
        config.target =
          if config.source != null && lib.pathIsDirectory config.source then targetDir else targetFile;
      }
    );
in
{
  inherit
    dagOf
    gvariant
    nushellValue
    sourceFile
    ;

  # A `sourceFile`, or its text alone.
  sourceFileOrLines =
    targetDir: fileName:
    let
      file = sourceFile targetDir fileName;
      asFile = def: {
        inherit (def) file;
        value = {
          text = def.value;
          source = null;
          recursive = false;
        };
      };
    in
    types.either types.lines file
    // {
      merge =
        loc: defs: file.merge loc (map (def: if types.lines.check def.value then asFile def else def) defs);
    };

  selectorFunction = mkOptionType {
    name = "selectorFunction";
    description = "Function that takes an attribute set and returns a list containing a selection of the values of the input set";
    check = lib.isFunction;
    merge = _loc: defs: values: lib.concatMap (def: def.value values) defs;
  };

  overlayFunction = mkOptionType {
    name = "overlayFunction";
    description = "An overlay function, takes self and super and returns an attribute set overriding the desired attributes.";
    check = lib.isFunction;
    merge = _loc: defs: self: super: lib.foldl' (all: def: all // def.value self super) { } defs;
  };

  fontType = types.submodule {
    options = {
      package = mkOption {
        type = types.nullOr types.package;
        default = null;
        example = lib.literalExpression "pkgs.dejavu_fonts";
        description = "The package the font comes from; `null` where it is installed already.";
      };
      name = mkOption {
        type = types.str;
        example = "DejaVu Sans";
        description = "Family name of the font.";
      };
      size = mkOption {
        type = types.nullOr types.number;
        default = null;
        example = "8";
        description = "Size of the font.";
      };
    };
  };

  SCFGDirectives = types.anything;
}
