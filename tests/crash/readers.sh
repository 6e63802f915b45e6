# 1,000 switches and rollbacks, each watched by a reader of all files: never the old content after the new.
. "$root/tests/crash/support.bash"
configuration old "$TMPDIR/old.nix"
configuration new "$TMPDIR/new.nix"
"$hm" switch -q "$TMPDIR/old.nix" >/dev/null
for ((i = 1; i <= ${HM_READER_ROUNDS:-500}; i++)); do
  "$watch_switch" "$HOME" $common $old_only $new_only -- "$hm" switch -q "$TMPDIR/new.nix" >/dev/null || fail "switch $i"
  "$watch_switch" "$HOME" $common $old_only $new_only -- "$hm" rollback -q 1 >/dev/null || fail "rollback $i"
done
equal "$(generation)" old
