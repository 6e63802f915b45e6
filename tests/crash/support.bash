# Two configurations of some 20 files for the crash tests: contents change, files come and go, one changes its kind.

# configuration old|new FILE
configuration() {
  local which=$1
  {
    echo '{ ... }: {'
    echo "  home.username = \"sean\"; home.homeDirectory = \"$HOME\"; home.stateVersion = \"24.05\";"
    for i in 01 02 03 04 05 06 07 08 09 10 11 12; do
      echo "  home.file.\".config/app/file$i\".text = \"$which $i\\n\";"
    done
    for i in 13 14 15; do echo "  home.file.\".file$i\".text = \"$which $i\\n\";"; done
    for i in 16 17; do echo "  home.file.\"only/$which$i\".text = \"$which $i\\n\";"; done
    for i in 18 19; do echo "  home.file.\".$which-only$i\".text = \"$which $i\\n\";"; done
    # A directory of links in one, a file of that name in the other.
    if [ "$which" = old ]; then
      echo '  home.file."kind/inner".text = "old inner\n";'
    else
      echo '  home.file."kind".text = "new kind\n";'
    fi
    echo '}'
  } >"$2"
}
common=$(for i in 01 02 03 04 05 06 07 08 09 10 11 12; do echo ".config/app/file$i"; done; for i in 13 14 15; do echo ".file$i"; done)
old_only="only/old16 only/old17 .old-only18 .old-only19 kind/inner"
new_only="only/new16 only/new17 .new-only18 .new-only19 kind"

# generation: "old" or "new" where every managed path belongs to that one; else what is wrong.
generation() {
  local text first=
  for f in $common; do
    text=$(cat "$HOME/$f" 2>/dev/null | cut -d' ' -f1)
    [ -n "$text" ] || { echo "$f cannot be read"; return; }
    [ -n "$first" ] || first=$text
    [ "$text" = "$first" ] || { echo "$f is $text, others are $first"; return; }
  done
  local here=$old_only gone=$new_only
  [ "$first" = old ] || { here=$new_only gone=$old_only; }
  for f in $here; do [ -f "$HOME/$f" ] || { echo "$first, but $f cannot be read"; return; }; done
  for f in $gone; do [ ! -f "$HOME/$f" ] || { echo "$first, but $f is there"; return; }; done
  echo "$first"
}

# litter: leftovers of a switch that should not be there once one has succeeded.
litter() {
  find "$HOME" \( -path "$HOME/.local/share/hm/store/*" -prune \) -o \
    \( -name '.hm-*' -o -name '*.new' -o -name 'journal*' -o -path "$HOME/.local/state/hm/before/*" -o -path "$HOME/.local/state/hm/after/*" \) -print
}
