# hm switch is killed at its first, second, third … call of every system call that changes state, until a run gets
# through. After each kill every managed file is old or new, all of one generation; the next switch succeeds and
# leaves no litter.
. "$root/tests/crash/support.bash"
command -v strace >/dev/null || { echo "strace is not installed"; exit 77; }
strace -o /dev/null true 2>/dev/null || { echo "strace may not trace here"; exit 77; }
calls="openat write pwrite64 rename renameat renameat2 symlink symlinkat link linkat unlink unlinkat mkdir mkdirat
  rmdir ftruncate fchmod fchmodat fsync fdatasync syncfs utimensat"
configuration old "$TMPDIR/old.nix"
configuration new "$TMPDIR/new.nix"
"$hm" switch -q "$TMPDIR/old.nix" >/dev/null
equal "$(generation)" old
cp -a "$HOME" "$TMPDIR/template"
kills=0
for call in $calls; do
  for ((n = 1; ; n++)); do
    chmod -R u+rwX "$HOME" && find "$HOME" -mindepth 1 -delete && cp -a "$TMPDIR/template/." "$HOME/"
    rc=0
    { # the braces swallow the shell's own "Killed"
      strace -qq -o /dev/null -e "trace=$call" -e "inject=$call:signal=SIGKILL:when=$n" \
        "$hm" switch -q "$TMPDIR/new.nix" >/dev/null 2>"$TMPDIR/err" || rc=$?
    } 2>/dev/null
    [ "$rc" -eq 0 ] && break
    [ "$rc" -eq 137 ] || { cat "$TMPDIR/err" >&2; fail "killed at $call number $n: exit status $rc"; }
    kills=$((kills + 1))
    found=$(generation)
    [ "$found" = old ] || [ "$found" = new ] || fail "killed at $call number $n: $found"
    "$hm" switch -q "$TMPDIR/new.nix" >/dev/null 2>"$TMPDIR/err" || { cat "$TMPDIR/err" >&2; fail "killed at $call number $n: the next switch failed"; }
    found=$(generation)
    [ "$found" = new ] || fail "killed at $call number $n, switched again: $found"
    found=$(litter)
    [ -z "$found" ] || fail "killed at $call number $n: litter: $found"
  done
  equal "$(generation)" new
done
echo "$kills kills survived"
[ "$kills" -gt 40 ] || fail "only $kills kills: is anything traced?"
