# The pages of docs/reference that come from the code are as the code has it now.
ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=0} "$root/tests/tools/reference" "$hm" "$TMPDIR/reference"
for page in cli builtins options diagnostics; do
  diff -u "$root/docs/reference/$page.md" "$TMPDIR/reference/$page.md" >&2 ||
    fail "docs/reference/$page.md is out of date: run tests/tools/reference HM"
done
