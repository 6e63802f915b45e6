# Types of values without members: strings, numbers, paths, packages, choices.
{ lib, base }:
let
  inherit (builtins)
    concatStringsSep
    elem
    head
    isAttrs
    isBool
    isFloat
    isInt
    isPath
    isString
    length
    match
    substring
    ;
  inherit (base)
    addCheck
    defaultFunctor
    mkOptionType
    plain
    ;
  inherit (lib.options)
    getValues
    mergeEqualOption
    mergeOneOption
    showFiles
    showOption
    ;
  inherit (lib.strings) isStringLike isStorePath;

  strType = plain "str" "string" isString;
  intType = plain "int" "signed integer" isInt;
  floatType = plain "float" "floating point number" isFloat;

  intRange =
    lo: hi:
    assert lib.assertMsg (lo <= hi) "ints.between: lowest must be smaller than highest";
    addCheck intType (x: x >= lo && x <= hi)
    // {
      name = "intBetween";
      description = "integer between ${toString lo} and ${toString hi} (both inclusive)";
    };
  intBits =
    kind: lo: hi: bits:
    intRange lo hi
    // {
      name = "${kind}Int${toString bits}";
      description = "${toString bits} bit ${kind} integer; between ${toString lo} and ${toString hi} (both inclusive)";
    };
  unsignedBits = bits: power: intBits "unsigned" 0 (power - 1) bits;
  signedBits = bits: half: intBits "signed" (0 - half) (half - 1) bits;

  numberType = lib.types.either intType floatType;

  # Text whose definitions are put together with a separator.
  separated =
    sep:
    mkOptionType {
      name = "separatedString";
      description = "strings concatenated with ${builtins.toJSON sep}";
      descriptionClass = "noun";
      check = isString;
      merge = _: defs: concatStringsSep sep (getValues defs);
      functor = defaultFunctor "separatedString" // {
        payload = { inherit sep; };
        type = payload: lib.types.separatedString payload.sep;
        binOp = a: b: if a.sep == b.sep then a else null;
      };
    };

  oneNewlineAtMost = s: match "[^\n\r]*\n?" s != null;
in
{
  raw = mkOptionType {
    name = "raw";
    description = "raw value";
    descriptionClass = "noun";
    check = _: true;
    merge = mergeOneOption;
  };

  unspecified = mkOptionType {
    name = "unspecified";
    description = "unspecified value";
    descriptionClass = "noun";
  };

  bool = plain "bool" "boolean" isBool;

  # True if any definition says so.
  boolByOr = mkOptionType {
    name = "boolByOr";
    description = "boolean (merged using or)";
    descriptionClass = "noun";
    check = isBool;
    merge = _: defs: lib.lists.any (x: x) (getValues defs);
  };

  int = intType;
  float = floatType;
  number = numberType;

  ints = {
    between = intRange;
    unsigned = addCheck intType (x: x >= 0) // {
      name = "unsignedInt";
      description = "unsigned integer, meaning >=0";
      descriptionClass = "nonRestrictiveClause";
    };
    positive = addCheck intType (x: x > 0) // {
      name = "positiveInt";
      description = "positive integer, meaning >0";
      descriptionClass = "nonRestrictiveClause";
    };
    u8 = unsignedBits 8 256;
    u16 = unsignedBits 16 65536;
    u32 = unsignedBits 32 4294967296;
    s8 = signedBits 8 128;
    s16 = signedBits 16 32768;
    s32 = signedBits 32 2147483648;
  };
  port = unsignedBits 16 65536;

  numbers = {
    between =
      lo: hi:
      assert lib.assertMsg (lo <= hi) "numbers.between: lowest must be smaller than highest";
      addCheck numberType (x: x >= lo && x <= hi)
      // {
        name = "numberBetween";
        description = "integer or floating point number between ${toString lo} and ${toString hi} (both inclusive)";
        mismatch = base.headMismatch;
      };
    nonnegative = addCheck numberType (x: x >= 0) // {
      name = "numberNonnegative";
      description = "nonnegative integer or floating point number, meaning >=0";
      descriptionClass = "nonRestrictiveClause";
      mismatch = base.headMismatch;
    };
    positive = addCheck numberType (x: x > 0) // {
      name = "numberPositive";
      description = "positive integer or floating point number, meaning >0";
      descriptionClass = "nonRestrictiveClause";
      mismatch = base.headMismatch;
    };
  };

  str = strType;
  nonEmptyStr = plain "nonEmptyStr" "non-empty string" (x: isString x && match "[ \t\n]*" x == null);

  singleLineStr = mkOptionType {
    name = "singleLineStr";
    description = "(optionally newline-terminated) single-line string";
    descriptionClass = "noun";
    check = x: isString x && oneNewlineAtMost x;
    merge = loc: defs: lib.strings.removeSuffix "\n" (mergeEqualOption loc defs);
  };

  strMatching =
    pattern:
    mkOptionType {
      name = "strMatching ${lib.strings.escapeNixString pattern}";
      description = "string matching the pattern ${pattern}";
      descriptionClass = "noun";
      check = x: isString x && match pattern x != null;
      merge = mergeEqualOption;
      functor = defaultFunctor "strMatching" // {
        type = payload: lib.types.strMatching payload.pattern;
        payload = { inherit pattern; };
        binOp = a: b: if a == b then a else null;
      };
    };

  separatedString = separated;
  lines = separated "\n";
  commas = separated ",";
  envVar = separated ":";

  # Names are kept out of the world-readable store's passwd-like files by what they must not contain.
  passwdEntry =
    entryType:
    addCheck entryType (s: !(lib.strings.hasInfix ":" s || lib.strings.hasInfix "\n" s))
    // {
      name = "passwdEntry ${entryType.name}";
      description = "${base.optionDescriptionPhrase (class: class == "noun") entryType}, not containing newlines or colons";
      descriptionClass = "nonRestrictiveClause";
    };

  # Sets that are merged by `//`; members are neither checked nor merged.
  attrs = mkOptionType {
    name = "attrs";
    description = "attribute set";
    check = isAttrs;
    merge = _: defs: builtins.foldl' (res: def: res // def.value) { } defs;
    emptyValue.value = { };
  };

  package = mkOptionType {
    name = "package";
    descriptionClass = "noun";
    check = x: lib.attrsets.isDerivation x || isStorePath x;
    merge =
      loc: defs:
      let
        value = mergeOneOption loc defs;
      in
      if isPath value || (isString value && !builtins.hasContext value) then
        lib.attrsets.toDerivation value
      else
        value;
  };

  shellPackage = lib.types.package // {
    check = x: lib.attrsets.isDerivation x && x ? shellPath;
  };

  pkgs = addCheck (
    lib.types.unique { message = "A Nixpkgs pkgs set can not be merged with another pkgs set."; } lib.types.attrs
    // {
      name = "pkgs";
      descriptionClass = "noun";
      description = "Nixpkgs package set";
    }
  ) (x: x._type or null == "pkgs");

  fileset = mkOptionType {
    name = "fileset";
    description = "fileset";
    descriptionClass = "noun";
    check = lib.fileset.isFileset;
    merge = _: defs: lib.fileset.unions (getValues defs);
    emptyValue.value = lib.fileset.empty;
  };

  path = lib.types.pathWith { absolute = true; };
  pathInStore = lib.types.pathWith { inStore = true; };
  externalPath = lib.types.pathWith {
    absolute = true;
    inStore = false;
  };

  pathWith =
    {
      inStore ? null,
      absolute ? null,
    }:
    lib.throwIf (inStore == true && absolute == false) "In pathWith, inStore means the path must be absolute" (
      mkOptionType {
        name = "path";
        description =
          (
            if absolute == null then
              ""
            else if absolute then
              "absolute "
            else
              "relative "
          )
          + "path"
          + (
            if inStore == null then
              ""
            else if inStore then
              " in the Nix store"
            else
              " not in the Nix store"
          );
        descriptionClass = "noun";
        check =
          x:
          let
            text = builtins.unsafeDiscardStringContext (toString x);
            # A path value is copied there when it is used.
            inTheStore = isPath x || match "${builtins.storeDir}/[^.].*" text != null;
            isAbsolute = substring 0 1 text == "/";
          in
          isStringLike x
          && (inStore == null || inStore == inTheStore)
          && (absolute == null || absolute == isAbsolute);
        merge = mergeEqualOption;
        functor = defaultFunctor "path" // {
          type = lib.types.pathWith;
          payload = { inherit inStore absolute; };
          binOp = a: b: if a == b then a else null;
        };
      }
    );

  enum =
    values:
    let
      show =
        v:
        if isString v then
          ''"${v}"''
        else if isInt v then
          toString v
        else if isBool v then
          lib.trivial.boolToString v
        else
          "<${builtins.typeOf v}>";
      one = length values == 1;
    in
    mkOptionType {
      name = "enum";
      description =
        if values == [ ] then
          "impossible (empty enum)"
        else if one then
          "value ${show (head values)} (singular enum)"
        else
          "one of ${lib.strings.concatMapStringsSep ", " show values}";
      descriptionClass = if length values < 2 then "noun" else "conjunction";
      check = x: elem x values;
      merge = mergeEqualOption;
      functor = defaultFunctor "enum" // {
        payload = { inherit values; };
        type = payload: lib.types.enum payload.values;
        binOp = a: b: { values = lib.lists.unique (a.values ++ b.values); };
      };
    };

  luaInline = mkOptionType {
    name = "luaInline";
    description = "inline lua";
    descriptionClass = "noun";
    check = x: x._type or null == "lua-inline";
    merge = mergeEqualOption;
  };

  # Anything at all: sets are merged member by member, functions by their results; lists and the rest must be equal,
  # and what is in them is not looked at.
  anything = mkOptionType {
    name = "anything";
    description = "anything";
    descriptionClass = "noun";
    check = _: true;
    merge =
      loc: defs:
      let
        kindOf = v: if isAttrs v && isStringLike v then "stringCoercibleSet" else builtins.typeOf v;
        common = builtins.foldl' (
          k: def:
          if kindOf def.value == k then
            k
          else
            throw "The option `${showOption loc}' has conflicting option types in ${showFiles (lib.options.getFiles defs)}"
        ) (kindOf (head defs).value) defs;
        byKind = {
          set = (lib.types.attrsOf lib.types.anything).merge;
          stringCoercibleSet = mergeOneOption;
          lambda =
            at: fs: x:
            lib.types.anything.merge (at ++ [ "<function body>" ]) (
              map (def: {
                inherit (def) file;
                value = def.value x;
              }) fs
            );
        };
      in
      (byKind.${common} or mergeEqualOption) loc defs;
  };
}
