# Options: shown, searched, explained.
seed "$config"
status 0 "$hm" option programs.git.enable; out "boolean"; out "true"; out "home.nix"
status 0 "$hm" option --json programs.git.userName; json '.hm == "option" and .version == 1 and (.option.type | length > 0)'
status 0 "$hm" option programs.git; out "programs.git.enable"
status 1 "$hm" option programs.git.enabel; err "did you mean 'programs.git.enable'?"
status 0 "$hm" options --json tmux; json '[.options[].name] | any(startswith("programs.tmux."))'
status 0 "$hm" why home.username; out "sean"; out "home.nix"
