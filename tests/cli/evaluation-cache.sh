# An unchanged configuration is not evaluated again; whatever it depended on, once changed, is seen.
old() { find "$HOME/.config" "$HOME/parts" "$HOME/tree" -exec touch -d '2 days ago' {} + 2>/dev/null || true; sleep 0.05; }

# opened PATH COMMAND…: how often the command opens that file.
opened() {
  local path=$1
  shift
  strace -f -qq -e trace=open,openat -o "$TMPDIR/trace" "$@" >"$TMPDIR/out" 2>"$TMPDIR/err" || fail "'$*' failed: $(cat "$TMPDIR/err")"
  grep -cF -- "\"$path\"" "$TMPDIR/trace" || true
}

# --- everything that a configuration can ask of the world
mkdir -p "$(dirname "$config")" parts tree/deep
echo '"part one"' >parts/part.nix
echo tree >tree/deep/file
ln -s part.nix parts/link.nix
cat >"$config" <<NIX
{ lib, ... }: {
  home.username = "sean";
  home.homeDirectory = "$HOME";
  home.stateVersion = "24.05";
  home.file.".part".text = import $HOME/parts/link.nix;
  home.file.".listing".text = toString (builtins.attrNames (builtins.readDir $HOME/parts));
  home.file.".there".text = lib.boolToString (builtins.pathExists $HOME/parts/later);
  home.file.".variable".text = builtins.getEnv "HM_TEST_VARIABLE";
  home.file.".tree".source = $HOME/tree;
  home.file.".read".text = builtins.trace "looking" (builtins.readFile $HOME/parts/part.nix);
}
NIX
old
status 0 "$hm" switch
equal "$(cat .part)" "part one"
equal "$(cat .there)" "false"

equal "$(opened "$config" "$hm" switch)" 0
err "looking"   # what the evaluation said is said again
equal "$(opened "$HOME/parts/part.nix" "$hm" check)" 0
[ "$(opened "$config" "$hm" switch --no-eval-cache)" -ge 1 ] || fail "--no-eval-cache reads nothing"

# sees FILE TEXT: after the next switch.
sees() {
  status 0 "$hm" switch
  equal "$(cat "$1")" "$2"
  [ "$(opened "$config" "$hm" switch)" = 0 ] || fail "after '$2' the configuration is evaluated every time"
}
echo '"part two"' >parts/part.nix; old; sees .part "part two"
# Same size, same times on the file: the kernel's own time of change tells.
echo '"part 2!!"' >parts/part.nix; old; sees .part "part 2!!"
echo x >parts/later; old; sees .there true; sees .listing "later link.nix part.nix"
rm parts/later; old; sees .there false
echo '"other"' >parts/other.nix; ln -sf other.nix parts/link.nix; old; sees .part other
HM_TEST_VARIABLE=set status 0 "$hm" switch
equal "$(cat .variable)" set
old; sees .variable ""
echo changed >tree/deep/file; old; sees .tree/deep/file changed
chmod +x tree/deep/file; old; status 0 "$hm" switch
[ -x .tree/deep/file ] || fail "the mode of a file in a tree is not seen"
echo new >tree/new; old; sees .tree/new new
sed -i 's/part.nix)/part.nix + "!")/' "$config"; old; status 0 "$hm" switch; out_file=$(cat .read); case $out_file in *!) ;; *) fail "an edit is not seen: $out_file" ;; esac

# A change within the grain of the clock: contents decide, whatever the times say.
for i in 1 2 3 4 5; do
  echo "\"quick $i\"" >parts/other.nix
  status 0 "$hm" switch
  equal "$(cat .part)" "quick $i"
done

# --- what is damaged is no cache
old; status 0 "$hm" switch
for file in .cache/hm/evaluations/*; do
  size=$(stat -c %s "$file")
  for cut in 0 1 7 8 9 40 $((size / 2)) $((size - 1)); do
    head -c "$cut" "$file" >"$TMPDIR/cut"
    cp "$TMPDIR/cut" "$file"
    status 0 "$hm" switch
    equal "$(cat .part)" "quick 5"
  done
done

# --- time is never the same
sed -i 's/"looking"/(toString builtins.currentTime)/' "$config"; old
status 0 "$hm" switch
[ "$(opened "$config" "$hm" switch)" -ge 1 ] || fail "a configuration that asks for the time is taken from the cache"

# --- what was collected is made again
sed -i 's/(toString builtins.currentTime)/"looking"/' "$config"; old
status 0 "$hm" switch
status 0 "$hm" build --no-link
echo '"elsewhere"' >parts/other.nix; old; status 0 "$hm" switch
status 0 "$hm" expire-generations --keep 1
status 0 "$hm" gc
echo '"quick 5"' >parts/other.nix; old; sees .part "quick 5"

# --- a filter is not asked about the file it is given for
sed -i "s|home.file.\".tree\".*|home.file.\".tree\".source = builtins.filterSource (_: _: true) $HOME/alone;|" "$config"
echo one >alone; old; sees .tree one
echo two >alone; sleep 0.05; sees .tree two

# --- what a pseudo file system gives has no times that tell
echo "{ ... }: { home = { username = \"sean\"; homeDirectory = \"$HOME\"; stateVersion = \"24.05\"; file.up.text = builtins.readFile /proc/uptime; }; }" >up.nix
old
status 0 "$hm" build --no-link -f up.nix
first=$(cat "$TMPDIR/out")
sleep 0.1
status 0 "$hm" build --no-link -f up.nix
[ "$(cat "$TMPDIR/out")" != "$first" ] || fail "a file of /proc is taken to be what it was"

# --- the conclusion about the user's home says nothing about the others
cat >homes.nix <<NIX
{
  homeConfigurations = builtins.trace "looked at once" {
    sean.home = { username = "sean"; homeDirectory = "$HOME"; stateVersion = "24.05"; };
    ann = { home = { username = "ann"; homeDirectory = "/home/ann"; stateVersion = "24.05"; }; assertions = [ { assertion = false; message = "wrong for ann"; } ]; };
  };
}
NIX
old
status 1 "$hm" check homes.nix; err "wrong for ann"
status 0 "$hm" build --no-link -f homes.nix
equal "$(grep -c 'looked at once' "$TMPDIR/err")" 1
status 0 "$hm" build --no-link -f homes.nix
equal "$(grep -c 'looked at once' "$TMPDIR/err")" 1
status 1 "$hm" check homes.nix; err "wrong for ann"
rm -r .cache/hm/evaluations
status 0 "$hm" build --no-link -f homes.nix -A ""
status 1 "$hm" check homes.nix; err "wrong for ann"

# --- a cache is nothing where it is damaged in the middle, no file, or another's
old; status 0 "$hm" switch
equal "$(opened "$config" "$hm" switch)" 0
for file in .cache/hm/evaluations/*; do
  cp "$file" "$TMPDIR/whole"
  size=$(stat -c %s "$file")
  for at in 8 16 100 $((size / 2)) $((size - 20)); do
    cp "$TMPDIR/whole" "$file"
    printf '\377' | dd of="$file" bs=1 seek="$at" conv=notrunc status=none
    status 0 "$hm" switch
  done
  rm "$file"; mkfifo "$file"
done
status 0 timeout 20 "$hm" switch
status 0 "$hm" switch
for file in .cache/hm/evaluations/*; do chmod g+w "$file"; done
[ "$(opened "$config" "$hm" switch)" -ge 1 ] || fail "a cache that others may write to is believed"
