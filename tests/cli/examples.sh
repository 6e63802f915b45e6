# Every example is a home that builds, and the ones for one machine switch.
for example in minimal seed developer; do
  mkdir -p "$HOME/.config"
  rm -rf "$HOME/.config/hm"
  cp -r "$root/examples/$example" "$HOME/.config/hm"
  # The examples name their owner's home; this one is elsewhere.
  grep -rl /home/ "$HOME/.config/hm" | xargs -r sed -i -E "s|\"/home/[a-z]+\"|\"$HOME\"|"
  user=$(sed -nE 's/.*home\.username = "([a-z]+)".*/\1/p' "$HOME"/.config/hm/*.nix | head -n 1)
  status 0 env USER="${user:-sean}" LOGNAME="${user:-sean}" "$hm" switch
  out "Now at generation"
  status 0 env USER="${user:-sean}" LOGNAME="${user:-sean}" "$hm" uninstall
done
for home in sean@desk sean@travel; do
  status 0 "$hm" check -f "$root/examples/two-machines/home.nix" -A "$home"
done
status 0 "$hm" check "$root/examples/ci/homes"
