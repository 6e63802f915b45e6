# What the scripts of tests/cli share.

fail() {
  echo "FAILED: $*" >&2
  exit 1
}

# status N COMMAND…: the command must end with this status. Its output is in the files `out` and `err`, and shown
# where it ended otherwise.
status() {
  local want=$1 got=0
  shift
  "$@" >"$TMPDIR/out" 2>"$TMPDIR/err" || got=$?
  if [ "$got" -ne "$want" ]; then
    echo "--- stdout" >&2
    cat "$TMPDIR/out" >&2
    echo "--- stderr" >&2
    cat "$TMPDIR/err" >&2
    fail "'$*' ended with $got, not $want"
  fi
}

# out TEXT, err TEXT: the last command's output holds this text.
out() { grep -qF -- "$1" "$TMPDIR/out" || { cat "$TMPDIR/out" >&2; fail "stdout lacks: $1"; }; }
err() { grep -qF -- "$1" "$TMPDIR/err" || { cat "$TMPDIR/err" >&2; fail "stderr lacks: $1"; }; }
no_err() { ! grep -qF -- "$1" "$TMPDIR/err" || { cat "$TMPDIR/err" >&2; fail "stderr has: $1"; }; }
# out_is TEXT: exactly this, and a newline.
out_is() { [ "$(cat "$TMPDIR/out")" = "$1" ] || { cat "$TMPDIR/out" >&2; fail "stdout is not: $1"; }; }
# json FILTER: jq -e over stdout.
json() { jq -e "$1" "$TMPDIR/out" >/dev/null || { cat "$TMPDIR/out" >&2; fail "not in the JSON: $1"; }; }

equal() { [ "$1" = "$2" ] || fail "'$1' is not '$2'"; }

# picture: everything in the home but hm's own state: kind, mode, link and content of each path.
picture() {
  (cd "$HOME" && find . \( -path ./.local/state/hm -o -path ./.local/share/hm -o -path ./.cache \) -prune -o -print | LC_ALL=C sort |
    while read -r path; do
      if [ -L "$path" ]; then
        echo "link $path $(cat "$path" 2>/dev/null | sha256sum)"
      elif [ -f "$path" ]; then
        echo "file $path $(stat -c %a "$path") $(sha256sum <"$path")"
      else
        echo "directory $path $(stat -c %a "$path")"
      fi
    done)
}

# seed FILE: the example of the README, for this home.
seed() {
  mkdir -p "$(dirname "$1")"
  sed "s|/home/sean|$HOME|" "$root/examples/seed/home.nix" >"$1"
}
# small FILE [TEXT]: one file, no packages.
small() {
  mkdir -p "$(dirname "$1")"
  cat >"$1" <<NIX
{ ... }: {
  home.username = "sean";
  home.homeDirectory = "$HOME";
  home.stateVersion = "24.05";
  home.file.".hello".text = "${2:-hello}\n";
}
NIX
}
config=$HOME/.config/hm/home.nix
