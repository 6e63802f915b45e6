# Generations: listed, compared, returned to, removed, collected; each with its JSON.
status 0 "$hm" generations; err "There is no generation yet"
status 0 "$hm" generations --json; json '.generations == []'
for text in one two three; do
  small "$config" "$text"
  status 0 "$hm" switch --json
  json '.hm == "switch" and .version == 1 and any(.changes[]; .target == ".hello")'
done
equal "$(cat .hello)" three
status 0 "$hm" generations --json
json '[.generations[].number] == [3, 2, 1] and .generations[0].current'
status 0 "$hm" generations; out ": id 3 -> "
status 0 "$hm" diff; out "-two"; out "+three"
status 0 "$hm" diff 1 3; out "-one"; out "+three"
status 0 "$hm" diff 1 3 --json; json '.files[0].target == ".hello" and .files[0].kind == "changed"'
status 1 "$hm" diff 1 9; err "there is no generation 9"
status 0 "$hm" rollback 1; equal "$(cat .hello)" one
status 0 "$hm" rollback --json 3; equal "$(cat .hello)" three; json '.hm == "rollback" and .to == 3'
status 0 "$hm" rollback -n; equal "$(cat .hello)" three
status 0 "$hm" remove-generations -n 1; out "Would remove"
status 0 "$hm" remove-generations 1; out "Removed generation 1."
status 1 "$hm" rollback 1
status 3 "$hm" remove-generations 3
status 0 "$hm" expire-generations '-30 days'; out "Nothing to remove."
status 0 "$hm" expire-generations --keep 1 --json; json '.removed == [2]'
status 2 "$hm" expire-generations
status 0 "$hm" gc --dry-run --json; json '.dryRun and (.dead | length > 0)'
status 0 "$hm" gc; out "Deleted"
status 0 "$hm" gc; out "Nothing to delete"
equal "$(cat .hello)" three
status 0 "$hm" store verify; out " 0 wrong"
status 0 "$hm" packages --json; json '.hm == "packages" and .version == 1'
status 0 "$hm" plan; out "Nothing would change."
small "$config" four
status 0 "$hm" plan --json; json '.hm == "plan" and .changes[0].kind == "changed"'
equal "$(cat .hello)" three
status 0 "$hm" doctor --json; json '.hm == "doctor" and .ok'

# A collection keeps the generations, whatever became of the rows, of the name of the home or of the state directory;
# and a switch makes again what is gone from the disk.
status 0 "$hm" switch; before=$(cat .hello)
status 0 env XDG_STATE_HOME="$HOME/elsewhere" "$hm" gc; equal "$(cat .hello)" "$before"
ln -s "$HOME" "$TMPDIR/byname"
status 0 env HOME="$TMPDIR/byname" "$hm" gc; equal "$(cat .hello)" "$before"
rm -f .local/share/hm/var/db/*
status 0 "$hm" gc; equal "$(cat .hello)" "$before"
status 0 "$hm" switch
files=$(readlink -f .local/state/hm/profiles/home/home-files)
chmod -R u+w "$files" && rm -r "$files"
status 0 "$hm" switch; equal "$(cat .hello)" "$before"
