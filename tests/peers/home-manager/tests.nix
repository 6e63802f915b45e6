# What each of Home Manager's own tests comes to, as one line of JSON a test.
#
#   peers   the folder with `hm` (Home Manager) and `nixpkgs.lib`
#   words   a file of names that packages may have, one a line
#   from    the number of the first test; `count` of them are evaluated
#   only    names of tests, instead of the numbers
#
# The tests are reached through Home Manager's own list, which fetches its framework: collect.nix is handed out in its place.
{ peers, words, from ? 0, count ? 100000, only ? null }:
let
  lib = import (peers + "/nixpkgs.lib/lib");
  pkgs = import ./stubs.nix {
    inherit lib;
    words = builtins.filter (word: builtins.isString word && word != "") (builtins.split "\n" (builtins.readFile words));
  };
  homes = builtins.scopedImport { fetchTarball = _: ./collect.nix; } (peers + "/hm/tests/default.nix") { inherit pkgs; };

  all = builtins.attrNames homes;
  last = if from + count > builtins.length all then builtins.length all else from + count;
  chosen = if only != null then only else builtins.genList (i: builtins.elemAt all (from + i)) (last - from);

  look = name:
    let result = builtins.tryEval (builtins.toJSON homes.${name});
    in if result.success then result.value else "failed";
  told = name:
    let line = builtins.trace "begin ${name}" (look name);
    in builtins.seq line (builtins.trace "end ${name} ${line}" null);
in
{
  names = all;
  report = builtins.foldl' (_: told) null chosen;
}
