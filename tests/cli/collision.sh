# A file in the way: refused whole with exit 3, shown with a diff; then kept aside, and given back.
seed "$config"
printf 'set -g mouse off\n' >.tmux.conf
mkdir -p .config/git && printf '[user]\n\tname = Old\n' >.config/git/config
before=$(picture)
status 3 "$hm" switch
err ".tmux.conf"
err ".config/git/config"
err "-set -g mouse off"
err "+set -g mouse on"
err "-b EXT"
equal "$(picture)" "$before"
[ ! -e .local/state/hm/profiles/home ] || fail "a generation became current"
status 3 "$hm" switch -n

status 0 "$hm" switch -b bak
equal "$(cat .tmux.conf)" "set -g mouse on"
equal "$(cat .tmux.conf.bak)" "set -g mouse off"
status 0 "$hm" uninstall
equal "$(picture)" "$before"

# A file with the very content is no collision.
printf 'set -g mouse on\n' >.tmux.conf
rm -r .config/git
status 0 "$hm" switch
[ -L .tmux.conf ] || fail ".tmux.conf was not taken over"

# The way out is said once.
status 0 "$hm" uninstall
printf 'mine\n' >.tmux.conf
status 3 "$hm" switch
equal "$(grep -c -- 'switch -b' "$TMPDIR/err")" 1
