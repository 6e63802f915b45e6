# fetchGit, fetchTree and fetchTarball of what lies on this machine: values, dirty trees, submodules, archives.
export GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.org GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.org
commit() { GIT_AUTHOR_DATE="$2 +0000" GIT_COMMITTER_DATE="$2 +0000" git -C "$1" commit -q -m "$2"; }
git init -q -b main repo
mkdir repo/d && echo one >repo/a.txt && echo '#!/bin/sh' >repo/d/run && chmod 755 repo/d/run && ln -s ../a.txt repo/d/link
echo '/left-out export-ignore' >repo/.gitattributes && echo no >repo/left-out
git -C repo add -A && commit repo 2020-01-02T03:04:05
git -C repo tag v1
echo two >repo/a.txt && git -C repo add -A && commit repo 2021-01-02T03:04:05
echo untracked >repo/untracked
# A set that has outPath would be its path in JSON.
value() {
  status 0 "$hm" eval --strict --json -E "let
    r = \"$HOME/repo\"; git = builtins.fetchGit; tree = builtins.fetchTree;
    plain = x: if builtins.isList x then map plain x else if builtins.isAttrs x then removeAttrs x [ \"outPath\" ] else x;
  in plain ($1)"
}

value 'git r'
json '.rev | length == 40'; json '.shortRev as $s | .rev | startswith($s)'; json '.revCount == 2 and .submodules == false'
json '.lastModified == 1609556645 and .lastModifiedDate == "20210102030405"'
value 'builtins.attrNames (builtins.readDir (git r))'; json '. == [".gitattributes", "a.txt", "d"]'
value 'let t = git { url = r; ref = "v1"; }; in [ t.revCount t.lastModified (builtins.readFile "${t}/a.txt") (builtins.readDir "${t}/d") ]'
json '. == [1, 1577934245, "one\n", {"link": "symlink", "run": "regular"}]'
# By revision the same object, however it is asked for.
first=$(git -C repo rev-parse v1)
value "[ (git { url = r; ref = \"v1\"; }) (git { url = r; rev = \"$first\"; }) (git { url = \"file://\" + r; rev = \"$first\"; shallow = true; }) ]"
json '(map(.narHash) | unique | length == 1) and .[2].revCount == 0'
# fetchTree leaves nothing out, and does not count revisions unless told to.
value 'tree { type = "git"; url = r; ref = "main"; }'; json 'has("revCount") == false'
value 'builtins.attrNames (builtins.readDir (tree { type = "git"; url = r; ref = "main"; }))'; json '. == [".gitattributes", "a.txt", "d", "left-out"]'
value 'tree "git+file://${r}?ref=v1"'; json '.revCount == 1'
# A changed working tree has no revision of its own.
echo three >repo/a.txt
value 'git r'; err "Git tree '$HOME/repo' is dirty"
json '.rev == "0000000000000000000000000000000000000000" and .revCount == 0 and (.dirtyRev | endswith("-dirty")) and .lastModified == 1609556645'
value 'builtins.readFile "${git r}/a.txt"'; json '. == "three\n"'
value 'tree { type = "git"; url = r; }'; json 'has("rev") == false and has("dirtyShortRev")'
git -C repo rm -q --cached d/link && value 'builtins.attrNames (builtins.readDir "${git r}/d")'; json '. == ["run"]'
git -C repo reset -q --hard
# A bare repository, submodules, and commits that are not there.
git clone -q --bare repo bare.git
value 'git { url = "file://'"$HOME"'/bare.git"; }'; json '.revCount == 2'
value 'git { url = "file://'"$HOME"'/bare.git"; ref = "refs/tags/v1"; }'; json '.revCount == 1'
git init -q -b main outer && git -C outer -c protocol.file.allow=always submodule --quiet add ../repo part 2>/dev/null
git -C outer add -A && commit outer 2022-01-02T03:04:05
value 'map (t: builtins.attrNames (builtins.readDir "${t}/part")) [ (git { url = "'"$HOME"'/outer"; ref = "main"; }) (git { url = "'"$HOME"'/outer"; ref = "main"; submodules = true; }) (git { url = "'"$HOME"'/outer"; submodules = true; }) ]'
json '. == [[], [".gitattributes", "a.txt", "d", "left-out"], [".gitattributes", "a.txt", "d", "left-out"]]'
status 1 "$hm" eval --strict -E "builtins.fetchGit { url = \"$HOME/repo\"; rev = \"1111111111111111111111111111111111111111\"; }"
err "Cannot find Git revision '1111111111111111111111111111111111111111'"
status 1 "$hm" eval --strict -E "builtins.fetchGit { url = \"$HOME/repo\"; ref = \"nowhere\"; }"; err "resolving Git reference 'nowhere'"
status 1 "$hm" eval --strict -E "builtins.fetchGit { url = \"$HOME/none\"; }"; err "there is no Git repository at '$HOME/none'"
status 1 "$hm" eval --strict -E 'builtins.fetchGit { url = "/r"; ref = "-x"; }'; err "invalid Git branch/tag name '-x'"
# Paths, files, archives.
touch -d '2020-01-02 03:04:05 UTC' repo/d/run repo/d && touch -h -d '2020-01-02 03:04:05 UTC' repo/d/link
value 'tree { type = "path"; path = "${r}/d"; }'; json '.lastModified == 1577934245 and (.narHash | startswith("sha256-"))'; hash=$(jq -r .narHash "$TMPDIR/out")
value "tree { type = \"path\"; path = \"\${r}/d\"; narHash = \"$hash\"; rev = \"$first\"; }"; json ".narHash == \"$hash\" and .rev == \"$first\""
status 1 "$hm" eval --strict -E "builtins.fetchTree { type = \"path\"; path = \"$HOME/repo\"; narHash = \"$hash\"; }"; err "NAR hash mismatch in input 'path:$HOME/repo?narHash="
tar -C repo --mtime='2019-01-02 03:04:05 UTC' -czf d.tar.gz d
value 'tree { type = "tarball"; url = "file://'"$HOME"'/d.tar.gz"; }'; json ".narHash == \"$hash\" and .lastModified == 1546398245"
value 'builtins.attrNames (builtins.readDir (builtins.fetchTarball "file://'"$HOME"'/d.tar.gz"))'; json '. == ["link", "run"]'
value 'let t = tree { type = "file"; url = "file://'"$HOME"'/repo/a.txt"; }; in [ (builtins.readFile t) (t ? lastModified) ]'; json '. == ["two\n", false]'
value 'builtins.readFile (builtins.fetchurl "file://'"$HOME"'/repo/a.txt")'; json '. == "two\n"'
status 1 "$hm" eval --strict -E 'builtins.fetchTree { type = "file"; url = "file:///x"; dir = "y"; }'; err "input attribute 'dir' not supported by scheme 'file'"
status 1 "$hm" eval --strict -E 'builtins.fetchTree "nixpkgs"'; err "'nixpkgs' doesn't have a scheme"
[ -z "$(ls .cache/hm/scratch)" ] || fail "scratch is left: $(ls .cache/hm/scratch)"
# What is fetched goes into the store when evaluation may write to it.
status 0 "$hm" eval --read-write-mode --raw -E "(builtins.fetchGit { url = \"$HOME/repo\"; ref = \"v1\"; }).outPath"
equal "$(cat "$(cat "$TMPDIR/out")/a.txt")" one
