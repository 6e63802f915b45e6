# Looking at values while they are evaluated, and testing expressions.
{ lib }:
let
  inherit (builtins)
    attrNames
    deepSeq
    isAttrs
    isList
    length
    mapAttrs
    ;
  inherit (lib.generators) toPretty;

  # A value cut off at a depth, with functions named.
  snip =
    depth: v:
    if isList v then
      if depth == 0 then
        (if v == [ ] then [ ] else [ (short "[…]") ])
      else
        map (snip (depth - 1)) v
    else if isAttrs v then
      if v.type or null == "derivation" then
        short "<derivation ${v.name or "???"}>"
      else if depth == 0 then
        (if v == { } then { } else short "{…}")
      else
        mapAttrs (_: snip (depth - 1)) v
    else
      v;
  short = text: {
    __pretty = lib.const text;
    val = text;
  };
in
rec {
  inherit (builtins) addErrorContext trace unsafeGetAttrPos;

  traceIf = condition: message: value: if condition then builtins.trace message value else value;
  traceValFn = f: value: builtins.trace (f value) value;
  traceVal = traceValFn lib.id;
  traceSeq = message: value: builtins.trace (deepSeq message message) value;
  traceSeqN =
    depth: message: value:
    let
      shown = toPretty { allowPrettyValues = true; } (snip depth message);
    in
    builtins.trace shown value;
  traceValSeqFn = f: value: traceValFn f (deepSeq value value);
  traceValSeq = traceValSeqFn lib.id;
  traceValSeqNFn =
    f: depth: value:
    traceSeqN depth (f value) value;
  traceValSeqN = traceValSeqNFn lib.id;
  traceFnSeqN =
    depth: name: f: value:
    let
      result = f value;
    in
    traceSeqN depth {
      fn = name;
      from = value;
      to = result;
    } result;

  # The failures among { test… = { expr; expected; }; }.
  runTests =
    tests:
    let
      chosen = tests.tests or [ ];
      isTest = name: lib.strings.hasPrefix "test" name && (chosen == [ ] || builtins.elem name chosen);
      run =
        name:
        let
          test = tests.${name};
        in
        if isTest name && test ? expr && test.expr != test.expected then
          [
            {
              inherit name;
              inherit (test) expected;
              result = test.expr;
            }
          ]
        else
          [ ];
    in
    lib.lists.concatMap run (attrNames tests);

  throwTestFailures =
    {
      failures,
      description ? "tests",
      ...
    }:
    if failures == [ ] then
      null
    else
      let
        pretty = toPretty { };
        one = f: "FAIL ${f.name}\nExpected:\n${pretty f.expected}\n\nResult:\n${pretty f.result}";
      in
      throw "${toString (length failures)} ${description} failed:\n- ${
        lib.strings.concatStringsSep "\n- " (map (f: f.name) failures)
      }\n\n${lib.strings.concatStringsSep "\n\n" (map one failures)}";

  testAllTrue = expr: {
    inherit expr;
    expected = map (_: true) expr;
  };
}
