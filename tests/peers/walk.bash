# How the comparisons of this folder go through a long list with evaluators that may stop in the middle of it. Sourced.
#
# The expressions announce each item with `builtins.trace "begin NAME"` and give its result with "end NAME RESULT". They
# take `from`, the number of the first item, and `count`.

# walk OUT NAMES COUNT COMMAND…: writes "NAME RESULT" for each line of the file NAMES to OUT, COUNT items a process. An
# item that ends the evaluation gets the result "fatal", and the next process begins behind it.
walk() {
  local out=$1 names=$2 count=$3 from=0 total last where
  shift 3
  total=$(wc -l <"$names")
  : >"$out"
  : >"$out.errors"
  while [ "$from" -lt "$total" ]; do
    if "$@" --arg from "$from" --arg count "$count" >"$out.value" 2>"$out.trace"; then
      sed -n 's/^trace: end //p' "$out.trace" >>"$out"
      from=$((from + count))
      continue
    fi
    sed -n 's/^trace: end //p' "$out.trace" >>"$out"
    last=$(grep -E '^trace: (begin|end) ' "$out.trace" | tail -n 1)
    case $last in
      'trace: begin '*) last=${last#trace: begin } ;;
      *) tail -n 20 "$out.trace" >&2; return 1 ;;
    esac
    echo "$last fatal" >>"$out"
    { echo "== $last"; grep -vE '^trace: (begin|end) ' "$out.trace"; } >>"$out.errors"
    where=$(grep -nxF -- "$last" "$names" | cut -d: -f1)
    from=$where
  done
  rm -f "$out.value" "$out.trace"
}
