#!/bin/bash
# Evaluates every case of tests/modules/home and compares it with what is expected.
#
#   tests/modules/run-home.sh [-e "EVALUATOR"] [CASE…]
#
# EVALUATOR takes the flags of `nix-instantiate --eval`; "hm eval" by default. A case is a directory:
#
#   home.nix            the configuration
#   expected/files/…    texts of files, by target
#   expected/targets    the targets of all files; expected/warnings, expected/assertions likewise
#   expected/…          activation, units, variables, packages, hm-session-vars.sh: compared where they are there
#   expected/error      instead of all that: lines that the evaluator's error must contain
#
# HM_ACCEPT=1 writes down what is found (jq has to be there) and still fails that once.
set -u
here=$(cd "$(dirname "$0")" && pwd)
evaluator="hm eval"
while getopts e: option; do
  case $option in
    e) evaluator=$OPTARG ;;
    *) exit 2 ;;
  esac
done
shift $((OPTIND - 1))
cases=("$@")
entry=""
[ ${#cases[@]} -gt 0 ] || { cases=($(ls "$here/home")); entry=yes; }

evaluate() { # CASE ATTRIBUTE
  $evaluator --strict --json "$here/view.nix" --argstr case "$1" -A "$2"
}

accept() { # CASE
  local expected=$here/home/$1/expected name
  evaluate "$1" view > "$scratch/view" 2>> "$scratch/said" || return
  local kept=(targets warnings assertions)
  for name in activation units variables packages hm-session-vars.sh; do [ -e "$expected/$name" ] && kept+=("$name"); done
  while IFS= read -r name; do
    case $name in files/*) ;; *) [[ " ${kept[*]} " == *" $name "* ]] || continue ;; esac
    mkdir -p "$(dirname "$expected/$name")"
    jq -j --arg name "$name" '.[$name]' "$scratch/view" > "$expected/$name"
    [ -s "$expected/$name" ] || case $name in warnings | assertions) rm "$expected/$name" ;; esac
  done < <(jq -r 'keys[]' "$scratch/view")
}

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failed=0
for name in "${cases[@]}"; do
  expected=$here/home/$name/expected
  if [ -e "$expected/error" ]; then
    if evaluate "$name" view > "$scratch/out" 2> "$scratch/said"; then
      echo "FAIL $name: evaluates, but should not"
      failed=$((failed + 1))
      continue
    fi
    missing=0
    while IFS= read -r line; do
      grep -qF -- "$line" "$scratch/said" || { echo "FAIL $name: the error does not say: $line"; missing=1; }
    done < "$expected/error"
    [ $missing = 0 ] && echo "ok   $name" || { failed=$((failed + 1)); cat "$scratch/said"; }
    continue
  fi
  if ! evaluate "$name" report > "$scratch/out" 2> "$scratch/said"; then
    echo "FAIL $name: does not evaluate"
    cat "$scratch/said"
    failed=$((failed + 1))
  elif [ "$(tr -d '[:space:]' < "$scratch/out")" != "[]" ]; then
    echo "FAIL $name"
    if command -v jq > /dev/null; then
      jq -r '.[] | "--- \(.name), expected:\n\(.expected)\n--- found:\n\(.found)"' "$scratch/out"
    else
      cat "$scratch/out"
    fi
    failed=$((failed + 1))
    [ "${HM_ACCEPT:-}" = 1 ] && accept "$name"
  else
    echo "ok   $name"
  fi
done
if [ -n "$entry" ]; then
  cases+=(entry.nix)
  if [ "$($evaluator --strict --json "$here/entry.nix" --arg modules "$(dirname "$(dirname "$here")")/modules" 2> "$scratch/said" | tr -d '[:space:]' | tee "$scratch/out")" = "[]" ]; then
    echo "ok   entry.nix"
  else
    echo "FAIL entry.nix"
    cat "$scratch/out" "$scratch/said"
    failed=$((failed + 1))
  fi
fi
echo "$((${#cases[@]} - failed)) of ${#cases[@]} cases as expected"
[ $failed = 0 ]
