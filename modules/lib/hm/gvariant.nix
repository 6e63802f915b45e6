# Values of GLib's GVariant text format, as dconf reads them.
#
# A value is `{ _type = "gvariant"; type; value; __toString; }`; `type` is GVariant's own notation.
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
    ;

  type = {
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
    arrayOf = element: "a${element}";
    maybeOf = element: "m${element}";
    tupleOf = elements: "(${lib.concatStrings elements})";
    dictionaryEntryOf = elements: "{${lib.concatStrings elements}}";
  };

  # `print` turns the finished value into text; without it the type is written before the value.
  make = print: type: value: {
    _type = "gvariant";
    inherit type value;
    __toString = print;
  };
  typed = make (self: "@${self.type} ${toString self.value}");
  plain = make (self: toString self.value);
  joined = lib.concatMapStringsSep "," toString;

  typeOf =
    value:
    if isBool value then
      type.boolean
    else if isInt value then
      type.int32
    else if isFloat value then
      type.double
    else if isString value then
      type.string
    else if isList value then
      (if elementTypeOf value == "" then "" else type.arrayOf (elementTypeOf value))
    else if isAttrs value then
      value.type or ""
    else
      "";
  elementTypeOf = list: if list == [ ] then "" else typeOf (head list);

  mkMaybe = elementType: make (
    self: if self.value == null then "@${self.type} nothing" else "just ${toString self.value}"
  ) (type.maybeOf elementType);
in
rec {
  inherit type typeOf;

  isGVariant = value: value._type or "" == "gvariant";
  isArray = lib.hasPrefix "a";
  isDictionaryEntry = lib.hasPrefix "{";
  isMaybe = lib.hasPrefix "m";
  isTuple = lib.hasPrefix "(";

  # The GVariant nearest to an ordinary value; `null` where there is none.
  mkValue =
    value:
    if isBool value then
      mkBoolean value
    else if isInt value then
      mkInt32 value
    else if isFloat value then
      mkDouble value
    else if isString value then
      mkString value
    else if isList value then
      mkArray (if value == [ ] then type.string else elementTypeOf value) value
    else if isAttrs value && isGVariant value then
      value
    else
      null;

  mkArray =
    elementType: elements:
    make (self: "@${self.type} [${joined self.value}]") (type.arrayOf elementType) (map mkValue elements);
  mkEmptyArray = elementType: mkArray elementType [ ];
  mkVariant = element: make (self: "@${self.type} <${toString self.value}>") type.variant (mkValue element);

  mkDictionaryEntry =
    elements:
    let
      values = map mkValue elements;
    in
    make (self: "@${self.type} {${joined self.value}}") (type.dictionaryEntryOf (map (v: v.type) values)) values;
  mkTuple =
    elements:
    let
      values = map mkValue elements;
    in
    make (self: "@${self.type} (${joined self.value})") (type.tupleOf (map (v: v.type) values)) values;

  mkNothing = elementType: mkMaybe elementType null;
  mkJust =
    element:
    let
      value = mkValue element;
    in
    mkMaybe value.type value;

  mkBoolean = make (self: lib.boolToString self.value) type.boolean;
  mkString = make (
    self: "'${lib.replaceStrings [ "\n" ] [ "\\n" ] (lib.escape [ "'" "\\" ] self.value)}'"
  ) type.string;
  mkObjectpath = make (self: "objectpath '${lib.escape [ "'" ] self.value}'") type.string;
  mkUchar = typed type.uchar;
  mkInt16 = typed type.int16;
  mkUint16 = typed type.uint16;
  mkInt32 = plain type.int32;
  mkUint32 = typed type.uint32;
  mkInt64 = typed type.int64;
  mkUint64 = typed type.uint64;
  mkDouble = plain type.double;
}
