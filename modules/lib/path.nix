# Path values, and relative paths as strings ("./a/b").
{ lib }:
let
  inherit (builtins)
    concatStringsSep
    head
    isPath
    isString
    length
    match
    split
    substring
    typeOf
    ;
  inherit (lib.lists) drop take;

  # Why a string is no subpath, or null.
  subpathFault =
    value:
    if !isString value then
      "The given value is of type ${typeOf value}, but a string was expected"
    else if value == "" then
      "The given string is empty"
    else if substring 0 1 value == "/" then
      "The given string \"${value}\" starts with a `/`, representing an absolute path"
    else if match "(.*/)?\\.\\.(/.*)?" value != null then
      "The given string \"${value}\" contains a `..` component, which is not allowed in subpaths"
    else
      null;

  componentsOf = s: builtins.filter (p: isString p && p != "" && p != ".") (split "/+" s);
  joinRelative = parts: if parts == [ ] then "./." else "./" + concatStringsSep "/" parts;

  # A path value as its root and the names below it.
  deconstruct =
    let
      go =
        names: base:
        if base == dirOf base then
          {
            root = base;
            components = names;
          }
        else
          go ([ (baseNameOf base) ] ++ names) (dirOf base);
    in
    go [ ];

  mustBePath =
    function: which: value:
    if isPath value then
      true
    else
      throw "lib.path.${function}: The ${which} is of type ${typeOf value}, but a path was expected";
in
rec {
  append =
    path: subpath':
    assert mustBePath "append" "first argument" path;
    assert lib.assertMsg (subpath.isValid subpath') ''
      lib.path.append: Second argument is not a valid subpath string:
          ${subpathFault subpath'}'';
    path + ("/" + subpath');

  hasPrefix =
    path1:
    assert lib.assertMsg (isPath path1)
      "lib.path.hasPrefix: First argument is of type ${typeOf path1}, but a path was expected";
    let
      one = deconstruct path1;
    in
    path2:
    assert lib.assertMsg (isPath path2)
      "lib.path.hasPrefix: Second argument is of type ${typeOf path2}, but a path was expected";
    let
      two = deconstruct path2;
    in
    assert lib.assertMsg (one.root == two.root)
      ''
        lib.path.hasPrefix: Filesystem roots must be the same for both paths, but paths with different roots were given:
            first argument: "${toString path1}" with root "${toString one.root}"
            second argument: "${toString path2}" with root "${toString two.root}"'';
    take (length one.components) two.components == one.components;

  removePrefix =
    path1:
    assert lib.assertMsg (isPath path1)
      "lib.path.removePrefix: First argument is of type ${typeOf path1}, but a path was expected.";
    let
      one = deconstruct path1;
      count = length one.components;
    in
    path2:
    assert lib.assertMsg (isPath path2)
      "lib.path.removePrefix: Second argument is of type ${typeOf path2}, but a path was expected.";
    let
      two = deconstruct path2;
    in
    if take count two.components == one.components then
      if one.root == two.root then
        joinRelative (drop count two.components)
      else
        throw ''
          lib.path.removePrefix: Filesystem roots must be the same for both paths, but paths with different roots were given:
              first argument: "${toString path1}" with root "${toString one.root}"
              second argument: "${toString path2}" with root "${toString two.root}"''
    else
      throw ''lib.path.removePrefix: The first path argument "${toString path1}" is not a component-wise prefix of the second path argument "${toString path2}".'';

  splitRoot =
    path:
    assert mustBePath "splitRoot" "given value" path;
    let
      parts = deconstruct path;
    in
    {
      inherit (parts) root;
      subpath = joinRelative parts.components;
    };

  hasStorePathPrefix =
    path:
    let
      names = (deconstruct path).components;
      store = componentsOf builtins.storeDir;
      below = drop (length store) names;
    in
    assert lib.assertMsg (isPath path)
      "lib.path.hasStorePathPrefix: Argument is of type ${typeOf path}, but a path was expected";
    take (length store) names == store
    && below != [ ]
    && match "[0-9a-df-np-sv-z]{32}-.+|[0-9a-z]{52}" (head below) != null
    || match "/nix/store/[0-9a-df-np-sv-z]{32}-.*" (toString path) != null;

  subpath = {
    isValid = value: subpathFault value == null;

    join =
      parts:
      joinRelative (
        builtins.concatLists (
          lib.lists.imap0 (
            i: part:
            if subpathFault part == null then
              componentsOf part
            else
              throw ''
                lib.path.subpath.join: Element at index ${toString i} is not a valid subpath string:
                    ${subpathFault part}''
          ) parts
        )
      );

    components =
      value:
      if subpathFault value == null then
        componentsOf value
      else
        throw ''
          lib.path.subpath.components: Argument is not a valid subpath string:
              ${subpathFault value}'';

    normalise =
      value:
      if subpathFault value == null then
        joinRelative (componentsOf value)
      else
        throw ''
          lib.path.subpath.normalise: Argument is not a valid subpath string:
              ${subpathFault value}'';
  };
}
