# hm repl on a pipe.
cat >names.nix <<'NIX'
{ a = 1; f = x: x + 1; }
NIX
printf ':l names.nix\nf a\nb = f 10\nb\n:t f\n:p { x = { y = [ 1 2 ]; }; }\n{\n  c = 3;\n}.c\n:?\n:q\n' | status 0 "$hm" repl
for line in 2 11 3 "a function"; do grep -qxF -- "$line" "$TMPDIR/out" || { cat "$TMPDIR/out"; fail "no line: $line"; }; done
out ":b EXPR"
printf 'nothing\n1\n' | status 1 "$hm" repl; out 1; err "undefined variable 'nothing'"
printf '1 +' | status 1 "$hm" repl; err "syntax error"

# What is known about functions, and files by the search path.
cat >documented.nix <<'NIX'
{
  /**
    Adds one.

      plus 1 => 2
  */
  plus = x: x + 1;
  # Takes
  # one away.
  minus = (x: x - 1);
  /* Old style. */
  "a name" = { a, ... }: a;
  bare = x: x;
}
NIX
printf ':l <here>\n:doc plus\n:doc minus\n:doc (import ./documented.nix)."a name"\n:doc bare\n:doc map\n:q\n' |
  NIX_PATH=here=$PWD/documented.nix status 0 "$hm" repl
for line in "Adds one." "  plus 1 => 2" Takes "one away." "Old style." "(no comment stands before it)" "builtins.map f list"; do
  grep -qxF -- "$line" "$TMPDIR/out" || { cat "$TMPDIR/out"; fail "no line: $line"; }
done
out "plus, $PWD/documented.nix:7:10"
printf ':doc 3\n' | status 1 "$hm" repl; err "an integer has no documentation"

# On a terminal: builtins, attributes and files are completed, lines are remembered.
if command -v script >/dev/null; then
  mkdir -p folder && echo 41 >folder/value.nix
  # terminal COMMAND…: what the command prints is typed once hm asks for it; what is on the screen goes to $TMPDIR/out.
  asked() { for _ in $(seq 200); do ! grep -q 'hm>' "$TMPDIR/screen" || return 0; sleep 0.05; done; }
  terminal() {
    : >"$TMPDIR/screen"
    { asked; "$@"; sleep 0.3; } | TERM=xterm timeout 40 script -qc "$hm repl" /dev/null >"$TMPDIR/screen"
    tr -d '\r' <"$TMPDIR/screen" >"$TMPDIR/out"
  }
  typed() { printf "$1"; }
  terminal typed 'builtins.concatStringsS\t "-" [ "x" "y" ]\nlet s = { abcdef = 6; }; in s.abcdef * 7\nremoveAt\t { a = 1; } [ "a" ]\nimport ./fol\tval\t + 1\n:q\n'
  out '"x-y"'; out "{ }"
  [ "$(grep -cxE '42' "$TMPDIR/out")" = 2 ] || { cat "$TMPDIR/out"; fail "a file was not completed"; }
  # Ctrl-C ends what is evaluated, and only that; at the prompt it gives an empty line.
  cat >slow.nix <<'NIX'
let l = builtins.genList (x: x) 100000; in builtins.foldl' (a: b: builtins.foldl' (c: d: c) 0 l) 0 l
NIX
  interrupting() { printf 'import ./slow.nix\n'; for _ in 1 2 3; do sleep 1; printf '\003'; done; printf '\n1000 + 1\n:q\n'; }
  terminal interrupting
  out "interrupted"; grep -qx 1001 "$TMPDIR/out" || { cat "$TMPDIR/out"; fail "the session ended"; }
  terminal typed '\033[A\n:q\n'; grep -qx 1001 "$TMPDIR/out" || { cat "$TMPDIR/out"; fail "the history was not kept"; }
fi
