# Options: shown, searched, explained.
seed "$config"
status 0 "$hm" option programs.git.enable; out "boolean"; out "true"; out "home.nix"
status 0 "$hm" option --json programs.git.userName; json '.hm == "option" and .version == 1 and (.option.type | length > 0)'
status 0 "$hm" option programs.git; out "programs.git.enable"
status 1 "$hm" option programs.git.enabel; err "did you mean 'programs.git.enable'?"
status 0 "$hm" options --json tmux; json '[.options[].name] | any(startswith("programs.tmux."))'
status 0 "$hm" why home.username; out "sean"; out "home.nix"

# Why: what won, and what it won over.
mkdir -p why && cat >why/home.nix <<NIX
{ lib, ... }: {
  imports = [ ./weak.nix ];
  home.username = "sean"; home.homeDirectory = "$HOME"; home.stateVersion = "24.05";
  xdg.configHome = lib.mkForce "$HOME/forced";
}
NIX
echo '{ lib, ... }: { xdg.configHome = lib.mkDefault "/weak"; }' >why/weak.nix
status 0 "$hm" why xdg.configHome -f why
out "priority 50 (mkForce)"; out "Overridden"; out "weak.nix:1"; out "priority 1000, mkDefault"; out "/weak"; out "home.nix:4"
status 0 "$hm" why --json xdg.configHome -f why
json '.priority == 50 and (.definitions | length == 1) and any(.overridden[]; .priority == 1000 and .value == "\"/weak\"")'
