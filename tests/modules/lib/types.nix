# Option types: what each expression comes to. See run.nix.
{ lib }:
let
  # The value of an option with these definitions, the last of them first.
  mergeOf =
    type: values:
    (lib.evalModules {
      modules = [ { options.x = lib.mkOption { inherit type; }; } ] ++ map (v: { x = v; }) values;
    }).config.x;
in
with lib;
{
  descriptions = {
    expr = with types; map (t: t.description) [ str int bool path package (listOf str) (attrsOf (listOf int)) (nullOr (listOf (nullOr int))) (either int (listOf str)) (oneOf [ int str bool ]) (enum [ "a" 1 ]) (functionTo int) (coercedTo int toString str) (strMatching "x+") (separatedString ":") ints.positive (ints.between 1 5) port (submodule { }) (uniq str) (nonEmptyListOf int) (lazyAttrsOf str) numbers.nonnegative anything ];
    expected = [
      "string"
      "signed integer"
      "boolean"
      "absolute path"
      "package"
      "list of string"
      "attribute set of list of signed integer"
      "null or (list of (null or signed integer))"
      "signed integer or list of string"
      "signed integer or string or boolean"
      "one of \"a\", 1"
      "function that evaluates to a(n) signed integer"
      "string or signed integer convertible to it"
      "string matching the pattern x+"
      "strings concatenated with \":\""
      "positive integer, meaning >0"
      "integer between 1 and 5 (both inclusive)"
      "16 bit unsigned integer; between 0 and 65535 (both inclusive)"
      "submodule"
      "string"
      "non-empty (list of signed integer)"
      "lazy attribute set of string"
      "nonnegative integer or floating point number, meaning >=0"
      "anything"
    ];
  };
  names = {
    expr = with types; map (t: t.name) [ str lines (listOf str) (attrsOf int) (nullOr int) (either int str) ints.u16 (enum [ ]) (submodule { }) path ];
    expected = [
      "str"
      "separatedString"
      "listOf"
      "attrsOf"
      "nullOr"
      "either"
      "unsignedInt16"
      "enum"
      "submodule"
      "path"
    ];
  };
  merge-two-types = {
    expr = with types; map (p: let r = (elemAt p 0).typeMerge (elemAt p 1).functor; in if r == null then null else r.description) [ [ int int ] [ int str ] [ (listOf int) (listOf int) ] [ (listOf int) (listOf str) ] [ (enum [ 1 ]) (enum [ 2 ]) ] [ (nullOr str) (nullOr str) ] [ lines commas ] [ (attrsOf int) (lazyAttrsOf int) ] [ (either int str) (either int str) ] ];
    expected = [
      "signed integer"
      null
      "list of signed integer"
      null
      "one of 1, 2"
      "null or string"
      null
      null
      "signed integer or string"
    ];
  };
  checks = {
    expr = with types; map (p: (elemAt p 0).check (elemAt p 1)) [ [ str 1 ] [ path "/a" ] [ path "a" ] [ singleLineStr "a\nb" ] [ singleLineStr "a\n" ] [ nonEmptyStr " " ] [ ints.u8 256 ] [ ints.positive 0 ] [ port 65535 ] [ number 1.5 ] [ (listOf int) [ "x" ] ] [ (enum [ 1 ]) 2 ] [ (strMatching "a+") "aab" ] ];
    expected = [
      false
      true
      false
      false
      true
      false
      false
      false
      true
      true
      true
      false
      false
    ];
  };
  lists-drop-absent = {
    expr = mergeOf (types.listOf types.int) [ [ 1 (mkIf false 2) ] [ 3 ] ];
    expected = [
      3
      1
    ];
  };
  sets-drop-absent = {
    expr = mergeOf (types.attrsOf types.int) [ { a = 1; b = mkIf false 2; } { c = mkForce 3; } ];
    expected = {
      a = 1;
      c = 3;
    };
  };
  lazy-sets-keep-names = {
    expr = attrNames (mergeOf (types.lazyAttrsOf types.int) [ { a = 1; b = throw "not looked at"; } ]);
    expected = [
      "a"
      "b"
    ];
  };
  either-takes-the-first-that-fits = {
    expr = [ (mergeOf (types.either types.int (types.listOf types.int)) [ [ 1 ] [ 2 ] ]) (mergeOf (types.either types.int types.str) [ 1 ]) ];
    expected = [
      [
        2
        1
      ]
      1
    ];
  };
  coerced-values = {
    expr = mergeOf (types.listOf (types.coercedTo types.int toString types.str)) [ [ 1 "a" ] ];
    expected = [
      "1"
      "a"
    ];
  };
  null-or-value = {
    expr = [ (mergeOf (types.nullOr types.int) [ null null ]) (mergeOf (types.nullOr types.int) [ 1 ]) ];
    expected = [
      null
      1
    ];
  };
  functions-merge-results = {
    expr = (mergeOf (types.functionTo (types.listOf types.int)) [ (x: [ x ]) (x: [ (x + 1) ]) ]) 5;
    expected = [
      6
      5
    ];
  };
  anything-merges-deep = {
    expr = mergeOf types.anything [ { a.b = 1; f = [ 1 ]; } { a.c = "x"; } ];
    expected = {
      a = {
        b = 1;
        c = "x";
      };
      f = [
        1
      ];
    };
  };
  anything-merges-functions = {
    expr = (mergeOf types.anything [ (x: { a = x; }) (x: { b = x; }) ]) 3;
    expected = {
      a = 3;
      b = 3;
    };
  };
  text-types = {
    expr = [ (mergeOf types.lines [ "a" "b" ]) (mergeOf types.commas [ "a" "b" ]) (mergeOf types.singleLineStr [ "a\n" ]) ];
    expected = [
      ''
        b
        a''
      "b,a"
      "a"
    ];
  };
  boolean-or = {
    expr = mergeOf types.boolByOr [ false true ];
    expected = true;
  };
  plain-sets = {
    expr = mergeOf types.attrs [ { a = 1; } { b = 2; } ];
    expected = {
      a = 1;
      b = 2;
    };
  };
  tagged-union = {
    expr = mergeOf (types.attrTag { a = mkOption { type = types.int; }; b = mkOption { type = types.str; }; }) [ { a = 1; } ];
    expected = {
      a = 1;
    };
  };
  empty-values = {
    expr = with types; map (t: t.emptyValue) [ (listOf int) (attrsOf int) (nullOr int) int (submodule { }) ];
    expected = [
      {
        value = [ ];
      }
      {
        value = { };
      }
      {
        value = null;
      }
      { }
      {
        value = { };
      }
    ];
  };
  sub-options = {
    expr = attrNames ((types.attrsOf (types.submodule { options.a = mkOption { }; options.b = mkOption { }; })).getSubOptions [ "x" ]);
    expected = [
      "_module"
      "a"
      "b"
    ];
  };
  anything-leaves-lists-alone = {
    expr = length (mergeOf types.anything [ [ (throw "not looked at") (_: { x = throw "nor this"; }) ] ]);
    expected = 2;
  };
}
