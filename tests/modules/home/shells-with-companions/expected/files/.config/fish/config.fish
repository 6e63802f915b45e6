# ~/.config/fish/config.fish: DO NOT EDIT -- this file has been generated
# automatically by home-manager.

# Only execute this file once per shell.
set -q __fish_home_manager_config_sourced; and exit
set -g __fish_home_manager_config_sourced 1

source $STORE/hm-session-vars.fish/etc/profile.d/hm-session-vars.fish

# Source handler functions




status is-login; and begin

  # Login shell initialisation
  

end

status is-interactive; and begin

  # Abbreviations
  abbr --add -- gco 'git checkout'

  # Aliases
  alias la 'eza -a'
alias ll 'eza -l'
alias lla 'eza -la'
alias ls eza
alias lt 'eza --tree'

  # Interactive shell initialisation
  $STORE/fzf/bin/fzf --fish | source

$STORE/zoxide/bin/zoxide init fish  | source

if test "$TERM" != dumb
    $STORE/starship/bin/starship init fish | source

end

if not functions -q __direnv_export_eval
  $STORE/direnv/bin/direnv hook fish | source
end


end


