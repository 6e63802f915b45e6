# The store's own verbs, and hm instantiate.
echo content >file
status 0 "$hm" store add file; path=$(cat "$TMPDIR/out")
equal "$(cat "$path")" content
status 0 "$hm" store cat "$path"; out_is content
status 0 "$hm" store path-info --json "$path"; json '.hm == "store-path-info" and (.paths[0].narHash | startswith("sha256-"))'
mkdir tree && echo a >tree/a && ln -s a tree/b
status 0 "$hm" store add --json tree; tree=$(jq -r '.paths[0]' "$TMPDIR/out")
status 0 "$hm" store ls "$tree"; out_is $'a\nb'
status 1 "$hm" store path-info "$HOME/file"
status 0 "$hm" store verify --json; json '.ok and .checked == 2'
chmod u+w "$path" && echo changed >"$path"
status 4 "$hm" store verify; out "changed: $path"
cat >drv.nix <<'NIX'
derivation { name = "d"; system = builtins.currentSystem; builder = "/bin/sh"; args = [ "-c" "echo made > $out" ]; }
NIX
status 0 "$hm" instantiate drv.nix; drv=$(cat "$TMPDIR/out")
[ -f "$drv" ] || fail "no derivation at $drv"
equal "$(HM_STORE_DIR=$(dirname "$drv") "$hm" eval --raw -E '(import ./drv.nix).drvPath')" "$drv"
printf ':b import ./drv.nix\n' | status 0 "$hm" repl; equal "$(cat "$(tail -n1 "$TMPDIR/out")")" made
