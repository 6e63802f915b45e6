// The shell text that surrounds activation entries. Inner header of activate.
#pragma once

#include <string_view>

namespace hm::activate {

// Home Manager's vocabulary. Names and meanings are interface; see activate/README.md.
inline constexpr std::string_view kHookVocabulary = R"bash(
errorColor= warnColor= noteColor= normalColor=
if [[ ! -v NO_COLOR && -t 1 && ${TERM:-dumb} != dumb ]]; then
  errorColor=$'\e[1;31m' warnColor=$'\e[33m' noteColor=$'\e[1;36m' normalColor=$'\e[0m'
fi
errorEcho() { printf '%s\n' "$errorColor$*$normalColor"; }
warnEcho() { printf '%s\n' "$warnColor$*$normalColor"; }
noteEcho() { printf '%s\n' "$noteColor$*$normalColor"; }
verboseEcho() { if [[ -v VERBOSE ]]; then printf '%s\n' "$*"; fi; }
_i() { local format=$1; shift; printf "$format\n" "$@"; }
_ip() { local format=$1; if (( $3 != 1 )); then format=$2; fi; shift 3; printf "$format\n" "$@"; }
_iError() { printf %s "$errorColor"; _i "$@"; printf %s "$normalColor"; }
_iWarn() { printf %s "$warnColor"; _i "$@"; printf %s "$normalColor"; }
_iNote() { printf %s "$noteColor"; _i "$@"; printf %s "$normalColor"; }
_iVerbose() { if [[ -v VERBOSE ]]; then _i "$@"; fi; }
run() {
  local how=
  case ${1-} in --quiet|--silence) how=$1; shift ;; esac
  if [[ -v DRY_RUN ]]; then
    printf '%s\n' "$*"
  elif [[ $how == --quiet ]]; then
    "$@" >/dev/null
  elif [[ $how == --silence ]]; then
    "$@" >/dev/null 2>&1
  else
    "$@"
  fi
}
checkStringEq() {
  if [[ $2 != "$3" ]]; then _iError '%s is "%s", expected "%s"' "$1" "$2" "$3"; exit 1; fi
}
checkPathEq() {
  if ! [[ $2 -ef $3 ]]; then _iError '%s is "%s", expected "%s"' "$1" "$2" "$3"; exit 1; fi
}
# Profiles of Nix are none of hm's.
nixProfileList() { :; }
nixProfileRemove() { :; }
)bash";

// The loop. It says `ready`, is told the number of an entry, and runs it in a fork. The fork that reaches the
// entry's end says `done` and becomes the loop for what follows: it has the state. The parent, when its fork
// has ended, says so and is told whether to go on (the entry failed) or to leave too (the rest has been run).
// Nothing here is a function: entries stand at the top level, as in Home Manager, where `declare` is global.
inline constexpr std::string_view kHookLoop = R"bash(
mapfile -d '' -u "$__hm_scripts_fd" __hm_scripts
__hm_loop='
while printf "ready\n" >&"$__hm_out" && IFS= read -r -u "$__hm_in" __hm_now && [[ $__hm_now != end ]]; do
  set +eu +o pipefail
  (
    set -eu -o pipefail
    eval "${__hm_scripts[$__hm_now]}"
    set +eu +o pipefail
    printf "done %s\n" "$__hm_now" >&"$__hm_out"
    eval "$__hm_loop"
  )
  __hm_status=$?
  printf "ended %s %s\n" "$__hm_now" "$__hm_status" >&"$__hm_out"
  IFS= read -r -u "$__hm_in" __hm_reply && [[ $__hm_reply == go ]] || break
done
'
eval "$__hm_loop"
)bash";

}  // namespace hm::activate
