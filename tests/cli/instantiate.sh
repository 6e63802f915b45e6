# hm instantiate writes the derivations and sources that nix-instantiate writes, names and bytes: one small graph that has
# something of everything.
if ! command -v nix-instantiate >/dev/null; then
  echo "skipped: nix-instantiate is not installed, there is nothing to compare with"
  exit 0
fi
mkdir -p graph/tree/sub && cd graph
echo text >tree/file && echo '#!/bin/sh' >tree/sub/run && chmod 755 tree/sub/run && ln -s ../file tree/sub/link && echo no >tree/left-out
cat >graph.nix <<'NIX'
let
  make = name: attrs: derivation ({ inherit name; system = "x86_64-linux"; builder = "/bin/sh"; } // attrs);
  fetched = make "fetched.tar.gz" {
    outputHashAlgo = "sha256"; outputHashMode = "flat"; preferLocalBuild = true; urls = [ "https://example.org/a" "b" ];
    outputHash = "0000000000000000000000000000000000000000000000000000";
  };
  unpacked = make "unpacked" { outputHash = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="; outputHashMode = "recursive"; };
  sha1 = make "old" { outputHash = "da39a3ee5e6b4b0d3255bfef95601890afd80709"; outputHashAlgo = "sha1"; outputHashMode = "recursive"; };
  script = builtins.toFile "script.sh" "echo ${builtins.toFile "inner" "text"}\n";
  filtered = builtins.filterSource (path: type: baseNameOf path != "left-out") ./tree;
  named = builtins.path { path = ./tree/sub; name = "other-name"; filter = path: type: type != "symlink"; };
  many = make "many" {
    outputs = [ "out" "dev" "man" ]; args = [ "-c" script ./tree/file ]; src = fetched; inherit filtered named;
    n = 1; yes = true; no = false; nothing = null; list = [ 1 [ 2 [ ] ] "three" ./tree ]; passAsFile = [ "big" ]; big = "line\n\"quoted\" \\ tab\t";
    self = placeholder "dev"; __impureHostDeps = [ "/bin/sh" ]; __noChroot = true; impureEnvVars = [ "http_proxy" ];
  };
  structured = make "structured" {
    __structuredAttrs = true; outputs = [ "out" "doc" ]; nested = { a = [ 1 2 ]; b.c = "${many.dev}"; "é\n\"" = null; }; src = ./tree;
    outputChecks.out.maxSize = 10;
  };
  ignoring = make "ignoring" { __ignoreNulls = true; gone = null; kept = ""; deps = [ many many.man structured.doc unpacked sha1 ]; };
  closure = make "closure" { exportReferencesGraph = [ "graph" ignoring.drvPath "other" many ]; all = ignoring.drvPath; };
  weak = make "weak" { drv = builtins.unsafeDiscardOutputDependency ignoring.drvPath; };
in make "top" { inputs = [ closure weak ignoring.outPath ]; text = "${structured} and ${many.man}/share"; }
NIX
export NIX_STORE_DIR=$HOME/store NIX_STATE_DIR=$HOME/var NIX_LOG_DIR=$HOME/log NIX_CONF_DIR=$HOME/etc NIX_REMOTE=
theirs=$(nix-instantiate graph.nix 2>/dev/null)
mv "$HOME/store" "$HOME/theirs"
chmod -R u+w "$HOME/theirs" && rm -rf "$HOME/theirs/.links"
unset NIX_STORE_DIR NIX_STATE_DIR
# Without writing anything, from what the evaluation remembers of the derivations it named.
status 0 env HM_STORE_DIR="$HOME/store" "$hm" eval --raw -E '(import ./graph.nix).drvPath'; out_is "$theirs"
[ ! -e "$HOME/store" ] || fail "an evaluation made a store"
status 0 env HM_STORE_DIR="$HOME/store" "$hm" instantiate graph.nix; out_is "$theirs"
chmod -R u+w "$HOME/store"
(cd "$HOME/theirs" && find . | LC_ALL=C sort) >"$TMPDIR/names-theirs"
(cd "$HOME/store" && find . -name '.*' ! -name . -prune -o -print | LC_ALL=C sort) >"$TMPDIR/names-ours"
diff "$TMPDIR/names-theirs" "$TMPDIR/names-ours" || fail "the stores hold different objects"
[ "$(grep -c '\.drv$' "$TMPDIR/names-ours")" -ge 9 ] || fail "the graph is smaller than it should be"
diff -r --no-dereference "$HOME/theirs" "$HOME/store" --exclude='.*' || fail "the objects differ"
