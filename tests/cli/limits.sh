# What is legal and large has its value; what is illegal or endless ends in a diagnostic, never in a signal and never not at
# all. The time limit only tells an end from none.
if ASAN_OPTIONS=help=1 "$hm" --version 2>&1 | grep -q AddressSanitizer; then
  echo "skipped: the address sanitizer does not follow exceptions through stacks this deep; the release is what is tried"
  exit 77
fi
value() { local want=$1; shift; status 0 timeout 120 "$hm" eval --strict --max-heap 1G "$@"; out_is "$want"; }
refused() { local code=$1; shift; status 1 timeout 120 "$hm" eval --strict --max-heap 1G "$@"; err "[$code]"; [ ! -s "$TMPDIR/out" ] || fail "a value beside the diagnostic"; }
# repeat N TEXT. nested N OPEN MIDDLE CLOSE: N of each around the middle, in nested.nix.
repeat() { awk -v n="$1" -v text="$2" 'BEGIN { for (i = 0; i < n; i++) printf "%s", text }'; }
nested() { { repeat "$1" "$2"; printf %s "$3"; repeat "$1" "$4"; } >nested.nix; }

# Folds over a million elements, nestings of a hundred thousand.
value 499999500000 -E "builtins.foldl' (a: b: a + b) 0 (builtins.genList (x: x) 1000000)"
value 999999 -E 'builtins.head (builtins.sort (a: b: a > b) (builtins.genList (x: x) 1000000))'
value 500000 -E 'builtins.length (builtins.filter (x: x < 500000) (map (x: x) (builtins.genList (x: x) 1000000)))'
value 1000000 -E 'builtins.length (builtins.attrNames (builtins.listToAttrs (builtins.genList (x: { name = toString x; value = x; }) 1000000)))'
value 2000000 -E 'builtins.stringLength (builtins.concatStringsSep "" (builtins.genList (x: "ab") 1000000))'
deep=100000 too_deep=10000000
# The address sanitizer's stack frames and red zones are many times as large.
if grep -q __asan_init "$hm"; then deep=10000 too_deep=1000000; fi
nested $deep '(' 1 ')'; value 1 nested.nix
nested $deep 'let a=' 1 '; in a'; value 1 nested.nix
{ printf 'builtins.length '; cat <(nested $deep '[' 1 ']'; cat nested.nix); } >list.nix; value 1 list.nix
{ printf 'builtins.attrNames '; cat <(nested $deep '{a=' 1 ';}'; cat nested.nix); } >set.nix; value '[ "a" ]' set.nix

# A hundred times as deep.
for shape in '(|)' '[|]' '{a=|;}' 'let a=|; in a' 'if true then | else 2' '!|' '-|' 'x: |'; do
  nested $too_deep "${shape%%|*}" 1 "${shape#*|}"
  refused stack-depth nested.nix; err "nested too deeply"
done
{ printf '{}'; repeat $too_deep ' // {}'; } >nested.nix; refused stack-depth nested.nix
repeat $too_deep 'f ' >nested.nix; refused undefined-variable nested.nix
equal "$(grep -c '\[undefined-variable\]' "$TMPDIR/err")" 10
rm nested.nix

# No end.
refused infinite-recursion -E 'let x = x; in x'
refused infinite-recursion -E 'let a = { x = b.x; }; b = { x = a.x; }; in a.x'
refused stack-depth -E 'let f = x: f x; in f 1'
refused stack-depth -E 'let f = x: 1 + f (x + 1); in f 1'
refused stack-depth -E 'let f = { __functor = self: x: self x; }; in f 1'
refused stack-depth -E 'let x = { __toString = self: self; }; in toString x'
refused stack-depth -E 'let f = n: { a = f (n + 1); }; in builtins.deepSeq (f 0) 1'
refused stack-depth -E 'let f = n: { a = f (n + 1); }; in builtins.toJSON (f 0)'
refused stack-depth -E 'let f = n: { a = f (n + 1); }; in f 0 == f 0'
refused stack-depth -E 'let f = n: with f (n + 1); x; in f 0'
echo 'import ./self.nix' >self.nix; refused infinite-recursion self.nix
echo 'let b = import ./b.nix; in { x = b.y; }' >a.nix; echo 'let a = import ./a.nix; in { y = a.x; }' >b.nix; refused infinite-recursion -E '(import ./a.nix).x'
cat >modules.nix <<'NIX'
let lib = import <nixpkgs/lib>; int = lib.mkOption { type = lib.types.int; };
in (lib.evalModules { modules = [ { options.a = int; options.b = int; } ({ config, ... }: { a = config.b; }) ({ config, ... }: { b = config.a; }) ]; }).config.a
NIX
refused infinite-recursion modules.nix

# Too much: strings of 2^40 characters, lists of 10^9 elements.
refused heap-limit -E 'let d = n: s: if n == 0 then s else d (n - 1) (s + s); in builtins.stringLength (d 40 "a")'
refused heap-limit -E 'let d = n: s: if n == 0 then s else d (n - 1) "${s}${s}"; in builtins.stringLength (d 40 "a")'
refused heap-limit -E 'builtins.length (builtins.genList (x: x) 1000000000)'
refused heap-limit -E 'let d = n: l: if n == 0 then l else d (n - 1) (l ++ l); in builtins.length (d 30 [ 1 ])'

refused heap-limit -E 'builtins.genericClosure { startSet = [ { key = 0; } ]; operator = x: [ { key = x.key + 1; } ]; }'
refused heap-limit -E 'let d = n: s: if n == 0 then s else d (n - 1) (builtins.replaceStrings [ "a" ] [ "aa" ] s); in builtins.stringLength (d 40 "a")'

# Patterns that take for ever elsewhere.
for pattern in '(a*)*b' '(a|aa)+$' '(a+a+)+b' '(a?){64}b' '((a{0,1000}){0,1000}){0,1000}'; do
  refused bad-use -E "builtins.match \"$pattern\" \"$(repeat 64 a)\""; err "limit exceeded by regular expression"
done
refused bad-use -E 'let d = n: s: if n == 0 then s else d (n - 1) (s + s); in builtins.match (d 20 "(") "a"'
# A long text alone is no reason.
value 1 -E 'let d = n: s: if n == 0 then s else d (n - 1) (s + s); in builtins.length (builtins.match "(.*)" (d 24 "a"))'
