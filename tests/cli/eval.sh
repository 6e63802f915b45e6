# hm eval takes the flags of nix-instantiate --eval.
status 0 "$hm" eval -E '1 + 1'; out_is 2
status 0 "$hm" eval -E '{ a = 1; b = { c = [ 1 (2 + 1) ]; }; }'; out_is '{ a = 1; b = <CODE>; }'
status 0 "$hm" eval --strict -E '{ a = 1; b = { c = [ 1 (2 + 1) ]; }; }'; out_is '{ a = 1; b = { c = [ 1 3 ]; }; }'
status 0 "$hm" eval --strict --json -E '{ a = [ true null 1.5 "x" ]; }'; out_is '{"a":[true,null,1.5,"x"]}'
status 0 "$hm" eval --raw -E '"no newline"'; equal "$(cat "$TMPDIR/out"; echo .)" "no newline."
status 0 "$hm" eval --strict --xml --no-location -E '{ a = 1; }'; out '<attr name="a">'
status 0 "$hm" eval --parse -E '1+2*3'; out_is '(1 + (__mul 2 3))'
status 1 "$hm" eval --parse -E 'x'; err "undefined variable 'x'"
echo '{ x ? 1, y, z }: { text = "${y}${z}"; inherit x; }' >f.nix
status 0 "$hm" eval --strict --arg z '"Z"' --argstr y Y f.nix; out_is '{ text = "YZ"; x = 1; }'
status 0 "$hm" eval -A text --arg z '"Z"' --argstr y Y f.nix; out_is '"YZ"'
status 1 "$hm" eval --argstr y Y f.nix; err "('z')"
status 1 "$hm" eval -A texd --arg z '"Z"' --argstr y Y f.nix; err "attribute 'texd' in selection path 'texd' not found"; err "did you mean 'text'?"
echo '"from stdin"' | status 0 "$hm" eval -; out_is '"from stdin"'
mkdir lib && echo 42 >lib/answer.nix
status 0 "$hm" eval -I there=lib -E 'import <there/answer.nix>'; out_is 42
NIX_PATH=there=$HOME/lib status 0 "$hm" eval -E 'import <there/answer.nix>'; out_is 42
status 0 "$hm" eval --stats -E 'map (x: x + 1) [ 1 2 ]'; jq -e . "$TMPDIR/err" >/dev/null || fail "--stats is not JSON"
status 0 "$hm" eval --eval -E 1; out_is 1
status 1 "$hm" eval --max-call-depth 100 -E 'let f = n: if n == 0 then 0 else 1 + f (n - 1); in f 1000'; err "stack-depth"
status 1 "$hm" eval --max-steps 10000 -E 'let f = n: f (n + 1); in f 0'; err "step-limit"
status 0 "$hm" eval --extra-experimental-features pipe-operators -E '[ 1 2 ] |> builtins.length'; out_is 2
status 0 "$hm" eval -E 'builtins.warn "old" 1'; out_is 1; err "evaluation warning: old"
status 1 "$hm" eval --option abort-on-warn true -E 'builtins.warn "old" 1'; err "abort-on-warn"
status 2 "$hm" eval --json --xml -E 1
status 1 "$hm" eval -E '{ foo = 1; }.fooo'; err "did you mean"
status 0 "$hm" eval -E 'builtins.storeDir'; out_is '"/nix/store"'
HM_STORE_DIR=/else/where status 0 "$hm" eval -E 'builtins.storeDir'; out_is '"/else/where"'
[ ! -e .local/state/hm ] && [ ! -e .local/share/hm ] || fail "hm eval wrote to the home"
# What a literal may be blamed for, as warning or error; nothing is said by default.
status 0 "$hm" eval -E '[ a/b /c http://example.org ]'; no_err "lint"
status 0 "$hm" eval --strict --lint-short-path-literals warn -E '[ a/b ./a/b ../a ]'; err "relative path literal 'a/b' should be prefixed with '.' for clarity: './a/b' (lint-short-path-literals)"
equal "$(grep -c lint- "$TMPDIR/err")" 1
status 1 "$hm" eval --lint-absolute-path-literals fatal -E '~/x'; err "home path literals are not portable"
status 1 "$hm" eval --parse --lint-url-literals fatal -E 'http://example.org'; err 'URL literals are disallowed. Consider using a string literal "http://example.org" instead (lint-url-literals)'
status 0 "$hm" eval --lint-url-literals warn -E 'http://example.org'; out_is '"http://example.org"'; err "URL literals are discouraged"
status 2 "$hm" eval --lint-url-literals loudly -E 1; err "'loudly' is not a way"
status 0 "$hm" eval --strict --json --extra-experimental-features parse-toml-timestamps -E 'builtins.fromTOML "t = 1979-05-27"'; out_is '{"t":{"_type":"timestamp","value":"1979-05-27"}}'
status 0 "$hm" eval -E 'builtins.pathExists builtins.storeDir'; out_is true
