# Called as home-manager, the program takes that one's commands and options, and finds its configuration.
ln -s "$hm" home-manager
seed .config/home-manager/home.nix
status 0 ./home-manager build; [ -L result ] || fail "no result link"
[ -e result/home-files/.tmux.conf ] && [ -e result/activate ]
status 0 ./home-manager -f .config/home-manager/home.nix switch -b bak
status 0 ./home-manager generations; out "id 1 -> "
status 0 ./home-manager packages; out hello-hm
status 0 ./home-manager expire-generations '-7 days'
status 0 ./home-manager news
