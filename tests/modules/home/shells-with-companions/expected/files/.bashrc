

# Commands that should be applied only for interactive shells.
[[ $- == *i* ]] || return

HISTCONTROL=ignoreboth
HISTFILESIZE=100000
HISTSIZE=10000

shopt -s histappend
shopt -u cdspell

alias -- la='eza -a'
alias -- ll='eza -l'
alias -- lla='eza -la'
alias -- ls=eza
alias -- lt='eza --tree'

if [[ ! -v BASH_COMPLETION_VERSINFO ]]; then
  [[ ! -r /usr/share/bash-completion/bash_completion ]] || . /usr/share/bash-completion/bash_completion
fi

if [[ :$SHELLOPTS: =~ :(vi|emacs): ]]; then
  eval "$($STORE/fzf/bin/fzf --bash)"
fi

echo init
eval "$($STORE/direnv/bin/direnv hook bash)"

if [[ $TERM != "dumb" ]]; then
  eval "$($STORE/starship/bin/starship init bash --print-full-init)"
fi

eval "$($STORE/zoxide/bin/zoxide init bash )"

