#!/usr/bin/env bash
# A real snmpd as the switch, by SNMPv3: its own host appears; a wrong password fails the source, loses
# nothing and is nowhere to be read; the tape gives the same host without the daemon.
# In a network of its own where that may be made, so that the tables of snmpd hold still.
if [ -z "${SNMPV3_APART:-}" ] && unshare --net true 2>/dev/null; then
  SNMPV3_APART=1 exec unshare --net "$0" "$@"
fi
. "$(dirname "$0")/lib.sh"
if [ -n "${SNMPV3_APART:-}" ]; then
  ip link set lo up
  ip link add port1 address 3c:4d:00:00:00:07 type veth peer name port2 address 3c:4d:00:00:00:08
fi

port=$(python3 -c 'import socket; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
mkdir "$dir/snmpd"
cat >"$dir/snmpd/snmpd.conf" <<CONF
agentAddress udp:127.0.0.1:$port
createUser watcher SHA-256 "correct horse battery" AES "staple of privacy"
rouser watcher priv
rocommunity ready
sysName sw-lab-7
sysLocation lab
CONF
SNMP_PERSISTENT_DIR=$dir/snmpd /usr/sbin/snmpd -f -C -c "$dir/snmpd/snmpd.conf" -Lf "$dir/snmpd/log" &
daemon=$!
trap 'kill "$daemon" 2>/dev/null || true; finish' EXIT

git init -q -b main "$dir/inventory"
cd "$dir/inventory"
git config user.name muster && git config user.email muster@example.org
cat >muster.yaml <<END
sites:
  lab: {networks: [192.0.2.0/24]}
sources:
  sw7:
    kind: switch
    site: lab
    address: 127.0.0.1:$port
    version: "3"
    username: watcher
    auth: sha256
    auth_password: {env: AUTH}
    priv: aes128
    priv_password: {env: PRIV}
classifications:
  network: {netbox: none}
  unknown: {netbox: none}
targets:
  dns: {kind: unbound, file: muster.conf}
END
git add -A
git commit -qm 'Configure a switch'
export AUTH='correct horse battery' PRIV='staple of privacy'

for _ in $(seq 100); do
  MIBS='' snmpget -v 2c -c ready -t 0.2 -r 0 "127.0.0.1:$port" 1.3.6.1.2.1.1.5.0 >/dev/null 2>&1 && break
  sleep 0.05
done

run 0 discover --record "$dir/tapes" -v
says '= 0'
grep -qE "^trace: SNMP 127.0.0.1:$port v3 GETBULK the table of interfaces .*: [0-9]+ rows, [0-9]+ requests?, [0-9]+ ms$" "$dir/err" ||
  fail 'what was asked is not told'
silent_about 'correct horse'
silent_about 'staple'
merge_discovered
file=$(git ls-files 'hosts/lab/sw-lab-7--*.yaml')
[ -n "$file" ] || fail 'the switch has no host file'
grep -q 'classification: network' "$file" || fail 'the switch is not proposed as network'
before=$(git rev-parse HEAD^{tree})

run 0 discover
says 'nothing to commit'

AUTH='wrong horse battery' run 6 discover
says 'switch:sw7'
silent_about 'wrong horse'
silent_about 'staple'
merge_discovered
same 'a wrong password changes no file' "$before" "$(git rev-parse HEAD^{tree})"

kill "$daemon"
wait "$daemon" 2>/dev/null || true
run 0 discover --replay "$dir/tapes"
says 'nothing to commit'
if grep -rqE 'correct horse|staple of' "$dir/tapes" hosts; then fail 'a secret is on a tape'; fi
echo "snmpv3: 1 passed, 0 failed"
