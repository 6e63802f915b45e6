# The derivation of every top-level attribute of a whole nixpkgs tree (nixpkgs-2009 in the folder `peers`): how many there
# are, and one hash over all their names and paths. What is unfree, broken or insecure counts too, as the more the better.
#
# An attribute that fails with what tryEval cannot catch ends an evaluation, so those of `skip` are left out; by default
# the ones that tests/peers/derivations found in the tree described in docs/internals/performance.md. With `report` each
# attribute is announced and its path traced; `from` and `count` say which (tests/peers/walk.bash).
{ peers, skip ? import ./all-packages-skip.nix, from ? 0, count ? 100000, report ? false }:
let
  pkgs = import (peers + "/nixpkgs-2009") {
    config = {
      allowUnfree = true;
      allowBroken = true;
      allowUnsupportedSystem = true;
      allowInsecurePredicate = _: true;
    };
    overlays = [ ];
    system = "x86_64-linux";
  };
  skipped = builtins.listToAttrs (map (name: { inherit name; value = null; }) skip);
  all = builtins.attrNames pkgs;
  last = if from + count > builtins.length all then builtins.length all else from + count;
  chosen = builtins.genList (i: builtins.elemAt all (from + i)) (last - from);
  names = builtins.filter (name: !(skipped ? ${name})) chosen;

  # The path, "-" for what is no derivation, "failed" for what throws.
  look = name:
    let
      value = pkgs.${name};
      path = if value.type or null == "derivation" then builtins.unsafeDiscardStringContext value.drvPath else "-";
      result = builtins.tryEval path;
    in
    if result.success then result.value else "failed";

  told = name:
    let path = builtins.trace "begin ${name}" (look name);
    in builtins.seq path (builtins.trace "end ${name} ${path}" path);

  lines = map (name: { inherit name; path = if report then told name else look name; }) names;
  found = builtins.filter (line: line.path != "-" && line.path != "failed") lines;
in
{
  derivations = builtins.length found;
  failed = builtins.length (builtins.filter (line: line.path == "failed") lines);
  hash = builtins.hashString "sha256" (builtins.concatStringsSep "\n" (map (line: "${line.name} ${line.path}") found));
}
