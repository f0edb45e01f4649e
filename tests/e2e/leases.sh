#!/usr/bin/env bash
# Real DHCP servers in network namespaces, real clients, and muster reading what they wrote: files
# here, a control socket, and both over SSH.
. "$(dirname "$0")/lib.sh"

skip() {
  echo "##########################################################################" >&2
  echo "# SKIPPED: no DHCP server is run here: $1" >&2
  echo "##########################################################################" >&2
  exit 0
}

spaces=() daemons=()
end_leases() {
  local code=$?
  set +e
  for pid in "${daemons[@]}"; do kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null; done
  for space in "${spaces[@]}"; do ip netns del "$space"; done
  [ "$code" -eq 0 ] || tail -n 20 "$dir"/*.log
  (exit "$code")
  finish
}

for program in dnsmasq kea-dhcp4 busybox sshd ip; do
  PATH=$PATH:/usr/sbin command -v "$program" >/dev/null || skip "$program is not installed"
done
[ "$(id -u)" -eq 0 ] || skip 'only root may make network namespaces'
PATH=$PATH:/usr/sbin
tag=mu$$
ip netns add "${tag}d" 2>/dev/null || skip 'network namespaces may not be made'
spaces+=("${tag}d")
trap end_leases EXIT

# --- two networks, each a server and a client end
network() { # SERVER-SPACE CLIENT-SPACE PREFIX
  ip link add server netns "$1" type veth peer name client netns "$2"
  ip -n "$1" address add "$3.1/24" dev server
  ip -n "$1" link set server up
  ip -n "$2" link set client up
}
for space in "${tag}e" "${tag}k" "${tag}l"; do
  ip netns add "$space"
  spaces+=("$space")
done
network "${tag}d" "${tag}e" 10.77.1
network "${tag}k" "${tag}l" 10.77.2

eventually() { # WORDS: until this succeeds, at most 15 s
  for _ in $(seq 150); do
    "$@" >/dev/null 2>&1 && return
    sleep 0.1
  done
  fail "never: $*"
}

# Without its address a client cannot give its lease back.
cat >"$dir/address" <<'END'
#!/bin/sh
case $1 in bound | renew) ip address replace "$ip/24" dev "$interface" ;; esac
END
chmod +x "$dir/address"

udhcpc() { # SPACE MAC NAME MORE…
  local space=$1 mac=$2 name=$3
  shift 3
  ip -n "$space" address flush dev client
  ip -n "$space" link set client down
  ip -n "$space" link set client address "$mac"
  ip -n "$space" link set client up
  exec ip netns exec "$space" busybox udhcpc -f -i client -s "$dir/address" -x "hostname:$name" \
    -t 20 -T 1 "$@" >>"$dir/udhcpc.log" 2>&1
}
client() { (udhcpc "$@" -n -q) || fail "$3 got no lease"; }

# A client that gives its lease back once it is bound, which is when it has its address.
passer_by() { # FILE SPACE MAC NAME
  local file=$1
  shift
  ip -n "$1" address flush dev client
  udhcpc "$@" &
  local pid=$!
  daemons+=("$pid")
  eventually has_address "$1"
  before=$(<"$file")
  kill -USR2 "$pid"
  eventually changed "$file" "$before"
}
has_address() { [ -n "$(ip -n "$1" -4 address show dev client)" ]; }
changed() { [ "$(<"$1")" != "$2" ]; }

# --- dnsmasq
ip netns exec "${tag}d" dnsmasq --keep-in-foreground --conf-file=/dev/null --port=0 --user=root \
  --interface=server --bind-interfaces --dhcp-authoritative --no-ping --pid-file= \
  --dhcp-leasefile="$dir/dnsmasq.leases" --dhcp-range=10.77.1.100,10.77.1.200,1h \
  --dhcp-host=bc:24:11:77:01:02,10.77.1.50,fixed1,infinite --log-facility="$dir/dnsmasq.log" &
daemons+=($!)
client "${tag}e" bc:24:11:77:01:01 pc1
client "${tag}e" bc:24:11:77:01:02 whatever
passer_by "$dir/dnsmasq.leases" "${tag}e" bc:24:11:77:01:03 left1
eventually grep -q bc:24:11:77:01:02 "$dir/dnsmasq.leases"

# --- Kea, first with the hook that tells leases on the socket
hook=$(find /usr/lib -name libdhcp_lease_cmds.so | head -1)
[ -n "$hook" ] || fail 'Kea has no lease_cmds hook'
kea_config() { # HOOKS SECONDS-BETWEEN-CLEAN-UPS
  cat <<END
{"Dhcp4": {
  "interfaces-config": {"interfaces": ["server"], "dhcp-socket-type": "raw"},
  "control-socket": {"socket-type": "unix", "socket-name": "$dir/kea.sock"},
  "lease-database": {"type": "memfile", "persist": true, "name": "$dir/kea4.csv",
                     "lfc-interval": $2},
  "hooks-libraries": [$1],
  "valid-lifetime": 3600,
  "subnet4": [{"id": 1, "subnet": "10.77.2.0/24", "pools": [{"pool": "10.77.2.100-10.77.2.200"}],
    "reservations": [{"hw-address": "bc:24:11:77:02:02", "ip-address": "10.77.2.50",
                      "hostname": "fixed2"}]}],
  "loggers": [{"name": "kea-dhcp4", "severity": "INFO", "output_options": [{"output": "$dir/kea.log"}]}]}}
END
}
kea_config "{\"library\": \"$hook\"}" 0 >"$dir/kea.json"
export KEA_PIDFILE_DIR=$dir KEA_LOCKFILE_DIR=$dir
kea_up() {
  rm -f "$dir/kea.sock"
  ip netns exec "${tag}k" kea-dhcp4 -c "$dir/kea.json" >>"$dir/kea.log" 2>&1 &
  kea=$!
  daemons+=("$kea")
  eventually test -S "$dir/kea.sock"
}
kea_up
client "${tag}l" bc:24:11:77:02:01 pc2
client "${tag}l" bc:24:11:77:02:02 whatever
passer_by "$dir/kea4.csv" "${tag}l" bc:24:11:77:02:03 left2
eventually grep -q bc:24:11:77:02:02 "$dir/kea4.csv"

# --- sshd
mkdir -p /run/sshd
for key in host other me; do ssh-keygen -q -t ed25519 -N '' -C '' -f "$dir/$key"; done
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat >"$dir/sshd_config" <<END
ListenAddress 127.0.0.1:$port
HostKey $dir/host
PidFile none
AuthorizedKeysFile $dir/me.pub
UsePAM no
StrictModes no
PermitRootLogin yes
Subsystem sftp internal-sftp
END
"$(command -v sshd)" -D -f "$dir/sshd_config" -E "$dir/sshd.log" &
daemons+=($!)
eventually ssh-keyscan -p "$port" 127.0.0.1
echo "[127.0.0.1]:$port $(cat "$dir/host.pub")" >"$dir/known_hosts"
echo "[127.0.0.1]:$port $(cat "$dir/other.pub")" >"$dir/wrong_hosts"

# --- muster
mkdir "$dir/inventory"
cd "$dir/inventory"
git init -q -b main
git config user.name Lab
git config user.email lab@lab.example
there="ssh: \"root@127.0.0.1:$port\", identity: $dir/me"
cat >muster.yaml <<END
sites:
  lab: {domain: lab.example, networks: [10.77.0.0/16]}
sources:
  dnsmasq: {kind: dhcp-leases, site: lab, format: dnsmasq, path: $dir/dnsmasq.leases}
  dnsmasq-far: {kind: dhcp-leases, site: lab, format: dnsmasq, path: $dir/dnsmasq.leases, $there, known_hosts: $dir/known_hosts}
  kea: {kind: dhcp-leases, site: lab, format: kea, path: $dir/kea4.csv}
  kea-socket: {kind: dhcp-leases, site: lab, format: kea-socket, path: $dir/kea.sock}
  kea-socket-far: {kind: dhcp-leases, site: lab, format: kea-socket, path: $dir/kea.sock, $there, known_hosts: $dir/known_hosts}
  wrong-key: {kind: dhcp-leases, site: lab, format: dnsmasq, path: $dir/dnsmasq.leases, $there, known_hosts: $dir/wrong_hosts, enabled: false}
END
git add muster.yaml
git commit -qm 'Start'

# host SOURCE NAME ADDRESS MAC: discover by this source alone writes such a host file.
hosts_of() {
  git clean -fdq
  run 0 discover --source "$1" --worktree
}
has() {
  local file
  file=$(grep -lF "$3" hosts/lab/*.yaml) || fail "no host has the MAC $3"
  grep -qF "$2" "$file" || fail "$file has not the address $2"
  case $file in "hosts/lab/$1--"*) ;; *) fail "$file is not called $1" ;; esac
}
lacks() { ! grep -rqF "$1" hosts || fail "$1 is a host, though its lease was given back"; }

for source in dnsmasq dnsmasq-far; do
  hosts_of "$source"
  has pc1 10.77.1.1 bc:24:11:77:01:01
  has fixed1 10.77.1.50 bc:24:11:77:01:02
  lacks bc:24:11:77:01:03
done
for source in kea kea-socket kea-socket-far; do
  hosts_of "$source"
  has pc2 10.77.2.1 bc:24:11:77:02:01
  has fixed2 10.77.2.50 bc:24:11:77:02:02
  lacks bc:24:11:77:02:03
done

# --- without the hook the socket leads to the memfile; Kea's clean-up moves leases out of it
kill "$kea"
wait "$kea" 2>/dev/null || true
kea_config '' 1 >"$dir/kea.json"
kea_up
eventually test -s "$dir/kea4.csv.2"
for source in kea kea-socket kea-socket-far; do
  hosts_of "$source"
  has pc2 10.77.2.1 bc:24:11:77:02:01
done

# --- all at once, and again without a change
git clean -fdq
run 0 discover
merge_discovered
before=$(git for-each-ref)
run 0 discover
same 'no ref moved' "$before" "$(git for-each-ref)"

# --- a wrong host key: nothing is asked, nothing is forgotten
run 6 discover --source wrong-key
says "ssh root@127.0.0.1:$port: the host key is not the one in $dir/wrong_hosts"
says "$(ssh-keygen -lf "$dir/host.pub" | cut -d' ' -f2)"
says "replace its line by: [127.0.0.1]:$port ssh-ed25519"

# --- a server that is stopped: its socket refuses, and says so
kill "$kea"
wait "$kea" 2>/dev/null || true
run 6 discover --source kea-socket
says "$dir/kea.sock"
echo "leases: 1 passed, 0 failed"
