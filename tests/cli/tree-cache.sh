# Trees of an earlier run are used again where the file is the same, and only there.
mkdir -p lib
# Enough text to be worth keeping.
{
  echo '{'
  for i in $(seq 1 4000); do echo "  name$i = x: if x == $i then \"value $i\" else [ x $i ];"; done
  echo '  where = builtins.unsafeGetAttrPos "name7" { name7 = 1; };'
  echo '  wrong = 1 + { };'
  echo '}'
} >lib/wide.nix
echo 'let wide = import ./wide.nix; in { a = wide.name7 7; b = wide.name8 0; inherit (wide) where wrong; }' >lib/default.nix
touch -d '2 days ago' lib/*; sleep 0.05

evaluate() { "$hm" eval --strict --json -A "$1" lib/default.nix; }
kept() { "$hm" eval --stats -A a lib/default.nix 2>&1 >/dev/null | grep -o '"treesKept": [0-9]*' | grep -o '[0-9]*$'; }
line=$(grep -n 'where =' lib/wide.nix | cut -d: -f1)

equal "$(kept)" 0
equal "$(kept)" 2
equal "$(evaluate a)" '"value 7"'
equal "$(evaluate b)" '[0,8]'
equal "$(evaluate where.line)" "$line"

# A diagnostic shows the text, though it was not parsed.
status 1 evaluate wrong
err "wrong = 1 + { };"
err "wide.nix:$((line + 1))"

# An edit is seen, and what stayed the same is kept.
sed -i 's/value 7/edited 7/' lib/wide.nix; sleep 0.05
equal "$(evaluate a)" '"edited 7"'
equal "$(kept)" 2
# So is another file under the same name with the same size and times.
cp -p lib/wide.nix copy.nix; sed -i 's/edited 7/EDITED 7/' copy.nix; touch -r lib/wide.nix copy.nix; mv copy.nix lib/wide.nix; sleep 0.05
equal "$(evaluate a)" '"EDITED 7"'

# A file that is only remembered under the name of a store path has its positions too.
echo 'import "${../lib}/wide.nix"' >"$HOME/through.nix"; mkdir -p through; mv through.nix through/default.nix
touch -d '2 days ago' through/*; sleep 0.05
for round in 1 2 3; do equal "$("$hm" eval --json -A where.line through/default.nix)" "$line"; done

# What is said about a file that was edited shows the file as it is.
wordy() {
  printf '%s\n' "$2" '{ ... }: {' "  home = { username = \"sean\"; homeDirectory = \"$HOME\"; stateVersion = \"24.05\"; };" "  $1"
  for i in $(seq 1 1500); do echo "  home.sessionVariables.V$i = \"value number $i, enough of them to be worth keeping\";"; done
  echo '}'
}
wordy 'warnings = [ ];' '# first' >wordy.nix; touch -d '2 days ago' wordy.nix; sleep 0.05
status 0 "$hm" check wordy.nix
wordy 'assertions = [ { assertion = false; message = "no"; } ];' '# second, longer' >wordy.nix; touch -d '2 days ago' wordy.nix; sleep 0.05
status 1 "$hm" check wordy.nix
err "1 | # second, longer"

# Damaged caches are none: cut at every tenth part, and filled with zeros.
trees=.cache/hm/trees
cp -r "$trees" "$TMPDIR/whole"
for file in "$TMPDIR"/whole/*.index "$TMPDIR"/whole/*.[0-9]*; do
  size=$(stat -c %s "$file")
  for part in 0 1 2 3 4 5 6 7 8 9; do
    rm -rf "$trees"; cp -r "$TMPDIR/whole" "$trees"
    head -c $((size * part / 10)) "$file" >"$trees/$(basename "$file")"
    equal "$(evaluate a)" '"EDITED 7"'
  done
done
rm -rf "$trees"; cp -r "$TMPDIR/whole" "$trees"
# A byte here and there, and a pipe in the place of a file.
index=$(ls -S "$trees"/*.index | head -1)
size=$(stat -c %s "$index")
for part in 0 1 2 3 4 5 6 7 8 9; do
  rm -rf "$trees"; cp -r "$TMPDIR/whole" "$trees"
  printf '\377\376\375' | dd of="$index" bs=1 seek=$((size * part / 10 + part)) conv=notrunc status=none
  equal "$(evaluate a)" '"EDITED 7"'
done
for file in "$TMPDIR"/whole/*.index "$TMPDIR"/whole/*.[0-9]*; do
  rm -rf "$trees"; cp -r "$TMPDIR/whole" "$trees"
  rm "$trees/$(basename "$file")"; mkfifo "$trees/$(basename "$file")"
  status 0 timeout 20 "$hm" eval -A a lib/default.nix
  rm -f "$trees/$(basename "$file")"; truncate -s 1T "$trees/$(basename "$file")"
  equal "$(evaluate a)" '"EDITED 7"'
done
rm -rf "$trees"; cp -r "$TMPDIR/whole" "$trees"
chmod 0 "$trees"/*.index; equal "$(evaluate b)" '[0,8]'
rm -rf "$trees"; echo "not a directory" >"$trees"; equal "$(evaluate b)" '[0,8]'; rm "$trees"

# Many at once: each has the right answer.
for i in $(seq 1 12); do
  { [ "$(evaluate a)" = '"EDITED 7"' ] || touch "$TMPDIR/differs"; } &
done
wait
[ ! -e "$TMPDIR/differs" ] || fail "runs beside each other disturb each other"
