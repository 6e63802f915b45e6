# makeWrapper PROGRAM WRAPPER OPTIONS…   writes WRAPPER, which starts PROGRAM in a changed environment
# wrapProgram PROGRAM OPTIONS…           puts the wrapper in the program's place
set -euo pipefail

fail() { echo "$hm_program: $*" >&2; exit 1; }
# A word that keeps references to variables, as the options allow them.
quote() { printf '"%s"' "$(printf '%s' "$1" | sed 's/["`\\]/\\&/g')"; }

case $hm_program in
  wrapProgram*)
    wrapper=$1
    shift
    [ -f "$wrapper" ] || fail "cannot wrap '$wrapper': it is not a file"
    original=$(dirname "$wrapper")/.$(basename "$wrapper")-wrapped
    while [ -e "$original" ]; do original+=_; done
    mv "$wrapper" "$original"
    set -- --inherit-argv0 "$@"
    ;;
  *)
    original=$1
    wrapper=$2
    shift 2
    [ -x "$original" ] || fail "cannot wrap '$original': it is not an executable file"
    ;;
esac

mkdir -p "$(dirname "$wrapper")"
lines='' before='' after='' argv0=''
while [ $# -gt 0 ]; do
  option=$1
  shift
  case $option in
    --set) lines+="export $1=$(printf '%q' "$2")"$'\n'; shift 2 ;;
    --set-default) lines+="export $1=\${$1-$(printf '%q' "$2")}"$'\n'; shift 2 ;;
    --unset) lines+="unset $1"$'\n'; shift ;;
    --chdir) lines+="cd $(quote "$1")"$'\n'; shift ;;
    --run) lines+="$1"$'\n'; shift ;;
    --prefix) lines+="export $1=$(quote "$3")\${$1:+$(quote "$2")}\${$1-}"$'\n'; shift 3 ;;
    --suffix) lines+="export $1=\${$1-}\${$1:+$(quote "$2")}$(quote "$3")"$'\n'; shift 3 ;;
    --prefix-each | --suffix-each)
      for value in $3; do
        if [ "$option" = --prefix-each ]; then
          lines+="export $1=$(quote "$value")\${$1:+$(quote "$2")}\${$1-}"$'\n'
        else
          lines+="export $1=\${$1-}\${$1:+$(quote "$2")}$(quote "$value")"$'\n'
        fi
      done
      shift 3
      ;;
    --add-flag) before+=" $(quote "$1")"; shift ;;
    --append-flag) after+=" $(quote "$1")"; shift ;;
    --add-flags) before+=" $1"; shift ;;
    --append-flags) after+=" $1"; shift ;;
    --argv0) argv0="-a $(quote "$1") "; shift ;;
    --inherit-argv0) argv0='-a "$0" ' ;;
    --resolve-argv0) ;;
    *) fail "option '$option' is not known" ;;
  esac
done

printf '#!%s -e\n%sexec %s"%s" %s "$@"%s\n' "$BASH" "$lines" "$argv0" "$original" "$before" "$after" > "$wrapper"
chmod +x "$wrapper"
