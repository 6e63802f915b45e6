# A builder ends with hm, however hm ends: with all that it has started.
cat >slow.nix <<'NIX'
derivation {
  name = "slow"; system = builtins.currentSystem; builder = "/bin/sh";
  args = [ "-c" "PATH=/usr/bin:/bin; sleep 987 & echo $! > ${toString ./child}; echo $$ > ${toString ./builder}; sleep 986; echo made > $out" ];
}
NIX
(printf ':b import ./slow.nix\n' | exec "$hm" repl) >/dev/null 2>&1 &
waiting=$!
for _ in $(seq 200); do [ -s builder ] && break; sleep 0.05; done
[ -s builder ] || fail "the builder did not start"
hm_process=$(ps -o ppid= -p "$(cat builder)" | tr -d ' ')
kill -9 "$hm_process"
wait "$waiting" 2>/dev/null || true
lives() { [ -d "/proc/$1" ] && ! grep -q '^State:.Z' "/proc/$1/status" 2>/dev/null; }
for _ in $(seq 200); do lives "$(cat builder)" || lives "$(cat child)" || break; sleep 0.05; done
! lives "$(cat builder)" || fail "the builder outlived hm"
! lives "$(cat child)" || fail "what the builder started outlived hm"
