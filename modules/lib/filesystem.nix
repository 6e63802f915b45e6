# Questions to the file system, asked during evaluation.
{ lib }:
let
  inherit (builtins)
    attrNames
    concatMap
    filter
    head
    isString
    match
    readDir
    ;
  inherit (lib.attrsets) concatMapAttrs mapAttrsToList;
in
rec {
  inherit (builtins)
    baseNameOf
    dirOf
    hashFile
    isPath
    readDir
    ;
  readFileType = pathType;

  pathType =
    builtins.readFileType or (
      path:
      if !builtins.pathExists path then
        # The error of readDir names the path.
        head (attrNames (readDir path))
      else if dirOf path == path then
        "directory"
      else
        (readDir (dirOf path)).${baseNameOf path}
    );
  pathIsDirectory = path: builtins.pathExists path && pathType path == "directory";
  pathIsRegularFile = path: builtins.pathExists path && pathType path == "regular";

  haskellPathsInDir =
    root:
    builtins.listToAttrs (
      concatMap (
        name:
        let
          cabal = match "(.*)\\.cabal" name;
          type = (readDir root).${name};
        in
        if type == "directory" && builtins.pathExists (root + "/${name}/${name}.cabal") then
          [
            {
              inherit name;
              value = root + "/${name}";
            }
          ]
        else
          [ ]
      ) (attrNames (readDir root))
    );

  # The nearest directory, upwards, that holds a file whose name matches: { path; matches; }, or null.
  locateDominatingFile =
    pattern: file:
    let
      go =
        path:
        let
          matches = filter (m: m != null) (map (match pattern) (attrNames (readDir path)));
          parent = dirOf path;
        in
        if matches != [ ] then
          { inherit path matches; }
        else if parent == path then
          null
        else
          go parent;
      isDir = pathIsDirectory file;
    in
    go (if isDir then file else dirOf file);

  listFilesRecursive =
    dir:
    lib.lists.flatten (
      mapAttrsToList (
        name: type:
        if type == "directory" then listFilesRecursive (dir + "/${name}") else dir + "/${name}"
      ) (readDir dir)
    );

  # `directory`/name.nix and `directory`/name/package.nix, called; directories without one become sets of the same.
  packagesFromDirectoryRecursive =
    {
      callPackage,
      newScope ? throw "lib.packagesFromDirectoryRecursive: newScope wasn't passed in args",
      directory,
      recurseIntoDirectory ? null,
      ...
    }@args:
    let
      scoped = args ? newScope;
      package = directory + "/package.nix";
      entry =
        args: name: type:
        let
          path = directory + "/${name}";
          base = match "(.*)\\.nix" name;
        in
        if type == "directory" then
          { ${name} = packagesFromDirectoryRecursive (args // { directory = path; }); }
        else if type == "regular" && base != null then
          { ${head base} = args.callPackage path { }; }
        else if type == "regular" then
          { }
        else
          throw "lib.filesystem.packagesFromDirectoryRecursive: Unsupported file type ${type} at path ${toString path}";
    in
    if builtins.pathExists package then
      callPackage package { }
    else if scoped then
      # Each directory is a scope of its own, inside that of its parent.
      lib.attrsets.recurseIntoAttrs (
        lib.customisation.makeScope newScope (
          self:
          concatMapAttrs (entry (args // { inherit (self) callPackage newScope; })) (readDir directory)
        )
      )
    else
      concatMapAttrs (entry args) (readDir directory);

  resolveDefaultNix = path:
    if isString path && lib.strings.hasSuffix "/" path then
      path + "default.nix"
    else if lib.pathIsDirectory path then
      path + "/default.nix"
    else
      path;
}
