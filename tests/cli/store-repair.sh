# What is damaged in the store is found, named and made again.
small "$config" one
cat >>drv.nix <<'NIX'
derivation { name = "d"; system = builtins.currentSystem; builder = "/bin/sh"; args = [ "-c" "echo made > $out" ]; }
NIX
status 0 "$hm" switch
status 0 "$hm" instantiate drv.nix
status 0 "$hm" store repair; out "0 made anew, 0 left"

# An object that a derivation makes.
printf ':b import ./drv.nix\n' | status 0 "$hm" repl
made=$(tail -n1 "$TMPDIR/out")
chmod u+w "$made"; echo changed >"$made"
status 4 "$hm" store verify; out "changed: $made"
status 0 "$hm" store repair; out "made anew: $made"; equal "$(cat "$made")" made
status 0 "$hm" store verify

# The current generation's own files: links keep reading while they are repaired.
files=$(readlink -f .local/state/hm/profiles/home/home-files)
chmod u+w "$files" "$files/.hello"; echo changed >"$files/.hello"
status 0 "$hm" store repair "$files"; equal "$(cat .hello)" one
rm -rf "$made"
status 0 "$hm" store repair --json; json '.ok and (.repaired | length == 1)'; equal "$(cat "$made")" made

# A source has no derivation: the next switch adds it again.
echo text >source.txt
cat >"$config" <<NIX
{ ... }: { home.username = "sean"; home.homeDirectory = "$HOME"; home.stateVersion = "24.05"; home.file.".s".source = $HOME/source.txt; }
NIX
status 0 "$hm" switch; source=$(readlink -f .s)
chmod u+w "$source"; echo changed >"$source"
status 4 "$hm" store repair; out "not made here: $source"
status 0 "$hm" gc
status 0 "$hm" switch; equal "$(cat .s)" text
status 0 "$hm" store verify; out " 0 wrong"

# A current generation that lacks an object is found.
chmod u+w "$(dirname "$source")"; rm -f "$source"
status 4 "$hm" doctor; out "lacks"
status 0 "$hm" switch; equal "$(cat .s)" text
status 0 "$hm" doctor

# A database that is none, and one that is damaged within: set aside, and made anew from the objects.
db=.local/share/hm/var/db/store.sqlite
before=$("$hm" store verify | grep checked)
head -c 4096 /dev/urandom >"$db"; rm -f "$db-wal" "$db-shm"
status 4 "$hm" switch; err "damaged"; err "hm store repair"
status 0 "$hm" store repair; out "The database was damaged"
[ -e "$db.damaged" ] || fail "the damaged database is gone"
status 0 "$hm" store verify; out " 0 wrong"
equal "$("$hm" store verify | grep checked)" "$before"
status 0 "$hm" gc --dry-run; status 0 "$hm" switch; out "Nothing to do"
