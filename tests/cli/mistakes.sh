# The mistakes people make in a home.nix: each is answered on one screen, with the place in their file and what helps.
mkdir -p home && cd home

# mistake ARGUMENTS LINE…: a module with these arguments and lines is checked and found wrong.
mistake() {
  local arguments=$1
  shift
  {
    echo "$arguments:"
    echo '{'
    echo "  home = { username = \"sean\"; homeDirectory = \"$HOME\"; stateVersion = \"24.05\"; };"
    printf '  %s\n' "$@"
    echo '}'
  } >home.nix
  status 1 "$hm" check -f home.nix
  cat "$TMPDIR/out" >>"$TMPDIR/err"
  [ "$(wc -l <"$TMPDIR/err")" -le 24 ] || { cat "$TMPDIR/err" >&2; fail "more than a screen"; }
}
all='{ config, lib, pkgs, ... }'

mistake "$all" 'programs.git.enabel = true;'
err 'home.nix:4:3'; err 'programs.git.enabel = true;'; err '^^^^^^^^^^^^^^^^^^^ defined here'; err "Did you mean \`programs.git.enable'"
mistake "$all" 'programs.git.enable = "yes";'
err "is not of type \`boolean'"; err 'home.nix:4:3'
mistake "$all" 'programs.tmux = { enable = true; keyMode = "vim"; };'
err 'one of "emacs", "vi"'; err 'home.nix:4:36'
mistake "$all" 'programs.bash = { enable = true; shellAliases.ll = 5; };'
err "programs.bash.shellAliases.ll' is not of type \`string'"; err 'home.nix:4:36'
mistake "$all" 'home.packages = [ pkgs.rigrep ];'
err "did you mean one of 'ripgrep'"; err 'home.nix:4:26'; no_err 'an argument of this function'
mistake "$all" 'home.packages = [ pkgs.git ripgrep ];'
err "a package is written 'pkgs.ripgrep'"; err 'home.nix:4:30'
mistake '{ config, pkgs, ... }' 'programs.git.enable = lib.mkDefault true;'
err '{ lib, ... }:'
mistake '{ config, pkgs }' 'programs.git.enable = true;'
err '{ config, pkgs, ... }:'
mistake "$all" 'programs.git.enable = true' 'programs.fzf.enable = true;'
err "expected ';' after this definition"; err 'home.nix:4:29'; no_err 'more frames'
mistake "$all" 'home.packages = [ pkgs.git, pkgs.jq ];'
err 'separated by spaces'
mistake "$all" 'home.file.".x".text = "${HOME}";'
err 'a variable of the shell'
mistake "$all" 'home.sessionVariables.X = "port ${80}";'
err 'builtins.toString'; err 'home.nix:4:37'
mistake "$all" 'home.sessionVariables.A = config.home.sessionVariables.B;' 'home.sessionVariables.B = config.home.sessionVariables.A;'
err 'infinite recursion'; err "attribute 'A'"; err "attribute 'B'"
mistake "$all" 'imports = if config.programs.git.enable then [ ./x.nix ] else [ ];'
err 'probably reference `config` in `imports`'; err 'home.nix:4:13'
mistake "$all" 'imports = [ ./git.nix ];'
err "git.nix' does not exist"; err "while importing"
mistake "$all" 'home.activation.x = lib.hm.dag.entryAftre [ ] "true";'
err "did you mean 'entryAfter'"
