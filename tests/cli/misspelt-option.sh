# `enabel` for `enable`: exit 1, with file, line and the nearest name; nothing is changed.
seed "$config"
sed -i 's/programs.zsh = { enable/programs.zsh = { enabel/' "$config"
line=$(grep -n enabel "$config" | cut -d: -f1)
status 1 "$hm" switch
err "programs.zsh.enabel"
err "home.nix"
err ":$line"
err "programs.zsh.enable"
err "id you mean"
[ ! -e .tmux.conf ] || fail "something was changed"
[ ! -e .local/state/hm/profiles/home ] || fail "a generation became current"
