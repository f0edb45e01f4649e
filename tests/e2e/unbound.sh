#!/usr/bin/env bash
# 200 hosts, two real Unbounds behind a real sshd, and what people declared beside them.
. "$(dirname "$0")/lib.sh"

skip() {
  echo "##########################################################################" >&2
  echo "# SKIPPED: no Unbound is run over SSH here: $1" >&2
  echo "##########################################################################" >&2
  exit 0
}
PATH=$PATH:/usr/sbin
for program in unbound sshd dig; do
  command -v "$program" >/dev/null || skip "$program is not installed"
done

daemons=()
end_unbound() {
  local code=$?
  set +e
  for pid in "${daemons[@]}"; do kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null; done
  (exit "$code")
  finish
}
trap end_unbound EXIT

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}
eventually() {
  for _ in $(seq 150); do
    "$@" >/dev/null 2>&1 && return
    sleep 0.1
  done
  fail "never: $*"
}

# --- two servers alike: the same folder names below two roots, so one path leads to either
port=$(free_port)
unbound_up() { # NAME ADDRESS
  local at=$dir/$1
  mkdir -p "$at"
  : >"$at/muster.conf"
  cat >"$at/unbound.conf" <<END
server:
  directory: "$at"
  pidfile: "$at/pid"
  chroot: ""
  username: ""
  do-daemonize: no
  use-syslog: no
  logfile: "$at/log"
  interface: $2
  port: $port
  local-zone: "iot.lab.example." static
  local-data: "cam.iot.lab.example. A 10.63.9.9"
  local-data: "host7.lab.example. TXT theirs"
include: "$at/muster.conf"
forward-zone:
  name: "."
  forward-addr: 127.0.0.1@1
remote-control:
  control-enable: yes
  control-interface: "$at/control"
  control-use-cert: no
END
  unbound -d -c "$at/unbound.conf" >"$at/start" 2>&1 </dev/null &
  daemons+=($!)
  eventually test -S "$at/control"
}
unbound_up ns1 127.0.0.1
unbound_up ns2 127.0.0.2

# --- sshd
sshd_port=$(free_port)
ssh-keygen -q -t ed25519 -N '' -f "$dir/host"
ssh-keygen -q -t ed25519 -N '' -f "$dir/me"
[ "$(id -u)" -ne 0 ] || mkdir -p /run/sshd
cat >"$dir/sshd.conf" <<END
ListenAddress 127.0.0.1:$sshd_port
HostKey $dir/host
PidFile none
AuthorizedKeysFile $dir/me.pub
UsePAM no
StrictModes no
PermitRootLogin yes
Subsystem sftp internal-sftp
END
sshd_up() {
  "$(command -v sshd)" -D -f "$dir/sshd.conf" -E "$dir/sshd.log" &
  sshd=$!
  daemons+=("$sshd")
  eventually ssh-keyscan -p "$sshd_port" 127.0.0.1
}
sshd_up

# --- 200 hosts from a lease file
for i in $(seq 200); do
  printf '0 bc:24:11:00:%02x:%02x 10.63.%d.%d host%d *\n' $((i / 256)) $((i % 256)) $((i / 100)) $((i % 100 + 1)) "$i"
done >"$dir/leases"
git init -q -b main "$dir/inventory"
cd "$dir/inventory"
git config user.name T
git config user.email t@t.example
print=$(ssh-keygen -lf "$dir/host.pub" | cut -d' ' -f2)
target() { # NAME
  echo "  $1: {kind: unbound, file: $dir/$1/muster.conf, config: $dir/$1/unbound.conf, control: true, port: $port,"
  echo "    address: $2, ssh: '$(id -un)@127.0.0.1:$sshd_port', identity: $dir/me, host_keys: ['$print']}"
}
cat >muster.yaml <<END
sites:
  lab: {domain: lab.example, networks: [10.63.0.0/16]}
sources:
  leases: {kind: dhcp-leases, site: lab, format: dnsmasq, path: $dir/leases}
classifications:
  unknown: {netbox: vm, role: host, cluster: lab, dns: true}
targets:
$(target ns1 127.0.0.1)
$(target ns2 127.0.0.2)
END
git add muster.yaml
git commit -qm 'Start'
run 0 discover
merge_discovered
run 0 approve --where 'state = present' --commit

ask() { dig @127.0.0.1 -p "$port" +short +tries=1 +time=2 "$@"; }
theirs() {
  for question in 'cam.iot.lab.example A' 'any.iot.lab.example A' 'host7.lab.example TXT' \
    'host7.lab.example AAAA' 'localhost A' '1.0.0.127.in-addr.arpa PTR' '9.9.63.10.in-addr.arpa PTR'; do
    # shellcheck disable=SC2086
    dig @127.0.0.1 -p "$port" +tries=1 +time=2 $question | sed -n 's/.*status: \([A-Z]*\),.*/\1/p'
    # shellcheck disable=SC2086
    ask $question
  done
}
before=$(theirs)
run 0 reconcile
says 'nothing left to do'
same 'what others declared answers as before' "$before" "$(theirs)"
for server in 127.0.0.1 127.0.0.2; do
  for i in $(seq 200); do
    address=10.63.$((i / 100)).$((i % 100 + 1))
    echo "host$i.lab.example. A"
    echo "-x $address"
  done >"$dir/questions"
  dig @$server -p "$port" +short -f "$dir/questions" >"$dir/answers"
  for i in $(seq 200); do
    echo "10.63.$((i / 100)).$((i % 100 + 1))"
    echo "host$i.lab.example."
  done | cmp -s - "$dir/answers" || fail "not every host is answered at $server"
done
run 0 reconcile --plan --detailed-exitcode

# --- a line by hand is drift and goes back
sed -i 's/10\.63\.0\.8"/10.63.0.250"/' "$dir/ns1/muster.conf"
run 2 reconcile --plan --detailed-exitcode
says 'drift'
run 0 reconcile --target ns1
grep -q '10\.63\.0\.8"' "$dir/ns1/muster.conf" || fail 'the edit stands'

# --- killed anywhere, run again: converges
run 0 reject host9 --commit
for delay in 0.2 0.3 0.4 0.5 0.6; do
  timeout -s KILL "$delay" "$muster" reconcile >/dev/null 2>&1 || true
done
run 0 reconcile
run 0 reconcile --plan --detailed-exitcode
same 'host9 is gone' '' "$(ask host9.lab.example A)"
same 'host8 stands' 10.63.0.9 "$(ask host8.lab.example A)"

# --- the key of the server changed: nothing is done
ssh-keygen -q -t ed25519 -N '' -f "$dir/other"
cp "$dir/other" "$dir/host"
kill "$sshd"
wait "$sshd" 2>/dev/null || true
sshd_up
run 0 approve host9 --commit
run 1 reconcile
says 'the host key is not one of host_keys'
same 'nothing is done' '' "$(ask host9.lab.example A)"
echo "unbound: 1 passed, 0 failed"
