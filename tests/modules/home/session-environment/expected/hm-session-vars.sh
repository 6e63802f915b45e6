# Only source this once.
if [ -n "${__HM_SESS_VARS_SOURCED-}" ]; then return; fi
export __HM_SESS_VARS_SOURCED=1

export COUNT="3"
export EDITOR="vim"
export FLAG="true"
export LANG="en_GB.UTF-8"
export PLACE="/home/sean/place"
export MANPATH="$HOME/man${MANPATH:+:}$MANPATH"
export PATH="$HOME/bin${PATH:+:}$PATH"
case ":$PATH:" in
  *:"/home/sean/.local/state/hm/profiles/home/home-path/bin":*) ;;
  *) export PATH="/home/sean/.local/state/hm/profiles/home/home-path/bin:$PATH" ;;
esac
