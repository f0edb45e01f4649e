#!/usr/bin/env bash
# A sweep of one network in namespaces, every tenth address alive with a MAC of its own, beside
# arp-scan at the same rate and with as many tries.
#   tests/bench/sweep.sh MUSTER MUSTER_LAB [IGNORED [PREFIX]]     PREFIX 16 to 28, default 20
set -euo pipefail
muster=$(realpath "$1")
lab=$(realpath "$2")
prefix=${4:-20}
PATH=$PATH:/usr/sbin:/sbin
skip() { echo "SKIPPED: $1" >&2; exit 0; }
[ "$(id -u)" -eq 0 ] || skip 'only root may make network namespaces'
command -v arp-scan >/dev/null || skip 'arp-scan is not installed'

dir=$(mktemp -d)
me=mub$$ far=muf$$
ip netns add "$me" 2>/dev/null || skip 'network namespaces may not be made'
ip netns add "$far"
responder=
trap '[ -z "$responder" ] || kill "$responder"; ip netns del "$me"; ip netns del "$far"; rm -rf "$dir"' EXIT
ip link add eth0 netns "$me" type veth peer name lan0 netns "$far"
ip -n "$me" link set eth0 up
ip -n "$far" link set lan0 up
ip -n "$me" address add "10.9.0.1/$prefix" dev eth0
ip netns exec "$far" sysctl -qw net.ipv4.conf.all.arp_ignore=8
network=10.9.0.0/$prefix
"$lab" arp --list --network "$network" --density 10 | grep -v '^10.9.0.1 ' | sort >"$dir/present"
present=$(wc -l <"$dir/present")

calculate() { awk "BEGIN { printf \"$1\", $2 }"; }

# measure RATE WORD…: runs a tool against fresh hosts. Its wall time is in $wall, and
# what the hosts saw of it in $figures.
measure() {
  local rate=$1 begin end requests round seconds
  shift
  : >"$dir/ready"
  ip netns exec "$far" "$lab" arp --interface lan0 --network "$network" --density 10 >"$dir/ready" &
  responder=$!
  until grep -q ready "$dir/ready"; do sleep 0.05; done
  begin=$EPOCHREALTIME
  ip netns exec "$me" "$@" >"$dir/out" 2>"$dir/err"
  end=$EPOCHREALTIME
  kill "$responder"
  wait "$responder" || true
  responder=
  read -r _ requests _ round _ seconds < <(tail -1 "$dir/ready")
  wall=$(calculate "%.2f" "$end - $begin")
  pace=$(calculate "%.1f" "($round - 1) / $seconds")
  figures="$requests requests, first round $pace/s ($(calculate "%+.2f" "100 * ($pace - $rate) / $rate") %), $wall s"
}

echo "$network, $present hosts of $((2 ** (32 - prefix) - 2)) addresses, 2 tries each"
for rate in 1000 10000; do
  rm -rf "$dir/inventory"
  git init -q "$dir/inventory"
  cd "$dir/inventory"
  cat >muster.yaml <<END
sites: {lab: {domain: lab.example}}
sources:
  lan: {kind: sweep, site: lab, networks: [$network], rate: $rate, retries: 1, ipv6: false, names: false}
classifications: {server: {netbox: none}}
END
  git add .
  git -c user.name=t -c user.email=t@t.example commit -q -m start
  measure "$rate" "$muster" discover --worktree
  found=$(grep -rhoE '10\.9\.[0-9]+\.[0-9]+' hosts | sort -u | grep -cv '^10\.9\.0\.1$')
  lost=$(grep -c 'lost' "$dir/err" || true)
  echo "muster   at $rate/s: $found of $present hosts, $figures with writing $found host files, $lost warnings of lost frames"
  muster_wall=$wall
  measure "$rate" arp-scan -I eth0 -B $((rate * 512)) -r 2 -q -x "$network"
  found=$(sort -u "$dir/out" | awk '{print $1, $2}' | sort -u | comm -12 - "$dir/present" | wc -l)
  echo "arp-scan at $rate/s: $found of $present hosts, $figures"
  echo "arp-scan's time / muster's: $(calculate "%.2f" "$wall / $muster_wall")"
done
