#!/usr/bin/env bash
# Tests of modules/lib and modules/pkgs, with any evaluator of the language.
#
#   run-lib.sh [EVALUATOR…]      default: nix-instantiate --eval; for example: run-lib.sh build/hm eval
#
# Three kinds: tables of values (lib/*.nix), expressions that must fail with given words (lib/fail/*.nix and *.err; the
# words must all be there, in order, between whatever else the evaluator says), and the examples in the comments of
# modules/lib ("# >>> EXPRESSION", "# RESULT").
set -uo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
here=$root/tests/modules/lib
if [ $# -gt 0 ]; then
  evaluator=("$@")
elif command -v nix-instantiate > /dev/null; then
  evaluator=(nix-instantiate --eval)
else
  echo "run-lib.sh: no evaluator given and no nix-instantiate here: skipped"
  exit 77
fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
failed=0 passed=0

# complain NAME < what was said. Not at the end of a pipe: the count would be lost with the subshell.
complain() {
  echo "FAILED: $1"
  sed 's/^/    /'
  failed=$((failed + 1))
}

evaluate() { "${evaluator[@]}" --strict -E "$1"; }

# Tables -----------------------------------------------------------------------------------------------------------------
if result=$(evaluate "import $here/run.nix" 2> "$scratch/err") && [ "$result" = '""' ]; then
  passed=$((passed + 1))
else
  complain "tables of values" < <(printf '%b\n' "${result:-}"; cat "$scratch/err")
fi

# Failures ---------------------------------------------------------------------------------------------------------------
# Each line of the expectation is found in the output, after the line before it.
contains_in_order() {
  awk -v root="$root" '
    function bare(s) { gsub(/\033\[[0-9;]*m/, "", s); gsub(/^[ \t]+|[ \t]+$/, "", s); return s }
    NR == FNR { line = $0; while ((i = index(line, "$ROOT")) > 0) line = substr(line, 1, i - 1) root substr(line, i + 5); want[++n] = bare(line); next }
    { if (at < n && index(bare($0), want[at + 1]) > 0) at++ }
    END { if (at < n) { print "not found: " want[at + 1]; exit 1 } }
  ' "$1" "$2"
}

for case in "$here"/fail/*.nix; do
  name=$(basename "$case" .nix)
  if evaluate "import $case { lib = import $root/modules/lib; }" > "$scratch/out" 2> "$scratch/err"; then
    complain "$name: should have failed" < "$scratch/out"
  elif why=$(contains_in_order "${case%.nix}.err" "$scratch/err"); then
    passed=$((passed + 1))
  else
    complain "$name" < <(echo "$why"; cat "$scratch/err")
  fi
done

# Examples in comments -----------------------------------------------------------------------------------------------------
for file in "$root"/modules/lib/*.nix; do
  subject=$(basename "$file" .nix | sed 's/-\([a-z]\)/\U\1/g')
  awk -v subject="$subject" '
    /^ *# >>> / { sub(/^ *# >>> /, ""); expr = $0; getline; sub(/^ *# /, ""); printf "{ expr = %s; expected = %s; }\n", expr, $0 }
  ' "$file" > "$scratch/examples"
  [ -s "$scratch/examples" ] || continue
  expression="let lib = import $root/modules/lib; in with lib; with lib.$subject;
    map (c: toPretty { } c.expr) (filter (c: c.expr != c.expected) [ $(cat "$scratch/examples") ])"
  expression="with (import $root/modules/lib).generators; $expression"
  if result=$(evaluate "$expression" 2> "$scratch/err") && [ "$result" = '[ ]' ]; then
    passed=$((passed + 1))
  else
    complain "examples in modules/lib/$subject" < <(printf '%s\n' "${result:-}"; cat "$scratch/err")
  fi
done

echo "modules/lib: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
