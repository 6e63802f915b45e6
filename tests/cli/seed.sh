# The seed configuration lives: git, zsh and bash read it, edits take effect, rollback restores.
seed "$config"
# bash is not managed here: it gets the line that hm doctor asks for.
status 0 "$hm" doctor --json
jq -r '.findings[] | select(.what | contains("not on PATH")) | .cure' "$TMPDIR/out" | sed 's/^.*profile: //' >.profile
grep -q hm-session-vars.sh .profile || fail "hm doctor names no line for the profile"
before=$(picture)
status 0 "$hm" switch
out "Now at generation 1."
err ".tmux.conf"
err "from this machine:"
equal "$(git config --global user.name)" Sean
equal "$(git config --global push.autoSetupRemote)" true
equal "$(git config --global init.defaultBranch)" main
equal "$(cat .tmux.conf)" "set -g mouse on"
equal "$(bash -lc hello-hm)" "hello from hm"
if command -v zsh >/dev/null; then
  equal "$(zsh -ic 'alias gs' 2>/dev/null)" "gs='git status'"
  equal "$(zsh -lc hello-hm)" "hello from hm"
fi
rm -f .zcompdump*  # zsh's own
first=$(picture)

status 0 "$hm" switch
out_is "Nothing to do: generation 1 is current and in place."

sed -i 's/userName = "Sean"/userName = "Sean Two"/' "$config"
status 0 "$hm" switch
out "Now at generation 2. Undo: hm rollback"
equal "$(git config --global user.name)" "Sean Two"

sed -i 's/userName = "Sean Two"/userName = "Sean"/' "$config"
status 0 "$hm" rollback
out "Now at generation 1."
equal "$(git config --global user.name)" Sean
equal "$(picture)" "$first"

# Everything leaves again, and the home is as it was.
status 0 "$hm" uninstall
equal "$(picture)" "$before"
[ ! -e .tmux.conf ] || fail ".tmux.conf is still there"
