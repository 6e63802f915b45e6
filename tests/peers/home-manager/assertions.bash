# What the scripts of Home Manager's tests call, over the generation in $TESTED. Sourced; a failed assertion ends the script.

fail() { echo "  $*" >&2; exit 1; }
inside() { case $1 in /*) echo "$1" ;; *) echo "$TESTED/$1" ;; esac; }
_abs() { inside "$@"; }
assertPathNotExists() { [ ! -e "$(inside "$1")" ] || fail "$1 exists and should not"; }
assertFileNotExists() { assertPathNotExists "$1"; }
assertFileExists() { [ -f "$(inside "$1")" ] || fail "$1 is missing"; }
assertDirectoryExists() { [ -d "$(inside "$1")" ] || fail "$1 is no directory"; }
assertDirectoryNotEmpty() { [ -n "$(ls -A "$(inside "$1")")" ] || fail "$1 is empty"; }
assertDirectoryEmpty() { [ -z "$(ls -A "$(inside "$1")")" ] || fail "$1 is not empty"; }
assertLinkExists() { [ -L "$(inside "$1")" ] || fail "$1 is no link"; }
assertLinkPointsTo() { [ "$(readlink "$(inside "$1")")" = "$2" ] || fail "$1 leads to $(readlink "$(inside "$1")"), not $2"; }
assertFileIsExecutable() { assertFileExists "$1"; [ -x "$(inside "$1")" ] || fail "$1 is not executable"; }
assertFileIsNotExecutable() { assertFileExists "$1"; [ ! -x "$(inside "$1")" ] || fail "$1 is executable"; }
assertFileContent() {
  assertFileExists "$1"
  diff -u --label "expected" --label "$1" "$(inside "$2")" "$(inside "$1")" >&2 || fail "$1 differs"
}
# Texts are compared as if the store were /nix/store, which is what the tests expect.
usual() { sed "s|$STORE/|/nix/store/|g"; }
holds() { usual <"$(inside "$1")" | grep -q "$2" -- "$(usual <<<"$3")"; }
assertFileContains() { assertFileExists "$1"; holds "$1" -F "$2" || fail "$1 lacks: $2"; }
assertFileNotContains() { ! holds "$1" -F "$2" || fail "$1 has: $2"; }
assertFileRegex() { assertFileExists "$1"; holds "$1" -G "$2" || fail "$1 does not match: $2"; }
assertFileNotRegex() { ! holds "$1" -G "$2" || fail "$1 matches: $2"; }
# A copy in which the hash parts of store paths are zeros; prints where it is.
normalizeStorePaths() {
  local copy
  copy=$(mktemp -p "$SCRATCH")
  sed -E "s|$STORE/[0-9a-z]{32}-|/nix/store/00000000000000000000000000000000-|g" "$(inside "$1")" >"$copy"
  echo "$copy"
}
