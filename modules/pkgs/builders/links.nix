# Trees of links to other packages.
{ lib, pkgs }:
let
  inherit (builtins) isAttrs;

  paths =
    ps:
    builtins.concatMap (
      p:
      if p == null then
        [ ]
      else
        [
          {
            path = p;
            priority = p.meta.priority or lib.meta.defaultPriority;
          }
        ]
    ) (lib.flatten ps);
in
rec {
  buildEnv = lib.makeOverridable (
    {
      name ? "${pname}-${version}",
      pname ? null,
      version ? null,
      paths,
      pathsToLink ? [ "/" ],
      extraOutputsToInstall ? [ ],
      ignoreCollisions ? false,
      extraPrefix ? "",
      postBuild ? "",
      meta ? { },
      passthru ? { },
      buildInputs ? [ ],
      nativeBuildInputs ? [ ],
      manifest ? "",
      checkCollisionContents ? true,
      includeClosures ? false,
    }:
    let
      # Of a package with several outputs, the default and those that were asked for.
      outputs =
        p:
        [ p ]
        ++ builtins.concatMap (o: if isAttrs p && p ? ${o} && p.${o} ? outPath then [ p.${o} ] else [ ]) extraOutputsToInstall;
      merged = pkgs.makeEnvironment {
        inherit
          name
          pathsToLink
          ignoreCollisions
          extraPrefix
          meta
          passthru
          ;
        paths = weighted (builtins.concatMap outputs (builtins.filter (p: p != null) (lib.flatten paths)));
        entries = [ ];
      };
    in
    if postBuild == "" then merged else afterwards { inherit name meta passthru postBuild nativeBuildInputs buildInputs; tree = merged; }
  );

  # Merges the packages' trees; what they have in common is taken from the first.
  symlinkJoin =
    {
      name ? "${pname}-${version}",
      pname ? null,
      version ? null,
      paths,
      stripPrefix ? "",
      preferLocalBuild ? true,
      allowSubstitutes ? false,
      postBuild ? "",
      failOnMissing ? false,
      meta ? { },
      passthru ? { },
      ...
    }@args:
    let
      list = builtins.filter (p: p != null) (lib.flatten paths);
      about = {
        inherit meta passthru;
      }
      // (if pname == null then { } else { inherit pname version; });
      merged = pkgs.makeEnvironment (
        about
        // {
          inherit name;
          pathsToLink = [ (if stripPrefix == "" then "/" else stripPrefix) ];
          ignoreCollisions = true;
          extraPrefix = "";
          paths = lib.imap0 (priority: path: {
            path = if stripPrefix == "" then path else "${path}${stripPrefix}";
            inherit priority;
          }) list;
          entries = [ ];
        }
        // (if stripPrefix == "" then { } else { pathsToLink = [ "/" ]; })
      );
    in
    if postBuild == "" then
      merged
    else
      afterwards (
        removeAttrs args [
          "paths"
          "stripPrefix"
          "failOnMissing"
        ]
        // {
          inherit name;
          tree = merged;
        }
      );

  # A copy of a tree of links that commands may change.
  afterwards =
    {
      name,
      tree,
      postBuild,
      ...
    }@args:
    pkgs.runCommand name
      (
        removeAttrs args [
          "name"
          "tree"
          "pname"
          "version"
          "preferLocalBuild"
          "allowSubstitutes"
        ]
        // (if args.pname or null == null then { } else { inherit (args) pname version; })
      )
      ''
        cp -a ${tree} "$out"
        chmod -R u+w "$out"
        eval "$postBuild"
      '';

  weighted = paths;

  linkFarm =
    name: entries:
    let
      list =
        if isAttrs entries then lib.mapAttrsToList (name: path: { inherit name path; }) entries else entries;
      # As on a file system, the last of one name wins.
      unique = builtins.attrValues (
        builtins.listToAttrs (
          map (e: {
            inherit (e) name;
            value = e;
          }) (lib.reverseList list)
        )
      );
    in
    pkgs.makeTree {
      inherit name;
      entries = map (e: {
        path = lib.removePrefix "/" e.name;
        target = "${e.path}";
      }) unique;
      passthru.entries = builtins.listToAttrs (map (e: lib.nameValuePair e.name e.path) list);
    };

  linkFarmFromDrvs =
    name: drvs:
    linkFarm name (
      map (drv: {
        inherit (drv) name;
        path = drv;
      }) drvs
    );

  onlyBin =
    drv:
    pkgs.makeTree {
      name = "${drv.name}-only-bin";
      entries = [
        {
          path = "bin";
          target = "${lib.getBin drv}/bin";
        }
      ];
    };
}
