# Lists: what each expression comes to. See run.nix.
{ lib }:
with lib;
{
  fold-right = {
    expr = foldr (x: acc: "${x}(${acc})") "." [ "a" "b" "c" ];
    expected = "a(b(c(.)))";
  };
  fold-left-strict-keeps-lazy-start = {
    expr = foldl' (_: x: x) 0 [ 1 2 ];
    expected = 2;
  };
  foldl-is-lazy-in-the-accumulator = {
    expr = foldl (_: x: x) (throw "never") [ 1 2 3 ];
    expected = 3;
  };
  imap-from-zero = {
    expr = imap0 (i: x: "${toString i}${x}") [ "a" "b" ];
    expected = [
      "0a"
      "1b"
    ];
  };
  imap-from-one = {
    expr = imap1 (i: x: "${toString i}${x}") [ "a" "b" ];
    expected = [
      "1a"
      "2b"
    ];
  };
  flatten-deep = {
    expr = flatten [ 1 [ [ ] [ 2 [ 3 ] ] ] 4 ];
    expected = [
      1
      2
      3
      4
    ];
  };
  find-first-default = {
    expr = findFirst (x: x > 9) null [ 1 2 ];
    expected = null;
  };
  find-first-long-list = {
    expr = findFirst (x: x > 19990) null (genList (x: x) 20000);
    expected = 19991;
  };
  find-single-many = {
    expr = findSingle (x: x > 1) "none" "many" [ 1 2 3 ];
    expected = "many";
  };
  group-by-keeps-order = {
    expr = groupBy (x: if x > 2 then "big" else "small") [ 3 1 4 2 ];
    expected = {
      big = [
        3
        4
      ];
      small = [
        1
        2
      ];
    };
  };
  group-by-fold = {
    expr = groupBy' add 0 (x: if x > 2 then "big" else "small") [ 5 1 2 3 ];
    expected = {
      big = 8;
      small = 3;
    };
  };
  sublist-past-end = {
    expr = sublist 2 10 [ 1 2 3 ];
    expected = [
      3
    ];
  };
  take-end = {
    expr = [ (takeEnd 2 [ 1 2 3 ]) (dropEnd 1 [ 1 2 3 ]) (take 9 [ 1 ]) (drop 9 [ 1 ]) ];
    expected = [
      [
        2
        3
      ]
      [
        1
        2
      ]
      [
        1
      ]
      [ ]
    ];
  };
  toposort-order = {
    expr = toposort (a: b: a < b) [ 3 2 1 ];
    expected = {
      result = [
        1
        2
        3
      ];
    };
  };
  toposort-cycle = {
    expr = toposort (a: b: elem b { "1" = [ "2" ]; "2" = [ "1" ]; }.${a}) [ "1" "2" ];
    expected = {
      cycle = [
        "1"
        "2"
      ];
      loops = [
        "1"
      ];
    };
  };
  natural-sort = {
    expr = naturalSort [ "v1.10" "v1.9" "a" "v1.0" ];
    expected = [
      "a"
      "v1.0"
      "v1.9"
      "v1.10"
    ];
  };
  sort-on-key = {
    expr = sortOn stringLength [ "ccc" "a" "bb" "d" ];
    expected = [
      "a"
      "d"
      "bb"
      "ccc"
    ];
  };
  compare-lists = {
    expr = map (x: compareLists compare x [ 1 2 ]) [ [ 1 ] [ 1 2 ] [ 1 3 ] [ 0 9 9 ] ];
    expected = [
      (-1)
      0
      1
      (-1)
    ];
  };
  unique-keeps-first = {
    expr = unique [ 3 1 3 2 1 ];
    expected = [
      3
      1
      2
    ];
  };
  subtract-and-intersect = {
    expr = [ (subtractLists [ 1 2 ] [ 2 3 1 4 ]) (intersectLists [ 1 2 ] [ 2 3 1 ]) (mutuallyExclusive [ 1 ] [ 2 ]) ];
    expected = [
      [
        3
        4
      ]
      [
        2
        1
      ]
      true
    ];
  };
  cross-product = {
    expr = cartesianProduct { a = [ 1 2 ]; b = [ 3 ]; };
    expected = [
      {
        a = 1;
        b = 3;
      }
      {
        a = 2;
        b = 3;
      }
    ];
  };
  zip-to-shorter = {
    expr = zipLists [ 1 2 3 ] [ "a" "b" ];
    expected = [
      {
        fst = 1;
        snd = "a";
      }
      {
        fst = 2;
        snd = "b";
      }
    ];
  };
  list-prefix = {
    expr = [ (lists.hasPrefix [ 1 ] [ 1 2 ]) (lists.removePrefix [ 1 ] [ 1 2 ]) (lists.commonPrefix [ 1 2 3 ] [ 1 2 4 ]) ];
    expected = [
      true
      [
        2
      ]
      [
        1
        2
      ]
    ];
  };
  replace-element = {
    expr = replaceElemAt [ 1 2 3 ] 1 9;
    expected = [
      1
      9
      3
    ];
  };
  remove-and-count = {
    expr = [ (remove 1 [ 1 2 1 ]) (count (x: x == 1) [ 1 2 1 ]) (range 3 5) (range 5 3) (replicate 2 "x") ];
    expected = [
      [
        2
      ]
      2
      [
        3
        4
        5
      ]
      [ ]
      [
        "x"
        "x"
      ]
    ];
  };
}
