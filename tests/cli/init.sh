# hm init writes a configuration that switches as it is, never over one that is there; --adopt takes files over.
status 0 "$hm" init -n; out "would write"; [ ! -e .config/hm ] || fail "a dry run wrote"
printf 'set number\n' >.vimrc
status 0 "$hm" init --adopt .vimrc
out "$config"
status 3 "$hm" init
status 0 "$hm" check
status 0 "$hm" switch
[ -L .vimrc ] || fail ".vimrc was not taken over"
equal "$(cat .vimrc)" "set number"
status 0 "$hm" init --json other; json '.hm == "init" and .version == 1 and (.written | length == 1)'

# Several files at once; a directory at the end is where to write.
printf 'a\n' >.one; printf 'b\n' >.two; mkdir third
status 0 "$hm" init --adopt .one .two third
equal "$(cat third/files/one third/files/two)" "$(printf 'a\nb')"
grep -q '".one".source' third/home.nix; grep -q '".two".source' third/home.nix
status 0 "$hm" init fourth --adopt .one .two; out "fourth/files/two"
status 2 "$hm" init fifth --adopt .one /etc/passwd; [ ! -e fifth ] || fail "something was written"
