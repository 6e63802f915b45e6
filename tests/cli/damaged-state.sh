# Damaged files of hm's state: every command says which, and hm doctor --repair is the way out; nothing is lost.
small "$config" one; status 0 "$hm" switch
small "$config" two; status 0 "$hm" switch
state=$HOME/.local/state/hm

echo garbage >"$state/journal.commit"
small "$config" three
status 4 "$hm" switch; err "journal"; err "hm doctor --repair"
status 4 "$hm" doctor; out "journal"; out "hm doctor --repair"
status 0 "$hm" doctor --repair; err "journal.commit.damaged"
[ -e "$state/journal.commit.damaged" ] || fail "the damaged journal is gone"
equal "$(cat .hello)" two
status 0 "$hm" switch; equal "$(cat .hello)" three

echo '{' >"$state/home.json"
status 4 "$hm" rollback; err "home.json"; err "hm doctor --repair"
status 0 "$hm" doctor --repair --json; json '.ok and (.repaired | length > 0)'
[ -e "$state/home.json.damaged" ] || fail "the damaged ledger is gone"
status 0 "$hm" rollback; equal "$(cat .hello)" two
status 0 "$hm" doctor --repair; err "nothing to repair"
status 0 "$hm" uninstall
[ ! -e .hello ] || fail "uninstall left a link"
status 0 "$hm" switch; equal "$(cat .hello)" three

# Numbers go on past whatever takes a name.
echo stray >"$state/profiles/home-4-link"
small "$config" four; status 0 "$hm" switch; out "generation 5"; equal "$(cat .hello)" four

# Without its numbered link the current generation's needs are unknown: nothing is collected.
rm "$state/profiles/home-5-link"
status 4 "$hm" gc; err "nothing was deleted"
status 4 "$hm" doctor; out "the link of the current generation is gone"
status 0 "$hm" switch; equal "$(cat .hello)" four
status 0 "$hm" gc
equal "$(cat .hello)" four

# A manifest without its list of files is no empty home.
generation=$(readlink -f "$state/profiles/home")
chmod u+w "$generation" "$generation/manifest.json"
jq 'del(.files)' "$generation/manifest.json" >manifest && cp manifest "$generation/manifest.json"
small "$config" five
status 0 "$hm" switch; err "cannot be read"; equal "$(cat .hello)" five
status 0 "$hm" rollback 3; equal "$(cat .hello)" three
