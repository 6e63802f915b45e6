# hm repl on a pipe.
cat >names.nix <<'NIX'
{ a = 1; f = x: x + 1; }
NIX
printf ':l names.nix\nf a\nb = f 10\nb\n:t f\n:p { x = { y = [ 1 2 ]; }; }\n{\n  c = 3;\n}.c\n:?\n:q\n' | status 0 "$hm" repl
for line in 2 11 3 "a function"; do grep -qxF -- "$line" "$TMPDIR/out" || { cat "$TMPDIR/out"; fail "no line: $line"; }; done
out ":b EXPR"
printf 'nothing\n1\n' | status 1 "$hm" repl; out 1; err "undefined variable 'nothing'"
printf '1 +' | status 1 "$hm" repl; err "syntax error"
