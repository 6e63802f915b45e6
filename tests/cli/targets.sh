# Targets that no link can stand at are refused when the configuration is evaluated, where they are written.
with() {
  mkdir -p "$(dirname "$config")"
  printf '{ ... }: {\n  home.username = "sean"; home.homeDirectory = "%s"; home.stateVersion = "24.05";\n  %s\n}\n' "$HOME" "$1" >"$config"
}
with 'home.file."a\tb".text = "x";'
status 1 "$hm" switch; err "control character"; err "home.nix:3"
[ ! -e .local/state/hm/profiles/home ] || fail "something was switched"
with 'xdg.configFile."a\nb".text = "x";'
status 1 "$hm" check; err "control character"; err "home.nix:3"
with 'home.file.x = { target = "a\u001b[31m"; text = "x"; };'; sed -i 's/\\u001b/\x1b/' "$config"
status 1 "$hm" check; err "control character"
with 'home.file.".local/share/hm/store/x".text = "x";'
status 1 "$hm" check; err "hm keeps its own files"; err "home.nix:3"
with 'home.file.".local/share".source = ./.;'
status 1 "$hm" check; err "hm keeps its own files"
with 'home.file.".local/state/hm/journal".text = "x";'
status 1 "$hm" check; err "hm keeps its own files"
with 'home.file."~/x".text = "x";'
status 1 "$hm" check; err "begins with"
with 'home.file.".local/share/hmm".text = "fine"; home.file."ä b".text = "fine";'
status 0 "$hm" switch; equal "$(cat "ä b")" fine

# The root directory is nobody's home to switch; and a home whose name is no text has its own words.
HOME=/ status 2 "$hm" switch -f "$config"; err "root"
HOME=/ status 0 "$hm" eval -E '1 + 1'; out_is 2
latin=$(printf '%s/h\351' "$HOME"); mkdir "$latin"
HOME=$latin status 2 "$hm" switch -f "$config"; err "valid UTF-8"
HOME=$latin status 1 "$hm" check "$config"; err "valid UTF-8"
HOME=$latin status 0 "$hm" eval -E '1 + 1'; out_is 2
