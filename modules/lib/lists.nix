# Lists.
{ lib }:
let
  inherit (builtins)
    all
    any
    attrNames
    concatMap
    elem
    elemAt
    filter
    foldl'
    genList
    head
    isList
    length
    listToAttrs
    partition
    sort
    tail
    ;
  inherit (lib.trivial) min max;
in
rec {
  inherit (builtins)
    all
    any
    concatLists
    concatMap
    elem
    elemAt
    filter
    genList
    head
    isList
    length
    map
    partition
    sort
    tail
    ;

  singleton = x: [ x ];
  forEach = xs: f: map f xs;
  toList = x: if isList x then x else [ x ];
  optional = condition: x: if condition then [ x ] else [ ];
  optionals = condition: xs: if condition then xs else [ ];

  foldr =
    op: nul: xs:
    let
      count = length xs;
      from = i: if i == count then nul else op (elemAt xs i) (from (i + 1));
    in
    from 0;
  fold = foldr;

  # Lazy in the accumulator, unlike foldl'.
  foldl =
    op: nul: xs:
    let
      upTo = i: if i < 0 then nul else op (upTo (i - 1)) (elemAt xs i);
    in
    upTo (length xs - 1);

  foldl' = op: acc: builtins.seq acc (builtins.foldl' op acc);

  imap0 = f: xs: genList (i: f i (elemAt xs i)) (length xs);
  imap1 = f: xs: genList (i: f (i + 1) (elemAt xs i)) (length xs);
  ifilter0 =
    p: xs: map (i: elemAt xs i) (filter (i: p i (elemAt xs i)) (genList (i: i) (length xs)));

  # >>> flatten [ 1 [ 2 [ 3 ] 4 ] 5 ]
  # [ 1 2 3 4 5 ]
  flatten = x: if isList x then concatMap flatten x else [ x ];

  remove = x: filter (y: y != x);

  findSingle =
    p: none: many: xs:
    let
      found = filter p xs;
      count = length found;
    in
    if count == 0 then
      none
    else if count == 1 then
      head found
    else
      many;

  findFirstIndex =
    p: none: xs:
    let
      # A fold, not a recursion: lists may be longer than the call depth allows. Once found, p is not called again.
      step =
        i: x:
        if i >= 0 then
          i
        else if p x then
          -i - 1
        else
          i - 1;
      index = builtins.foldl' step (-1) xs;
    in
    if index < 0 then none else index;

  findFirst =
    p: none: xs:
    let
      index = findFirstIndex p null xs;
    in
    if index == null then none else elemAt xs index;

  count = p: xs: builtins.foldl' (n: x: if p x then n + 1 else n) 0 xs;

  range = first: last: if first > last then [ ] else genList (n: first + n) (last - first + 1);
  replicate = n: x: genList (_: x) n;
  replaceElemAt =
    xs: index: x:
    if index < 0 || index >= length xs then
      throw "'lists.replaceElemAt' called with index ${toString index} on a list of size ${toString (length xs)}"
    else
      genList (i: if i == index then x else elemAt xs i) (length xs);

  groupBy' =
    op: nul: key: xs:
    builtins.mapAttrs (_: builtins.foldl' op nul) (groupBy key xs);

  groupBy =
    builtins.groupBy or (
      key: xs:
      builtins.foldl' (
        groups: x:
        let
          name = key x;
        in
        groups // { ${name} = (groups.${name} or [ ]) ++ [ x ]; }
      ) { } xs
    );

  zipListsWith =
    f: xs: ys:
    genList (i: f (elemAt xs i) (elemAt ys i)) (min (length xs) (length ys));
  zipLists = zipListsWith (fst: snd: { inherit fst snd; });

  reverseList =
    xs:
    let
      count = length xs;
    in
    genList (i: elemAt xs (count - i - 1)) count;

  # Depth first: from the first element, through all that stand before it, in the order of `before`.
  listDfs =
    stopOnCycles: before: xs:
    let
      visit =
        us: visited: rest:
        let
          loops = filter (x: before x us) visited;
          split = partition (x: before x us) rest;
        in
        if stopOnCycles && loops != [ ] then
          {
            cycle = us;
            inherit loops visited rest;
          }
        else if split.right == [ ] then
          {
            minimal = us;
            inherit visited rest;
          }
        else
          visit (head split.right) ([ us ] ++ visited) (tail split.right ++ split.wrong);
    in
    visit (head xs) [ ] (tail xs);

  toposort =
    before: xs:
    let
      found = listDfs true before xs;
      others = toposort before (found.visited ++ found.rest);
    in
    if length xs < 2 then
      { result = xs; }
    else if found ? cycle then
      {
        cycle = reverseList ([ found.cycle ] ++ found.visited);
        inherit (found) loops;
      }
    else if others ? cycle then
      others
    else
      { result = [ found.minimal ] ++ others.result; };

  sortOn =
    key: xs:
    map (pair: elemAt pair 1) (
      sort (a: b: elemAt a 0 < elemAt b 0) (
        map (x: [
          (key x)
          x
        ]) xs
      )
    );

  compareLists =
    cmp: a: b:
    let
      shorter = min (length a) (length b);
      go =
        i:
        if i == shorter then
          lib.trivial.compare (length a) (length b)
        else
          let
            c = cmp (elemAt a i) (elemAt b i);
          in
          if c == 0 then go (i + 1) else c;
    in
    go 0;

  # >>> naturalSort [ "disk11" "disk8" "disk100" "disk9" ]
  # [ "disk8" "disk9" "disk11" "disk100" ]
  naturalSort =
    xs:
    let
      pieces = s: map (p: if isList p then lib.strings.toInt (head p) else p) (builtins.split "(0|[1-9][0-9]*)" s);
      keyed = map (s: {
        key = pieces s;
        value = s;
      }) xs;
      less = a: b: compareLists lib.trivial.compare a.key b.key < 0;
    in
    map (x: x.value) (sort less keyed);

  sublist =
    start: count: xs:
    genList (i: elemAt xs (start + i)) (max 0 (min count (length xs - start)));
  take = count: sublist 0 count;
  takeEnd = count: xs: drop (max 0 (length xs - count)) xs;
  drop = count: xs: sublist count (length xs) xs;
  dropEnd = count: xs: take (length xs - count) xs;

  hasPrefix = prefix: xs: take (length prefix) xs == prefix;
  removePrefix =
    prefix: xs:
    if hasPrefix prefix xs then
      drop (length prefix) xs
    else
      throw "lib.lists.removePrefix: First argument is not a list prefix of the second argument";

  commonPrefix =
    a: b:
    let
      shorter = min (length a) (length b);
      same = findFirstIndex (i: elemAt a i != elemAt b i) shorter (genList (i: i) shorter);
    in
    take same a;

  last =
    xs:
    if xs == [ ] then throw "lists.last: list must not be empty!" else elemAt xs (length xs - 1);
  init =
    xs: if xs == [ ] then throw "lists.init: list must not be empty!" else take (length xs - 1) xs;

  crossLists =
    f: builtins.foldl' (fs: args: concatMap (g: map g args) fs) [ f ];

  unique = builtins.foldl' (acc: x: if elem x acc then acc else acc ++ [ x ]) [ ];
  uniqueStrings =
    xs:
    attrNames (
      listToAttrs (
        map (name: {
          inherit name;
          value = null;
        }) xs
      )
    );
  allUnique = xs: length (unique xs) == length xs;

  intersectLists = wanted: filter (x: elem x wanted);
  subtractLists = unwanted: filter (x: !elem x unwanted);
  mutuallyExclusive = a: b: length a == 0 || !any (x: elem x a) b;
  concatAttrValues = set: builtins.concatLists (builtins.attrValues set);
}
