# GVariant: the typed values of GLib, in their text form. https://docs.gtk.org/glib/gvariant-text-format.html
{ lib }:
let
  inherit (builtins)
    head
    isAttrs
    isBool
    isFloat
    isInt
    isList
    isString
    length
    ;
  inherit (lib.strings) concatMapStringsSep concatStringsSep;

  value = type: content: render: {
    _type = "gvariant";
    inherit type;
    value = content;
    __toString = render;
  };
  # A value whose text needs its type in front.
  typed = type: content: value type content (self: "@${self.type} ${toString self.value}");

  typeOfAll =
    what: values:
    let
      types = lib.lists.unique (map (v: v.type) values);
    in
    if length types == 1 then
      head types
    else
      throw "${what}: all elements must have the same type, but found ${concatStringsSep ", " types}";
in
rec {
  isGVariant = v: v._type or "" == "gvariant";

  type = {
    arrayOf = t: "a${t}";
    maybeOf = t: "m${t}";
    tupleOf = ts: "(${concatStringsSep "" ts})";
    dictionaryEntryOf = nameType: valueType: "{${nameType}${valueType}}";
    string = "s";
    boolean = "b";
    uchar = "y";
    int16 = "n";
    uint16 = "q";
    int32 = "i";
    uint32 = "u";
    int64 = "x";
    uint64 = "t";
    double = "d";
    variant = "v";
    objectpath = "o";
  };

  intConstructors = [
    {
      name = "mkInt32";
      type = type.int32;
    }
    {
      name = "mkUint32";
      type = type.uint32;
    }
    {
      name = "mkInt64";
      type = type.int64;
    }
    {
      name = "mkUint64";
      type = type.uint64;
    }
    {
      name = "mkInt16";
      type = type.int16;
    }
    {
      name = "mkUint16";
      type = type.uint16;
    }
    {
      name = "mkUchar";
      type = type.uchar;
    }
  ];

  # What a plain value means, where that is clear.
  mkValue =
    v:
    if isGVariant v then
      v
    else if isInt v then
      throw ''
        The GVariant type for number “${toString v}” is unclear.
        Please wrap the value with one of the following, depending on the value type in GSettings schema:

        ${concatMapStringsSep "\n" (c: "- `lib.gvariant.${c.name}` for `${c.type}`") intConstructors}
      ''
    else if isBool v then
      mkBoolean v
    else if isFloat v then
      mkDouble v
    else if isString v then
      mkString v
    else if isList v then
      mkArray v
    else if isAttrs v then
      throw ''
        Cannot construct GVariant value from an attribute set. If you want to construct a dictionary, you will need to create an array containing items constructed with `lib.gvariant.mkDictionaryEntry`.
      ''
    else
      throw "The GVariant type of “${builtins.typeOf v}” can't be inferred.";

  mkBoolean = v: value type.boolean v (self: if self.value then "true" else "false");
  mkString =
    v:
    value type.string v (
      self: "'${builtins.replaceStrings [ "'" "\\" "\n" ] [ "\\'" "\\\\" "\\n" ] self.value}'"
    );
  mkObjectpath =
    v: value type.objectpath v (self: "objectpath '${lib.strings.escape [ "'" ] self.value}'");
  mkDouble = v: value type.double v (self: toString self.value);
  mkInt32 = v: value type.int32 v (self: toString self.value);
  mkUchar = typed type.uchar;
  mkInt16 = typed type.int16;
  mkUint16 = typed type.uint16;
  mkUint32 = typed type.uint32;
  mkInt64 = typed type.int64;
  mkUint64 = typed type.uint64;

  mkVariant =
    elem:
    let
      inner = mkValue elem;
    in
    value type.variant inner (self: "<${toString self.value}>");

  mkArray =
    elems:
    let
      inner = map mkValue elems;
      elemType = typeOfAll "mkArray" inner;
    in
    if elems == [ ] then
      throw "Please create empty array with mkEmptyArray."
    else
      value (type.arrayOf elemType) inner (
        self: "@${self.type} [${concatMapStringsSep "," toString self.value}]"
      );
  mkEmptyArray = elemType: value (type.arrayOf elemType) [ ] (self: "@${self.type} []");

  mkTuple =
    elems:
    let
      inner = map mkValue elems;
    in
    value (type.tupleOf (map (v: v.type) inner)) inner (
      self: "@${self.type} (${concatMapStringsSep "," toString self.value})"
    );

  mkDictionaryEntry =
    name: content:
    let
      key = mkValue name;
      val = mkValue content;
    in
    value (type.dictionaryEntryOf key.type val.type) { name = key; value = val; } (
      self: "@${self.type} {${toString self.value.name},${toString self.value.value}}"
    );

  mkMaybe =
    elemType: elem:
    value (type.maybeOf elemType) elem (
      self: if self.value == null then "@${self.type} nothing" else "just ${toString self.value}"
    );
  mkNothing = elemType: mkMaybe elemType null;
  mkJust =
    elem:
    let
      inner = mkValue elem;
    in
    mkMaybe inner.type inner;
}
