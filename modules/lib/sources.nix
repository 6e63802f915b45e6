# Parts of directories as sources of builds.
{ lib }:
let
  inherit (builtins)
    any
    elem
    filter
    head
    match
    pathExists
    readFile
    split
    ;
  inherit (lib.strings)
    hasPrefix
    hasSuffix
    removePrefix
    ;

  # A source with its filter still open, so that another can be laid over it.
  attributesOf =
    src:
    let
      isFiltered = src ? _isLibCleanSourceWith;
    in
    {
      origSrc = if isFiltered then src.origSrc else src;
      filter = if isFiltered then src.filter else _: _: true;
      name = if isFiltered then src.name else "source";
    };
  fromAttributes =
    {
      origSrc,
      filter,
      name,
    }:
    {
      _isLibCleanSourceWith = true;
      inherit origSrc filter name;
      outPath = builtins.path {
        inherit filter name;
        path = origSrc;
      };
    };

  gitHead =
    path:
    let
      fileName = path + "/HEAD";
      packed = path + "/packed-refs";
      commonDir = path + "/commondir";
      read =
        file: base:
        let
          refFile = base + "/${file}";
          content = lib.strings.fileContents refFile;
          asRef = match "ref: (.*)" content;
        in
        if pathExists refFile then
          if asRef == null then { value = content; } else read (head asRef) base
        else if pathExists (base + "/packed-refs") then
          let
            found = filter lib.isList (split "([a-z0-9]+) ${file}\n" (readFile (base + "/packed-refs")));
          in
          if found == [ ] then
            { error = "Could not find ${file} in ${toString base}/packed-refs"; }
          else
            { value = head (head found); }
        else
          { error = "Not a .git directory: ${toString base}"; };
    in
    if pathExists path && lib.filesystem.pathIsRegularFile path then
      # A work tree or submodule: the file names the directory.
      let
        target = match "gitdir: (.*)" (lib.strings.fileContents path);
        dir = if target == null then null else head target;
      in
      if dir == null then
        { error = "File contains no gitdir reference: ${toString path}"; }
      else if hasPrefix "/" dir then
        gitHead (/. + dir)
      else
        gitHead (dirOf path + "/${dir}")
    else
      read "HEAD" path;
in
rec {
  inherit (lib.debug) trace;

  cleanSourceFilter =
    name: type:
    let
      base = baseNameOf (toString name);
    in
    !(
      # Version control
      base == ".git"
      || (
        type == "directory"
        && elem base [
          ".svn"
          "CVS"
          ".hg"
          ".jj"
          ".pijul"
          "_darcs"
        ]
      )
      # Editors
      || hasSuffix "~" base
      || match "\\.sw[a-z]" base != null
      || match "\\..*\\.sw[a-z]" base != null
      # Results of builds
      || hasSuffix ".o" base
      || hasSuffix ".so" base
      || (type == "symlink" && hasPrefix "result" base)
      # Sockets and the like cannot be copied.
      || type == "unknown"
    );

  cleanSource =
    src:
    cleanSourceWith {
      filter = cleanSourceFilter;
      inherit src;
    };

  cleanSourceWith =
    {
      filter ? _: _: true,
      src,
      name ? null,
    }:
    let
      orig = attributesOf src;
    in
    fromAttributes {
      inherit (orig) origSrc;
      filter = path: type: filter path type && orig.filter path type;
      name = if name != null then name else orig.name;
    };

  sourceByRegex =
    src: regexes:
    let
      isFiltered = src ? _isLibCleanSourceWith;
      origSrc = if isFiltered then src.origSrc else src;
    in
    cleanSourceWith {
      inherit src;
      filter =
        path: _:
        let
          rel = removePrefix (toString origSrc + "/") (toString path);
        in
        any (re: match re rel != null) regexes;
    };

  sourceFilesBySuffices =
    src: suffixes:
    cleanSourceWith {
      inherit src;
      filter = name: type: type == "directory" || any (suffix: hasSuffix suffix (baseNameOf (toString name))) suffixes;
    };

  filterSource = filter: src: cleanSourceWith { inherit filter src; };

  pathIsGitRepo = path: !(gitHead path ? error);
  commitIdFromGitRepo =
    path:
    let
      result = gitHead path;
    in
    if result ? error then throw result.error else result.value;

  pathHasContext = builtins.hasContext or (lib.strings.hasPrefix builtins.storeDir);
  canCleanSource = src: src ? _isLibCleanSourceWith || !pathHasContext (toString src);

  shortRev =
    rev:
    let
      found = match "([a-f0-9]+)" rev;
    in
    if found == null then rev else builtins.substring 0 7 rev;
  revOrTag = rev: tag: if tag != null then tag else if rev != null then rev else "HEAD";
  urlToName =
    url:
    let
      base = baseNameOf (lib.lists.last (lib.strings.splitString ":" (toString url)));
    in
    head (match "(.*)\\.git|(.*)" base ++ [ base ]);
  repoRevToName =
    kind:
    if kind == "full" then
      pretty: rev: suffix: lib.strings.sanitizeDerivationName "${urlToName pretty}-${shortRev rev}-${suffix}"
    else
      _: _: _: "source";
}
