# Attribute sets: what each expression comes to. See run.nix.
{ lib }:
with lib;
{
  by-path = {
    expr = [ (attrByPath [ "a" "b" ] 0 { a.b = 1; }) (attrByPath [ "a" "c" ] 0 { a.b = 1; }) (attrByPath [ ] 0 { }) ];
    expected = [
      1
      0
      { }
    ];
  };
  has-path = {
    expr = [ (hasAttrByPath [ "a" "b" ] { a.b = 1; }) (hasAttrByPath [ "a" "b" "c" ] { a.b = 1; }) ];
    expected = [
      true
      false
    ];
  };
  set-by-path = {
    expr = setAttrByPath [ "a" "b" ] 1;
    expected = {
      a = {
        b = 1;
      };
    };
  };
  longest-path = {
    expr = attrsets.longestValidPathPrefix [ "a" "b" "c" ] { a.b = 1; };
    expected = [
      "a"
      "b"
    ];
  };
  recursive-update = {
    expr = recursiveUpdate { a.x = 1; a.y = 1; b = { }; } { a.y = 2; b = 3; c = 4; };
    expected = {
      a = {
        x = 1;
        y = 2;
      };
      b = 3;
      c = 4;
    };
  };
  recursive-update-until = {
    expr = recursiveUpdateUntil (p: l: r: p == [ "a" ]) { a.x = 1; b.x = 1; } { a.y = 2; b.y = 2; };
    expected = {
      a = {
        y = 2;
      };
      b = {
        x = 1;
        y = 2;
      };
    };
  };
  filter-attrs = {
    expr = [ (filterAttrs (n: v: v > 1) { a = 1; b = 2; }) (filterAttrsRecursive (n: v: v != null) { a = null; b.c = null; b.d = 1; }) ];
    expected = [
      {
        b = 2;
      }
      {
        b = {
          d = 1;
        };
      }
    ];
  };
  fold-attrs = {
    expr = [ (foldAttrs (x: acc: [ x ] ++ acc) [ ] [ { a = 1; b = 2; } { a = 3; } ]) (foldlAttrs (acc: n: v: acc + n + v) "" { b = "2"; a = "1"; }) ];
    expected = [
      {
        a = [
          1
          3
        ];
        b = [
          2
        ];
      }
      "a1b2"
    ];
  };
  collect-values = {
    expr = collect isList { a.b = [ 1 ]; c = 2; d.e.f = [ 3 ]; };
    expected = [
      [
        1
      ]
      [
        3
      ]
    ];
  };
  map-to-list = {
    expr = [ (mapAttrsToList (n: v: n + v) { a = "1"; b = "2"; }) (attrsToList { a = 1; }) ];
    expected = [
      [
        "a1"
        "b2"
      ]
      [
        {
          name = "a";
          value = 1;
        }
      ]
    ];
  };
  map-names = {
    expr = mapAttrs' (n: v: nameValuePair (n + "'") (v + 1)) { a = 1; };
    expected = {
      a' = 2;
    };
  };
  map-recursive = {
    expr = mapAttrsRecursive (p: v: concatStringsSep "-" (p ++ [ v ])) { a.b = "c"; d = "e"; };
    expected = {
      a = {
        b = "a-b-c";
      };
      d = "d-e";
    };
  };
  map-recursive-conditionally = {
    expr = mapAttrsRecursiveCond (as: !(as ? stop)) (p: v: if isAttrs v then "set" else v + 1) { a.b = 1; c.stop = 1; };
    expected = {
      a = {
        b = 2;
      };
      c = "set";
    };
  };
  map-to-list-recursive = {
    expr = mapAttrsToListRecursive (p: v: "${concatStringsSep "." p}=${toString v}") { a.b = 1; c = 2; };
    expected = [
      "a.b=1"
      "c=2"
    ];
  };
  generate = {
    expr = [ (genAttrs [ "a" "b" ] (n: n + n)) (genAttrs' [ 1 2 ] (x: nameValuePair "n${toString x}" x)) ];
    expected = [
      {
        a = "aa";
        b = "bb";
      }
      {
        n1 = 1;
        n2 = 2;
      }
    ];
  };
  zip-sets = {
    expr = [ (zipAttrs [ { a = 1; } { a = 2; b = 3; } ]) (zipAttrsWithNames [ "a" ] (n: vs: vs) [ { a = 1; b = 1; } ]) ];
    expected = [
      {
        a = [
          1
          2
        ];
        b = [
          3
        ];
      }
      {
        a = [
          1
        ];
      }
    ];
  };
  merge-list = {
    expr = mergeAttrsList [ { a = 1; } { b = 2; } { a = 3; } ];
    expected = {
      a = 3;
      b = 2;
    };
  };
  match-pattern = {
    expr = [ (matchAttrs { a.b = 1; } { a.b = 1; a.c = 2; }) (matchAttrs { a = 1; } { a = 2; }) ];
    expected = [
      true
      false
    ];
  };
  override-existing = {
    expr = overrideExisting { a = 1; b = 2; } { b = 3; c = 4; };
    expected = {
      a = 1;
      b = 3;
    };
  };
  update-many = {
    expr = updateManyAttrsByPath [ { path = [ "a" "b" ]; update = old: { d = old.c; }; } { path = [ "a" "b" "c" ]; update = old: old + 1; } { path = [ "x" "y" ]; update = old: "xy"; } ] { a.b.c = 0; };
    expected = {
      a = {
        b = {
          d = 1;
        };
      };
      x = {
        y = "xy";
      };
    };
  };
  show-path = {
    expr = [ (showAttrPath [ "a" "b c" ]) (showAttrPath [ ]) ];
    expected = [
      "a.\"b c\""
      "<root attribute path>"
    ];
  };
  outputs = {
    expr = [ (getOutput "dev" { dev = "d"; out = "o"; }) (getBin { out = "o"; }) (getLib { dev = "d"; out = "o"; }) (getDev "plain") ];
    expected = [
      "d"
      "o"
      "o"
      "plain"
    ];
  };
  disjoint-union = {
    expr = (builtins.tryEval (attrsets.unionOfDisjoint { a = 1; } { a = 2; }).a).success;
    expected = false;
  };
  concat-map = {
    expr = concatMapAttrs (n: v: { ${n} = v; "${n}${v}" = 1; }) { x = "a"; y = "b"; };
    expected = {
      x = "a";
      xa = 1;
      y = "b";
      yb = 1;
    };
  };
}
