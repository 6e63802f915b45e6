# Sets of files, for sources that hold exactly what a build needs.
#
# A file set is { _type = "fileset"; files = { "/absolute/path" = type; }; }: the files are listed when the set is made.
# Directories are not members; they are there where a file in them is.
{ lib }:
let
  inherit (builtins)
    attrNames
    concatMap
    filter
    foldl'
    isAttrs
    isPath
    listToAttrs
    pathExists
    readDir
    typeOf
    ;
  inherit (lib.strings) hasPrefix hasSuffix;

  make = files: {
    _type = "fileset";
    inherit files;
    # Using the set itself as a path is a mistake that should say so.
    outPath = throw ''
      lib.fileset: Directly evaluating a file set is not supported.
        To turn it into a usable source, use `lib.fileset.toSource`.
        To pretty-print the contents, use `lib.fileset.trace` or `lib.fileset.traceVal`.'';
  };

  listed =
    path: type:
    if type == "directory" then
      foldl' (all: name: all // listed "${path}/${name}" (readDir path).${name}) { } (
        attrNames (readDir path)
      )
    else
      { ${path} = type; };

  # A set, or a path that stands for all the files there.
  coerce =
    function: value:
    if value._type or null == "fileset" then
      value.files
    else if value ? _isLibCleanSourceWith then
      fromSourceFiles value
    else if isPath value then
      if pathExists value then
        listed (toString value) (lib.filesystem.pathType value)
      else
        throw "lib.fileset.${function}: Argument (${toString value}) is a path that does not exist.\n    To create a file set from a path that may not exist, use `lib.fileset.maybeMissing`."
    else if isAttrs value || builtins.isString value then
      throw "lib.fileset.${function}: Argument is a ${typeOf value}, but it should be a file set or a path instead."
    else
      throw "lib.fileset.${function}: Argument is of type ${typeOf value}, but it should be a file set or a path instead.";

  # What a filtered source lets through.
  fromSourceFiles =
    source:
    let
      go =
        path: type:
        if !(source.filter path type) then
          { }
        else if type == "directory" then
          foldl' (all: name: all // go "${path}/${name}" (readDir path).${name}) { } (attrNames (readDir path))
        else
          { ${path} = type; };
      root = toString source.origSrc;
      entries = readDir source.origSrc;
    in
    foldl' (all: name: all // go "${root}/${name}" entries.${name}) { } (attrNames entries);

  # Every directory on the way to a file.
  parentsOf =
    files:
    listToAttrs (
      concatMap (
        file:
        let
          up =
            dir:
            if dir == "/" then
              [ ]
            else
              [
                {
                  name = dir;
                  value = true;
                }
              ]
              ++ up (dirOf dir);
        in
        up (dirOf file)
      ) (attrNames files)
    );

  gitFiles =
    function: path:
    throw "lib.fileset.${function}: (${toString path}) the files that git tracks cannot be listed without git; use `lib.fileset.difference` or `fileFilter`.";
in
rec {
  empty = make { };
  isFileset = value: value._type or null == "fileset" || isPath value;
  maybeMissing = path: if pathExists path then make (coerce "maybeMissing" path) else empty;
  fromSource = source: make (coerce "fromSource" source);

  union = a: b: make (coerce "union" a // coerce "union" b);
  unions = sets: make (foldl' (all: set: all // coerce "unions" set) { } sets);
  intersection = a: b: make (builtins.intersectAttrs (coerce "intersection" a) (coerce "intersection" b));
  difference = a: b: make (removeAttrs (coerce "difference" a) (attrNames (coerce "difference" b)));

  # predicate: { name; type; hasExt; } → is the file a member?
  fileFilter =
    predicate: path:
    make (
      lib.attrsets.filterAttrs (
        file: type:
        let
          name = baseNameOf file;
        in
        predicate {
          inherit name type;
          hasExt = extension: hasSuffix ".${extension}" name;
        }
      ) (coerce "fileFilter" path)
    );

  toList = set: map (file: /. + file) (attrNames (coerce "toList" set));

  toSource =
    { root, fileset }:
    let
      files = coerce "toSource" fileset;
      prefix = toString root + "/";
      outside = filter (file: !hasPrefix prefix file) (attrNames files);
      parents = parentsOf files;
    in
    if !isPath root then
      throw "lib.fileset.toSource: `root` is of type ${typeOf root}, but it should be a path instead."
    else if outside != [ ] then
      throw "lib.fileset.toSource: `fileset` could contain files in ${dirOf (builtins.head outside)}, which is not under the `root` (${toString root}). Potential solutions:\n    - Set `root` to a common ancestor of all files.\n    - Remove the files that are not under it."
    else
      lib.sources.cleanSourceWith {
        name = "source";
        src = root;
        filter = path: type: if type == "directory" then parents ? ${path} else files ? ${path};
      };

  trace =
    set: value:
    builtins.trace (lib.strings.concatStringsSep "\n" (attrNames (coerce "trace" set))) value;
  traceVal = set: trace set set;

  gitTracked = gitFiles "gitTracked";
  gitTrackedWith = _: gitFiles "gitTrackedWith";
}
