# Ten configurations, three of them broken in three ways: all three are reported, with file and line, in every form.
mkdir many
for i in 0 1 2 3 4 5 6 7 8 9; do small "many/home$i.nix" "$i"; done
printf '{ ... }: {\n  home.stateVersion = "24.05"\n  home.username = "sean";\n}\n' >many/home2.nix
printf '{ ... }: {\n  home.stateVersion = "24.05";\n  home.username = "sean"; home.homeDirectory = "/home/sean";\n  programs.git.enabel = true;\n}\n' >many/home5.nix
printf '{ ... }: {\n  home.stateVersion = "24.05";\n  home.username = "sean"; home.homeDirectory = "/home/sean";\n  home.file."x".text = undefinedName;\n}\n' >many/home7.nix

status 1 "$hm" check many
out "3 of 10 configurations are wrong"
err "home2.nix:2"
err "home5.nix:4"
err "programs.git.enabel"
err "home7.nix:4"
err "undefinedName"

status 1 "$hm" check --json many
json '.hm == "check" and .version == 1 and .checked == 10 and .wrong == 3'
json '[.configurations[] | select(.ok | not) | .file | split("/") | last] == ["home2.nix", "home5.nix", "home7.nix"]'
json 'all(.configurations[] | select(.ok | not); any(.diagnostics[]; .severity == "error" and (.labels | length > 0)))'
json '[.configurations[] | select(.file | endswith("home7.nix")) | .diagnostics[0].labels[0].line] == [4]'

status 1 "$hm" check --format github many
equal "$(grep -c '^::error file=' "$TMPDIR/out")" 3
out "file=many/home7.nix,line=4"

status 1 "$hm" check --format sarif many
json '.version == "2.1.0" and (.runs | length == 1) and (.runs[0].results | length >= 3)'

rm many/home2.nix many/home5.nix many/home7.nix
status 0 "$hm" check many
out "7 configurations are in order"

# A file with several homes: each of them.
cat >homes.nix <<NIX
let home = extra: { home.username = "sean"; home.homeDirectory = "$HOME"; home.stateVersion = "24.05"; } // extra; in
{ homeConfigurations.desk = home { }; homeConfigurations."sean@lap.top" = home { programs.git.enabel = true; }; }
NIX
status 1 "$hm" check homes.nix; out "homes.nix (desk)"; out "homes.nix (sean@lap.top)"; out "1 of 2 configurations are wrong"
err "programs.git.enabel"
status 1 "$hm" check --json many homes.nix
json '.checked == 9 and .wrong == 1 and ([.configurations[] | select(.home) | .home] == ["desk", "sean@lap.top"])'
status 0 "$hm" check homes.nix -A desk
