# Sources from elsewhere. Everything fetched has a known hash.
{ lib, pkgs }:
let
  inherit (builtins) head match;

  # The hash, however it is given, as the derivation's attributes.
  hashOf =
    function: args:
    let
      given =
        if args ? hash && args.hash != "" then
          { outputHash = args.hash; }
        else if args ? hash then
          { outputHash = lib.fakeHash; }
        else if args ? sha256 then
          plain "sha256" args.sha256
        else if args ? sha512 then
          plain "sha512" args.sha512
        else if args ? sha1 then
          plain "sha1" args.sha1
        else if args ? md5 then
          throw "${function} does not support md5 anymore, please use sha256 or sha512"
        else if args ? outputHash then
          {
            inherit (args) outputHash;
          }
          // (if args.outputHashAlgo or null == null then { } else { inherit (args) outputHashAlgo; })
        else
          throw "${function} requires a hash for fixed-output derivation: ${shownUrl args}";
      # "sha256-…" may stand in an attribute named sha256.
      plain =
        algorithm: value:
        if value == "" then
          { outputHash = lib.fakeHash; }
        else if match "(sha1|sha256|sha512)[-:].*" value != null then
          { outputHash = value; }
        else
          {
            outputHash = value;
            outputHashAlgo = algorithm;
          };
    in
    given;
  shownUrl = args: args.url or (builtins.toString (args.urls or "unknown"));

  baseOf =
    url:
    let
      # What comes after the path of a URL is no part of the name.
      path = head (match "([^?#]*).*" url);
    in
    lib.strings.sanitizeDerivationName (baseNameOf path);

  # An archive of a repository at a revision, unpacked.
  archive =
    function: url: args:
    pkgs.makeFetched (
      {
        name = args.name or "source";
        urls = [ url ];
        executable = false;
        unpack = true;
        outputHashMode = "recursive";
        passthru =
          builtins.intersectAttrs {
            owner = null;
            repo = null;
            tag = null;
          } args
          // {
            rev = revisionOf args;
            inherit url;
          }
          // args.passthru or { };
        meta = args.meta or { };
      }
      // hashOf function args
    );

  revisionOf =
    args:
    if args.tag or null != null && args.rev or null != null then
      throw "a fetcher of ${args.owner or ""}/${args.repo or ""} was given both rev and tag; one of them is enough"
    else if args.tag or null != null then
      "refs/tags/${args.tag}"
    else
      args.rev or (throw "a fetcher of ${args.owner or ""}/${args.repo or ""} needs rev or tag");
  needsGit =
    function: args: rest:
    if args.fetchSubmodules or false || args.leaveDotGit or false || args.deepClone or false || args.sparseCheckout or [ ] != [ ] then
      noGit function
    else
      rest;
  noGit =
    function:
    throw "${function}: fetching with git is not there yet; only archives of a repository can be fetched (without submodules, .git or sparse checkouts).";
in
rec {
  fetchurl = lib.makeOverridable (
    {
      url ? "",
      urls ? [ ],
      name ? "",
      pname ? "",
      version ? "",
      executable ? false,
      recursiveHash ? false,
      postFetch ? "",
      meta ? { },
      passthru ? { },
      ...
    }@args:
    let
      all = if urls != [ ] then urls else [ url ];
    in
    if postFetch != "" then
      throw "fetchurl: postFetch (for ${shownUrl args}) is not there yet; do the same in a derivation that has the file as its src."
    else
      pkgs.makeFetched (
        {
          name =
            if name != "" then
              name
            else if pname != "" && version != "" then
              "${pname}-${version}"
            else
              baseOf (head all);
          urls = all;
          inherit executable meta;
          unpack = false;
          outputHashMode = if recursiveHash || executable then "recursive" else "flat";
          passthru = {
            inherit url;
            urls = all;
          }
          // passthru;
        }
        // hashOf "fetchurl" args
      )
  );

  fetchzip = lib.makeOverridable (
    {
      url ? "",
      urls ? [ ],
      name ? "source",
      stripRoot ? true,
      extraPostFetch ? "",
      postFetch ? "",
      extension ? null,
      meta ? { },
      ...
    }@args:
    if postFetch != "" || extraPostFetch != "" then
      throw "fetchzip: postFetch (for ${shownUrl args}) is not there yet."
    else
      pkgs.makeFetched (
        {
          inherit name meta;
          urls = if urls != [ ] then urls else [ url ];
          executable = false;
          # "contents": the archive's files stand at the top; "strip": those of its only directory.
          unpack = if stripRoot then true else throw "fetchzip: stripRoot = false is not there yet (for ${shownUrl args}).";
          outputHashMode = "recursive";
          passthru.url = url;
        }
        // hashOf "fetchzip" args
      )
  );
  fetchtarball = fetchzip;

  fetchFromGitHub = lib.makeOverridable (
    {
      owner,
      repo,
      githubBase ? "github.com",
      ...
    }@args:
    needsGit "fetchFromGitHub" args (
      archive "fetchFromGitHub" "https://${githubBase}/${owner}/${repo}/archive/${revisionOf args}.tar.gz" (
        args
        // {
          meta = {
            homepage = "https://${githubBase}/${owner}/${repo}";
          }
          // args.meta or { };
        }
      )
    )
  );

  fetchFromGitLab = lib.makeOverridable (
    {
      owner,
      repo,
      protocol ? "https",
      domain ? "gitlab.com",
      group ? null,
      ...
    }@args:
    let
      slug = lib.concatStringsSep "%2F" ((if group == null then [ ] else [ group ]) ++ [ owner repo ]);
      escaped = builtins.replaceStrings [ "." "/" ] [ "%2E" "%2F" ];
    in
    needsGit "fetchFromGitLab" args (
      archive "fetchFromGitLab"
        "${protocol}://${domain}/api/v4/projects/${escaped slug}/repository/archive.tar.gz?sha=${escaped (revisionOf args)}"
        args
    )
  );

  fetchFromGitea = lib.makeOverridable (
    {
      domain,
      owner,
      repo,
      ...
    }@args:
    needsGit "fetchFromGitea" args (
      archive "fetchFromGitea" "https://${domain}/${owner}/${repo}/archive/${revisionOf args}.tar.gz" args
    )
  );
  fetchFromForgejo = fetchFromGitea;
  fetchFromCodeberg = args: fetchFromGitea ({ domain = "codeberg.org"; } // args);

  fetchFromSourcehut = lib.makeOverridable (
    {
      owner,
      repo,
      domain ? "sr.ht",
      vc ? "git",
      ...
    }@args:
    needsGit "fetchFromSourcehut" args (
      archive "fetchFromSourcehut" "https://${vc}.${domain}/${owner}/${repo}/archive/${revisionOf args}.tar.gz" args
    )
  );

  fetchFromBitbucket = lib.makeOverridable (
    { owner, repo, ... }@args:
    archive "fetchFromBitbucket" "https://bitbucket.org/${owner}/${repo}/get/${revisionOf args}.tar.gz" args
  );

  fetchgit = lib.makeOverridable (args: noGit "fetchgit (for ${args.url or "a repository"})");
  fetchgitPrivate = fetchgit;
  fetchhg = args: throw "fetchhg (for ${args.url or "a repository"}): fetching with Mercurial is not there.";
  fetchsvn = args: throw "fetchsvn (for ${args.url or "a repository"}): fetching with Subversion is not there.";
  fetchpatch = lib.makeOverridable (
    args:
    throw "fetchpatch (for ${args.url or "a patch"}): patches are not normalised yet; use fetchurl with the hash of the file as it is."
  );
  fetchpatch2 = fetchpatch;
  fetchPypi = lib.makeOverridable (
    {
      pname,
      version,
      format ? "setuptools",
      ...
    }@args:
    if format != "setuptools" then
      throw "fetchPypi: wheels are not there yet (for ${pname})."
    else
      fetchurl (
        builtins.removeAttrs args [
          "pname"
          "version"
          "format"
        ]
        // {
          url = "https://files.pythonhosted.org/packages/source/${builtins.substring 0 1 pname}/${pname}/${pname}-${version}.tar.gz";
        }
      )
  );

}
