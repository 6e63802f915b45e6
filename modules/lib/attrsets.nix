# Attribute sets.
{ lib }:
let
  inherit (builtins)
    attrNames
    attrValues
    concatMap
    elemAt
    filter
    foldl'
    getAttr
    hasAttr
    head
    isAttrs
    length
    listToAttrs
    mapAttrs
    ;
  inherit (lib.trivial) mergeAttrs;
  inherit (lib.strings) concatMapStringsSep escapeNixIdentifier sanitizeDerivationName;

  # Outputs, in the order in which they are looked for.
  outputOf =
    output: pkg:
    if !pkg ? outputSpecified || !pkg.outputSpecified then pkg.${output} or pkg.out or pkg else pkg;
in
rec {
  inherit (builtins)
    attrNames
    attrValues
    catAttrs
    getAttr
    hasAttr
    intersectAttrs
    isAttrs
    listToAttrs
    mapAttrs
    removeAttrs
    ;

  attrByPath =
    path: default: set:
    let
      count = length path;
      go =
        i: value:
        if i == count then
          value
        else
          let
            name = elemAt path i;
          in
          if value ? ${name} then go (i + 1) value.${name} else default;
    in
    go 0 set;

  hasAttrByPath =
    path: set:
    let
      count = length path;
      go =
        i: value:
        i == count
        || (
          let
            name = elemAt path i;
          in
          value ? ${name} && go (i + 1) value.${name}
        );
    in
    go 0 set;

  longestValidPathPrefix =
    path: set:
    let
      count = length path;
      go =
        i: value:
        if i == count then
          path
        else
          let
            name = elemAt path i;
          in
          if value ? ${name} then go (i + 1) value.${name} else lib.lists.take i path;
    in
    go 0 set;

  setAttrByPath =
    path: value:
    let
      count = length path;
      from = i: if i == count then value else { ${elemAt path i} = from (i + 1); };
    in
    from 0;

  getAttrFromPath =
    path: set: attrByPath path (abort ("cannot find attribute '" + showAttrPath path + "'")) set;

  concatMapAttrs = f: set: foldl' mergeAttrs { } (attrValues (mapAttrs f set));

  # Apply updates, each { path; update = old: new; }, deeper paths before the shallower ones that contain them.
  updateManyAttrsByPath =
    let
      step =
        depth: present: updates: value:
        let
          # Those whose path ends here are applied to what the deeper ones made.
          ends = lib.lists.partition (u: length u.path == depth) updates;
          deeper = lib.lists.groupBy (u: elemAt u.path depth) ends.wrong;
          inner =
            if ends.wrong == [ ] then
              value
            else
              let
                base = if present then value else { };
              in
              base // mapAttrs (name: us: child name us base) deeper;
          child =
            name: us: base:
            if base ? ${name} then
              step (depth + 1) true us base.${name}
            else
              step (depth + 1) false us (
                throw "updateManyAttrsByPath: Path '${showAttrPath (lib.lists.take (depth + 1) (head us).path)}' does not exist in the given value, but the first update to this path tries to access the existing value."
              );
        in
        if present && ends.wrong != [ ] && !isAttrs value then
          throw "updateManyAttrsByPath: When updating attributes at path '${showAttrPath (lib.lists.take depth (head updates).path)}', expected an attribute set, got a ${builtins.typeOf value}"
        else
          lib.lists.foldl (acc: u: u.update acc) inner ends.right;
    in
    updates: value: step 0 true updates value;

  attrVals = names: set: map (name: set.${name}) names;

  getAttrs =
    names: set:
    listToAttrs (
      map (name: {
        inherit name;
        value = set.${name};
      }) names
    );

  filterAttrs =
    p: set:
    removeAttrs set (filter (name: !p name set.${name}) (attrNames set));

  filterAttrsRecursive =
    p: set:
    listToAttrs (
      concatMap (
        name:
        let
          value = set.${name};
        in
        if p name value then
          [
            {
              inherit name;
              value = if isAttrs value then filterAttrsRecursive p value else value;
            }
          ]
        else
          [ ]
      ) (attrNames set)
    );

  foldlAttrs =
    f: init: set:
    foldl' (acc: name: f acc name set.${name}) init (attrNames set);

  foldAttrs =
    op: nul: sets:
    mapAttrs (_: values: lib.lists.foldr op nul values) (zipAttrs sets);

  # All parts of a nested set that satisfy p; what satisfies it is not descended into.
  collect =
    p: value:
    if p value then
      [ value ]
    else if isAttrs value then
      concatMap (collect p) (attrValues value)
    else
      [ ];

  # >>> cartesianProduct { a = [ 1 2 ]; b = [ 10 20 ]; }
  # [ { a = 1; b = 10; } { a = 1; b = 20; } { a = 2; b = 10; } { a = 2; b = 20; } ]
  cartesianProduct =
    set:
    foldl' (
      rows: name: concatMap (row: map (value: row // { ${name} = value; }) set.${name}) rows
    ) [ { } ] (attrNames set);
  mapCartesianProduct = f: set: map f (cartesianProduct set);

  nameValuePair = name: value: { inherit name value; };
  mapAttrs' = f: set: listToAttrs (map (name: f name set.${name}) (attrNames set));
  mapAttrsToList = f: set: attrValues (mapAttrs f set);
  attrsToList = mapAttrsToList nameValuePair;

  mapAttrsRecursive = mapAttrsRecursiveCond (_: true);
  mapAttrsRecursiveCond =
    cond: f: set:
    let
      go =
        path:
        mapAttrs (
          name: value:
          let
            here = path ++ [ name ];
          in
          if isAttrs value && cond value then go here value else f here value
        );
    in
    go [ ] set;

  mapAttrsToListRecursive = mapAttrsToListRecursiveCond (_: _: true);
  mapAttrsToListRecursiveCond =
    cond: f: set:
    let
      go =
        path: value:
        if isAttrs value && cond path value then
          concatMap (name: go (path ++ [ name ]) value.${name}) (attrNames value)
        else
          [ (f path value) ];
    in
    concatMap (name: go [ name ] set.${name}) (attrNames set);

  genAttrs =
    names: f:
    listToAttrs (
      map (name: {
        inherit name;
        value = f name;
      }) names
    );
  genAttrs' = xs: f: listToAttrs (map f xs);

  isDerivation = value: value.type or null == "derivation";

  # A store path as something that can stand where a package is expected.
  toDerivation =
    path:
    let
      path' = builtins.storePath path;
      known = {
        type = "derivation";
        name = sanitizeDerivationName (builtins.substring 33 (-1) (baseNameOf path'));
        outPath = path';
        outputs = [ "out" ];
        out = known;
        outputName = "out";
      };
    in
    known;

  optionalAttrs = condition: set: if condition then set else { };

  zipAttrsWithNames =
    names: f: sets:
    listToAttrs (
      map (name: {
        inherit name;
        value = f name (builtins.catAttrs name sets);
      }) names
    );
  zipAttrsWith =
    builtins.zipAttrsWith or (f: sets: zipAttrsWithNames (attrNames (mergeAttrsList sets)) f sets);
  zipAttrs = zipAttrsWith (_: values: values);

  # `//` over a list. Halving keeps each intermediate set small.
  mergeAttrsList =
    sets:
    let
      between =
        from: to:
        if to - from == 1 then
          elemAt sets from
        else
          let
            middle = from + (to - from) / 2;
          in
          between from middle // between middle to;
    in
    if sets == [ ] then { } else between 0 (length sets);

  # pred path left right: is the right value taken whole?
  recursiveUpdateUntil =
    pred: left: right:
    let
      go =
        path:
        zipAttrsWith (
          name: values:
          let
            here = path ++ [ name ];
          in
          if length values == 1 then
            head values
          else if pred here (elemAt values 1) (head values) then
            head values
          else
            go here values
        );
    in
    # The right side stands first, so that `head` is what wins.
    go [ ] [
      right
      left
    ];

  recursiveUpdate =
    left: right:
    let
      go =
        l: r:
        l
        // mapAttrs (
          name: new: if isAttrs new && l ? ${name} && isAttrs l.${name} then go l.${name} new else new
        ) r;
    in
    go left right;

  matchAttrs =
    pattern: set:
    assert isAttrs pattern;
    lib.lists.all (
      name:
      let
        want = pattern.${name};
      in
      set ? ${name}
      && (
        let
          have = set.${name};
        in
        if isAttrs want then isAttrs have && matchAttrs want have else have == want
      )
    ) (attrNames pattern);

  overrideExisting = old: new: mapAttrs (name: value: new.${name} or value) old;

  unionOfDisjoint =
    x: y:
    let
      both = attrNames (builtins.intersectAttrs x y);
      mask = genAttrs both (
        name:
        throw "unionOfDisjoint: collision on ${name}; complete list: ${builtins.concatStringsSep " " both}"
      );
    in
    (x // y) // mask;

  # >>> showAttrPath [ "foo" "10" "bar" ]
  # "foo.\"10\".bar"
  showAttrPath =
    path: if path == [ ] then "<root attribute path>" else concatMapStringsSep "." escapeNixIdentifier path;

  getFirstOutput =
    candidates: pkg:
    let
      there = filter (output: pkg ? ${output}) candidates;
    in
    if pkg.outputSpecified or false || there == [ ] then pkg else pkg.${head there};
  getOutput = output: outputOf output;
  getBin = getOutput "bin";
  getLib = getFirstOutput [
    "lib"
    "out"
  ];
  getStatic = getFirstOutput [
    "static"
    "lib"
    "out"
  ];
  getDev = getOutput "dev";
  getInclude = getFirstOutput [
    "include"
    "dev"
    "out"
  ];
  getMan = getOutput "man";
  chooseDevOutputs = map getDev;

  recurseIntoAttrs = set: set // { recurseForDerivations = true; };
  dontRecurseIntoAttrs = set: set // { recurseForDerivations = false; };
}
