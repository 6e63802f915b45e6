# The tutorial is true: its files are written, its commands run in order, its output compared, line by line.
#
# A ```nix block whose first line is a comment with a path is that file. In a ```console block a line that begins with
# "$ " is a command, typed into one shell; the lines up to the next one are all it prints (both streams), where "…"
# stands for any number of lines. /home/sean is this home; hashes, dates and widths of white space compare as equal.
page=$root/docs/tutorial/first-home.md
mkdir -p "$TMPDIR/bin" "$TMPDIR/page"
ln -s "$hm" "$TMPDIR/bin/hm"
PATH=$TMPDIR/bin:$PATH
unset watch_switch

# One numbered file a step: NNN.file (first line: its path) or NNN.command (first line) with the expected output below.
awk -v dir="$TMPDIR/page" '
  function open(kind) { if (file) close(file); file = sprintf("%s/%03d.%s", dir, ++step, kind) }
  /^```/ && block { block = ""; next }
  /^```nix$/ { block = "nix"; fresh = 1; next }
  /^```console$/ { block = "console"; next }
  block == "nix" && fresh { fresh = 0; open("file"); sub(/^# /, ""); print > file; next }
  block == "console" && /^\$ / { open("command"); print substr($0, 3) > file; next }
  block { print > file }
' "$page"

# The sanitizers' remark about stacks of our own is none of the program's output.
masked() { sed -E "/^==[0-9]+==WARNING: ASan doesn't fully support/d; s|$HOME|/home/sean|g; s|[0-9a-z]{32}-|HASH-|g; s|20[0-9]{2}-[0-9]{2}-[0-9]{2} [0-9:]{5}|DATE|g; s| +| |g; s|^ ||"; }

# matches WANTED GOT: files of lines.
matches() {
  awk '
    function match_from(i, j,   k) {
      while (i <= wanted) {
        if (want[i] == "…") {
          if (i == wanted) return 1
          for (k = j; k <= got + 1; ++k) if (match_from(i + 1, k)) return 1
          return 0
        }
        if (j > got || want[i] != have[j]) return 0
        ++i
        ++j
      }
      return j == got + 1
    }
    FILENAME == ARGV[1] { want[++wanted] = $0; next }
    { have[++got] = $0 }
    END { exit !match_from(1, 1) }
  ' "$1" "$2"
}

set_status() { return "$1"; }
last=0 commands=0
for step in "$TMPDIR"/page/*; do
  first=$(head -n 1 "$step")
  tail -n +2 "$step" >"$TMPDIR/wanted.raw"
  case $step in
    *.file)
      case $first in "~/"*) ;; *) fail "a nix block of the tutorial does not begin with its path: $first" ;; esac
      mkdir -p "$(dirname "$HOME/${first#\~/}")"
      { echo "# $first"; sed "s|/home/sean|$HOME|g" "$TMPDIR/wanted.raw"; } >"$HOME/${first#\~/}"
      ;;
    *.command)
      masked <"$TMPDIR/wanted.raw" >"$TMPDIR/wanted"
      case $first in 'echo $?') ;; hm*) [ "$last" -eq 0 ] || fail "the tutorial does not show the status $last before: $first" ;; esac
      set +eu
      set_status "$last"
      eval "$first" >"$TMPDIR/got.raw" 2>&1
      last=$?
      set -eu
      masked <"$TMPDIR/got.raw" >"$TMPDIR/got"
      case $first in ls*) last=0 ;; esac
      commands=$((commands + 1))
      if ! matches "$TMPDIR/wanted" "$TMPDIR/got"; then
        echo "--- the tutorial" >&2
        cat "$TMPDIR/wanted" >&2
        echo "--- the program" >&2
        cat "$TMPDIR/got" >&2
        fail "$first"
      fi
      ;;
  esac
done
[ "$last" -eq 0 ] || fail "the last command ended with $last"
[ "$commands" -ge 20 ] || fail "only $commands commands were found in the tutorial"
