# Each shell loads its script, and completes verbs, second words and options from it.
status 0 "$hm" completion bash; cp "$TMPDIR/out" hm.bash
got=$(bash --norc -c '. ./hm.bash; COMP_WORDS=(hm roll); COMP_CWORD=1; _hm; echo "${COMPREPLY[@]}"')
equal "$got" rollback
got=$(bash --norc -c '. ./hm.bash; COMP_WORDS=(hm switch --dry); COMP_CWORD=2; _hm; echo "${COMPREPLY[@]}"')
equal "$got" --dry-run
got=$(bash --norc -c '. ./hm.bash; COMP_WORDS=(hm store ver); COMP_CWORD=2; _hm; echo "${COMPREPLY[@]}"')
equal "$got" verify
got=$(bash --norc -c '. ./hm.bash; COMP_WORDS=(hm check --format s); COMP_CWORD=3; _hm; echo "${COMPREPLY[@]}"')
equal "$got" sarif
status 0 "$hm" completion zsh; cp "$TMPDIR/out" hm.zsh
if command -v zsh >/dev/null; then
  zsh -f -c 'autoload -Uz compinit && compinit -u -d "$TMPDIR/dump"; . ./hm.zsh; [ "$_comps[hm]" = _hm ]' || fail "zsh does not take the script"
fi
status 0 "$hm" completion fish; cp "$TMPDIR/out" hm.fish
if command -v fish >/dev/null; then
  got=$(fish --no-config -c 'source hm.fish; complete -C "hm rollb"' | cut -f1)
  equal "$got" rollback
  fish --no-config -c 'source hm.fish; complete -C "hm switch --dry"' | grep -q -- --dry-run || fail "fish does not know --dry-run"
fi
