#!/usr/bin/env bash
# Sweeps in network namespaces: many hosts, a proxy, no right, an interface that goes down.
. "$(dirname "$0")/lib.sh"

skip() {
  echo "##########################################################################" >&2
  echo "# SKIPPED: no sweep is tried here: $1" >&2
  echo "##########################################################################" >&2
  exit 0
}

PATH=$PATH:/usr/sbin:/sbin
for program in ip capsh setpriv setcap; do
  command -v "$program" >/dev/null || skip "$program is not installed"
done
[ "$(id -u)" -eq 0 ] || skip 'only root may make network namespaces'

spaces=() hosts=()
end_sweep() {
  local code=$? pid space
  for pid in "${hosts[@]}"; do kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null; done
  for space in "${spaces[@]}"; do ip netns del "$space"; done
  if [ "$code" -ne 0 ] && [ -f "$dir/err" ]; then tail -n 20 "$dir/out" "$dir/err" >&2; fi
  rm -f "$dir/err"
  (exit "$code")
  finish
}
trap end_sweep EXIT
space() {
  ip netns add "$1" 2>/dev/null || skip 'network namespaces may not be made'
  spaces+=("$1")
  ip -n "$1" link set lo up
}
eventually() { # WORDS: until this succeeds, at most 20 s
  for _ in $(seq 400); do
    "$@" >/dev/null 2>&1 && return
    sleep 0.05
  done
  fail "never: $*"
}
me=mus$$ switch=mul$$ far=muh$$ router=mur$$
for one in $me $switch $far $router; do space "$one"; done

# A switch with three ports: muster, the many hosts, and a router.
ip -n "$switch" link add br0 type bridge
ip -n "$switch" link set br0 up
plug() { # SPACE INTERFACE PORT
  ip link add "$2" netns "$1" type veth peer name "$3" netns "$switch"
  ip -n "$switch" link set "$3" master br0 up
  ip -n "$1" link set "$2" up
}
plug "$me" eth0 port1
plug "$far" lan0 port2
plug "$router" wan0 port3
ip -n "$router" link set wan0 address 3c:40:00:00:00:fe
ip netns exec "$far" sysctl -qw net.ipv4.conf.all.arp_ignore=8
in_space() { ip netns exec "$me" "$@"; }

lan() { # WORD…: the hosts of a network from here on
  local pid
  for pid in "${hosts[@]}"; do kill "$pid" && wait "$pid"; done
  hosts=()
  : >"$dir/ready"
  ip netns exec "$far" "$lab" arp --interface lan0 "$@" >"$dir/ready" &
  hosts+=($!)
  eventually grep -q ready "$dir/ready"
}

# sweep CODE SOURCES…: what a sweep with these sources finds, as "ADDRESS MAC" lines in $dir/found.
sweep() {
  local wanted=$1 code=0
  shift
  rm -rf "$dir/inventory"
  git init -q "$dir/inventory"
  cd "$dir/inventory"
  printf '%s\n' 'sites: {lab: {domain: lab.example, networks: [10.0.0.0/8]}}' 'sources:' "$@" \
    'classifications: {server: {netbox: none}}' >muster.yaml
  git add .
  git -c user.name=t -c user.email=t@t.example commit -q -m start
  in_space "${as[@]}" "$program" discover --worktree >"$dir/out" 2>"$dir/err" || code=$?
  [ "$code" -eq "$wanted" ] || fail "the sweep ended with $code, not $wanted"
  pairs >"$dir/found"
}
as=() program=$muster own=none

pairs() { # every address with its MAC in the host files
  find hosts -name '*.yaml' -exec sed -n \
    's/.*mac: "\([0-9a-f:]*\)", addresses: \[\(.*\)\].*/\1 \2/p' {} + |
    awk '{ for (i = 2; i <= NF; ++i) { sub(/[,\/].*/, "", $i); gsub(/"/, "", $i); print $i, $1 } }' |
    sort -u
}
all_found() { # WORD…: the hosts that muster-lab lists with these words, and no other 3c:4d one
  "$lab" arp --list "$@" | grep -v "^$own " | sort -u >"$dir/present"
  grep ' 3c:4d' "$dir/found" | cmp -s - "$dir/present" ||
    fail "$(wc -l <"$dir/present") hosts are present, but: $(grep ' 3c:4d' "$dir/found" | diff - "$dir/present" | head -5)"
}

# --- sixteen thousand addresses, some answers lost, all late
ip -n "$me" address add 10.9.0.1/18 dev eth0
many=(--network 10.9.0.0/18 --density 30)
lan "${many[@]}" --loss 5 --delay 20
sweep 0 '  lan: {kind: sweep, site: lab, networks: [10.9.0.0/18], exclude: [10.9.8.0/24], rate: 10000, retries: 4, names: false}'
"$lab" arp --list "${many[@]}" | grep -v '^10\.9\.8\.' | sort -u >"$dir/present"
grep ' 3c:4d' "$dir/found" | cmp -s - "$dir/present" || fail 'not every host was found'
echo "sweep: $(wc -l <"$dir/present") of $(wc -l <"$dir/present") hosts found"
ip -n "$me" address flush dev eth0 scope global

# --- without an address of its own, on a named interface; IPv6 beside it
ip -n "$me" address add 2001:db8::1/64 dev eth0 nodad
ip -n "$router" address add 2001:db8::254/64 dev wan0 nodad
lan --network 10.8.0.0/24 --density 50 --twice 10.8.0.77
link_local() { ip -n "$me" -6 address show dev eth0 scope link | grep fe80 | grep -qv tentative; }
eventually link_local
sweep 0 '  lan: {kind: sweep, site: lab, networks: [10.8.0.0/24], interfaces: [eth0], names: false}'
all_found --network 10.8.0.0/24 --density 50
grep -q '^10.8.0.77 3c:4e' "$dir/found" || fail 'the second host at 10.8.0.77 was not found'
grep -q '^2001:db8::254 ' "$dir/found" || fail 'the router was not found by its IPv6 address'

# --- a router that answers for the upper half of the network, as Linux does
own=10.8.0.1
ip -n "$me" address add $own/24 dev eth0
ip -n "$router" link add up0 type veth peer name up1
ip -n "$router" link set up0 up
ip -n "$router" link set up1 up
ip -n "$router" address add 10.8.0.254/24 dev wan0
ip -n "$router" address add 172.31.0.1/24 dev up0
ip -n "$router" route add 10.8.0.128/25 via 172.31.0.2
ip -n "$router" route add default via 172.31.0.2
ip netns exec "$router" sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.wan0.proxy_arp=1 \
  net.ipv4.neigh.wan0.proxy_delay=0
lan --network 10.8.0.0/25 --density 50
sweep 0 '  lan: {kind: sweep, site: lab, networks: [10.8.0.0/24], ipv6: false, names: false}'
all_found --network 10.8.0.0/25 --density 50
says 'it does proxy ARP'
says "$(ip -n "$router" -br link show wan0 | awk '{print $3}') "
says 'proxy ARP'
[ "$(grep -c '^10\.8\.0\.\(12[89]\|1[3-9].\|2..\) ' "$dir/found")" -le 1 ] || fail 'rows of a proxy were kept'

# --- a frame that is not a question does not get out, and nothing is left of root
mkdir "$dir/bin"
cp "$muster" "$(dirname "$muster")/muster-capture" "$dir/bin"
chmod -R a+rX "$dir"
mkfifo "$dir/input"
ip netns exec "$me" "$dir/bin/muster-capture" eth0 <"$dir/input" >"$dir/out" &
capture=$!
exec 9>"$dir/input"
eventually grep -q o "$dir/out"
status=$(cat "/proc/$capture/status")
grep -qE '^NoNewPrivs:.1$' <<<"$status" || fail 'muster-capture may gain privileges again'
for set in CapInh CapPrm CapEff; do
  grep -qE "^$set:.0+$" <<<"$status" || fail "muster-capture keeps capabilities"
done
grep -qE '^Uid:.65534.65534.65534' <<<"$status" || fail 'muster-capture stays root'

exec 9>&-
wait "$capture" || fail 'muster-capture did not end well'

# --- without the right: what to do about it, and the other sources go on
echo '1798788799 3c:4d:0a:08:00:09 10.8.0.9 printer *' >"$dir/leases"
two=('  lan: {kind: sweep, site: lab, networks: [10.8.0.0/24], names: false}'
  "  leases: {kind: dhcp-leases, site: lab, format: dnsmasq, path: $dir/leases}")
program=$dir/bin/muster
as=(capsh --drop=cap_net_raw -- -c 'exec "$0" "$@"')
sweep 6 "${two[@]}"
says 'eth0: the right to capture is missing'
says "fix: sudo setcap cap_net_raw+ep $dir/bin/muster-capture"
grep -q '^10.8.0.9 ' "$dir/found" || fail 'the leases were not read'

# --- and after having done it, without root
if setcap cap_net_raw+ep "$dir/bin/muster-capture" 2>/dev/null; then
  as=(setpriv --reuid 65534 --clear-groups --bounding-set '+net_raw' env HOME="$dir" GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory 'GIT_CONFIG_VALUE_0=*')
  chmod a+rwx "$dir"
  code=0
  in_space "${as[@]}" "$dir/bin/muster-capture" eth0 </dev/null >"$dir/out" 2>"$dir/err" || code=$?
  same 'muster-capture of nobody' 0 "$code"
  says 'o'
else
  echo "SKIPPED: file capabilities cannot be set in $dir" >&2
fi
as=() program=$muster

# --- an interface that goes down in the middle
sent() { in_space cat /sys/class/net/eth0/statistics/tx_packets; }
before=$(sent)
sent_some() { [ "$(sent)" -gt $((before + 40)) ]; }
{ eventually sent_some && ip -n "$me" link set eth0 down; } &
sweep 6 '  lan: {kind: sweep, site: lab, networks: [10.8.0.0/24], rate: 50, names: false}'
says 'eth0: the interface went down: '
says ' questions'

echo 'sweep: 7 passed, 0 failed'
