# Functions too small to have a subject of their own.
{ lib }:
let
  inherit (builtins)
    bitAnd
    deepSeq
    elem
    filter
    genList
    isFunction
    isInt
    substring
    trace
    ;

  # `builtins.warn` exists since Nix 2.23; before it a trace says the same.
  warnWith =
    builtins.warn or (
      message: value:
      builtins.trace "evaluation warning: ${message}" (
        if builtins.getEnv "NIX_ABORT_ON_WARN" == "" then
          value
        else
          abort "NIX_ABORT_ON_WARN=true; warnings are treated as unrecoverable errors."
      )
    );

  hexDigits = "0123456789ABCDEF";
  hexValues = builtins.listToAttrs (
    genList (i: {
      name = substring i 1 hexDigits;
      value = i;
    }) 16
    ++ genList (i: {
      name = substring i 1 "abcdef";
      value = 10 + i;
    }) 6
  );
in
rec {
  inherit (builtins)
    add
    bitAnd
    bitOr
    bitXor
    ceil
    deepSeq
    div
    floor
    genericClosure
    isBool
    isFloat
    isInt
    lessThan
    mul
    pathExists
    readFile
    seq
    sub
    ;

  id = x: x;
  const = x: _: x;

  # >>> pipe 2 [ (x: x + 2) (x: x * 2) ]
  # 8
  pipe = builtins.foldl' (value: f: f value);

  concat = x: y: x ++ y;
  "or" = x: y: x || y;
  and = x: y: x && y;
  xor = x: y: (!x) != (!y);
  bitNot = sub (-1);

  boolToString = b: if b then "true" else "false";
  boolToYesNo = b: if b then "yes" else "no";

  mergeAttrs = x: y: x // y;
  flip =
    f: a: b:
    f b a;
  mapNullable = f: a: if a == null then null else f a;
  defaultTo = fallback: value: if value == null then fallback else value;

  min = x: y: if x < y then x else y;
  max = x: y: if x > y then x else y;

  # The remainder has the sign of the dividend.
  mod = base: int: base - (int * (builtins.div base int));

  compare =
    a: b:
    if a < b then
      -1
    else if a > b then
      1
    else
      0;

  # Elements that satisfy p come first; each half is compared in its own way.
  splitByAndCompare =
    p: yes: no: a: b:
    if p a then
      if p b then yes a b else -1
    else if p b then
      1
    else
      no a b;

  importJSON = path: builtins.fromJSON (readFile path);
  importTOML = path: fromTOML (readFile path);

  # The version of nixpkgs whose `lib` this one answers for.
  release = "26.11";
  oldestSupportedRelease = 2605;
  isInOldestRelease = oldestSupportedReleaseIsAtLeast;
  oldestSupportedReleaseIsAtLeast = release': release' <= oldestSupportedRelease;
  versionSuffix = "pre-git";
  version = release + versionSuffix;
  nixpkgsVersion = version;
  codeName = "Zokor";
  revisionWithDefault = default: default;

  inNixShell = builtins.getEnv "IN_NIX_SHELL" != "";
  inPureEvalMode = !builtins ? currentSystem;

  warn = warnWith;
  warnIf = condition: message: if condition then warn message else id;
  warnIfNot = condition: message: if condition then id else warn message;
  throwIf = condition: message: if condition then throw message else id;
  throwIfNot = condition: message: if condition then id else throw message;
  info = message: value: trace "INFO: ${message}" value;
  showWarnings = warnings: value: builtins.foldl' (rest: w: warn w rest) value warnings;

  checkListOfEnum =
    message: valid: given:
    let
      wrong = filter (x: !elem x valid) given;
    in
    if wrong == [ ] then
      id
    else
      throw "${message}: ${lib.concatStringsSep ", " (map toString wrong)} unexpected; valid ones: ${lib.concatStringsSep ", " (map toString valid)}";

  # Functions that carry their formals as data (`__functionArgs`), because a lambda made at run time cannot have any.
  setFunctionArgs = f: args: {
    __functor = _: f;
    __functionArgs = args;
  };
  functionArgs =
    f: if f ? __functor then f.__functionArgs or (functionArgs (f.__functor f)) else builtins.functionArgs f;
  isFunction = f: builtins.isFunction f || (f ? __functor && isFunction (f.__functor f));
  mirrorFunctionArgs =
    f:
    let
      args = functionArgs f;
    in
    g: setFunctionArgs g args;
  toFunction = value: if isFunction value then value else const value;

  # >>> fromHexString "0xFf"
  # 255
  fromHexString =
    text:
    let
      digits = if builtins.match "0[xX].*" text != null then substring 2 (-1) text else text;
    in
    if builtins.match "[0-9a-fA-F]+" digits == null then
      throw "Invalid hexadecimal string: ${text}"
    else
      builtins.foldl' (sum: c: sum * 16 + hexValues.${c}) 0 (lib.stringToCharacters digits);

  # >>> toHexString 250
  # "FA"
  toHexString = i: lib.concatMapStrings (d: substring d 1 hexDigits) (toBaseDigits 16 i);

  # >>> toBaseDigits 10 123
  # [ 1 2 3 ]
  toBaseDigits =
    base: i:
    assert isInt base && base >= 2;
    assert isInt i && i >= 0;
    let
      go = rest: tail: if rest < base then [ rest ] ++ tail else go (rest / base) ([ (mod rest base) ] ++ tail);
    in
    go i [ ];
}
