# Derivations that start no process: the `builtin:` builders of the store (docs/internals/treaties.md).
let
  make =
    kind: name: attributes:
    derivation (
      attributes
      // {
        inherit name;
        system = "builtin";
        builder = "builtin:${kind}";
        __structuredAttrs = true;
      }
    );
in
{
  tree = name: entries: make "tree" name { inherit entries; };
  homeFiles = name: files: make "home-files" name { inherit files; };
  generation = make "generation";
  buildenv =
    name: attributes:
    make "buildenv" name (
      {
        pathsToLink = [ "/" ];
        ignoreCollisions = false;
        extraPrefix = "";
        entries = [ ];
      }
      // attributes
    );
}
