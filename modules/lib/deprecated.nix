# Old functions that configurations still call.
{ lib }:
let
  inherit (builtins) concatMap elem foldl' isAttrs;
  inherit (lib.lists) toList;
in
rec {
  # The default is that of a list: counted from one.
  imap = lib.lists.imap1;
  maybeEnv = name: default: let value = builtins.getEnv name; in if value == "" then default else value;
  maybeAttr = name: default: set: set.${name} or default;
  maybeAttrNullable = name: default: set: if set == null then default else maybeAttr name default set;
  ifEnable = condition: value:
    if condition then value
    else if builtins.isList value then [ ]
    else if isAttrs value then { }
    else if builtins.isString value then ""
    else if value == true || value == false then false
    else null;
  nvs = name: value: { inherit name value; };
  setAttr = set: name: value: set // { ${name} = value; };
  getValue = set: name: if set ? ${name} then set.${name} else null;
  mergeAttrsNoOverride =
    { mergeLists ? [ "buildInputs" "propagatedBuildInputs" ], overrideSnd ? [ "buildPhase" ] }:
    a: b:
    foldl' (
      res: name:
      if !(a ? ${name}) then res // { ${name} = b.${name}; }
      else if elem name mergeLists then res // { ${name} = a.${name} ++ b.${name}; }
      else if elem name overrideSnd then res // { ${name} = b.${name}; }
      else throw "mergeAttrsNoOverride: the attribute ${name} is on both sides"
    ) a (builtins.attrNames b);

  lazyGenericClosure =
    { startSet, operator }:
    let
      work = list: done: result:
        if list == [ ] then result
        else
          let
            x = builtins.head list;
          in
          if elem x.key done then work (builtins.tail list) done result
          else work (builtins.tail list ++ operator x) ([ x.key ] ++ done) ([ x ] ++ result);
    in
    work startSet [ ] [ ];

  uniqList = { inputList, acc ? [ ] }: acc ++ lib.lists.subtractLists acc (lib.lists.unique inputList);

  # A package with everything it propagates.
  closePropagation = packages:
    let
      key = p: builtins.toJSON (builtins.unsafeDiscardStringContext (toString (p.outPath or p)));
    in
    map (x: x.val) (
      builtins.genericClosure {
        startSet = map (p: { key = key p; val = p; }) (builtins.filter (p: p != null) packages);
        operator = x:
          map (p: { key = key p; val = p; }) (
            builtins.filter (p: p != null) (
              concatMap toList ((x.val.propagatedBuildInputs or [ ]) ++ (x.val.propagatedNativeBuildInputs or [ ]))
            )
          );
      }
    );
  closePropagationFast = closePropagation;
  closePropagationSlow = closePropagation;

  # The name of a value's type, as older code spells it.
  nixType = x:
    if isAttrs x then (if x ? outPath then "derivation" else "attrs")
    else if builtins.isFunction x then "function"
    else if builtins.isList x then "list"
    else if x == true then "bool"
    else if x == false then "bool"
    else if x == null then "null"
    else if builtins.isInt x then "int"
    else "string";

  fakeHash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
  fakeSha256 = "0000000000000000000000000000000000000000000000000000000000000000";
  fakeSha512 = "00000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000";
}
