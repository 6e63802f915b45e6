# Help, version, exit statuses and suggestions.
status 0 "$hm" --help; out "switch"; out "rollback"
status 0 "$hm" --version; out "hm 0."
status 0 "$hm" switch --help; out "--backup"; out "--dry-run"
status 0 "$hm" store verify --help; out "Usage: hm store verify"
status 2 "$hm"
status 2 "$hm" swich; err "did you mean 'hm switch'?"
status 2 "$hm" store verfy; err "did you mean 'hm store verify'?"
status 2 "$hm" switch --dry-rnu; err "did you mean '--dry-run'?"
status 2 "$hm" check --format xml
status 2 "$hm" completion tcsh
status 1 "$hm" switch; err "there is no configuration"
status 0 "$hm" explain undefined-variable; out "undefined-variable"
status 2 "$hm" explain undefined-varable; err "did you mean 'undefined-variable'?"
status 0 "$hm" explain --json; json '.hm == "explain" and .version == 1 and (.codes | length > 20)'
for verb in $("$hm" --help | sed -n 's/^  \([a-z-]\+\( [a-z-]\+\)\?\)  .*/\1/p' | tr ' ' '+'); do
  status 0 "$hm" ${verb/+/ } --help
  out "Usage: hm ${verb/+/ }"
done
mkdir .config/hm && echo '{ }' >.config/hm/flake.nix
status 2 "$hm" switch; err "flake"
if [ -w /dev/full ]; then
  got=0; "$hm" --help >/dev/full 2>/dev/null || got=$?
  equal "$got" 4
fi
HOME= status 2 "$hm" generations; err "HOME"
HOME=relative status 2 "$hm" generations; err "HOME"

# The verbs of a family; and a reader who has seen enough is no failure worth words.
status 0 "$hm" store --help; out "store verify"; out "store repair"
status 0 "$hm" store -h
status 2 "$hm" store
small "$config" x
mkfifo "$TMPDIR/pipe" && exec 3<>"$TMPDIR/pipe" 4>"$TMPDIR/pipe" 3<&-
got=0; "$hm" options -f "$config" 2>"$TMPDIR/err" >&4 || got=$?
exec 4>&-
equal "$got" 141
[ ! -s "$TMPDIR/err" ] || { cat "$TMPDIR/err" >&2; fail "a closed pipe was talked about"; }
