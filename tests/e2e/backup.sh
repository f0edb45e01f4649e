#!/usr/bin/env bash
# Configuration backup of a real FRR, whose vtysh is the shell behind a real sshd: whole, without its
# secrets, with its history; keys that are unknown, and a device that knows only old algorithms.
. "$(dirname "$0")/lib.sh"

skip() {
  echo "SKIPPED: $1"
  exit 77
}
[ "$(id -u)" -eq 0 ] || skip 'FRR and its network namespace want root'
[ -x /usr/lib/frr/zebra ] || skip 'FRR is not installed'
command -v sshd >/dev/null || skip 'sshd is not installed'

ns=muster-frr-$$
frr=$dir/frr
also_down() {
  for pid in "$frr"/run/*.pid "$dir"/sshd*.pid; do
    [ ! -f "$pid" ] || kill "$(cat "$pid")" 2>/dev/null || true
  done
  ip netns del "$ns" 2>/dev/null || true
}
ip netns add "$ns" 2>/dev/null || skip 'no network namespace may be made here'
ip -n "$ns" link set lo up
ip -n "$ns" link add eth0 type veth peer name eth1
ip -n "$ns" link set eth0 up
ip -n "$ns" link set eth1 up

mkdir -p "$frr/run" "$frr/etc" /run/sshd
chmod 755 "$dir" "$frr" "$frr/etc"
chown frr:frr "$frr/run"
cat >"$frr/etc/frr.conf" <<'CONF'
password plantedVty1
enable password plantedVty2
interface eth0
 description uplink
 ip address 192.0.2.1/24
 ip ospf message-digest-key 1 md5 plantedOspf3
router bgp 65001
 neighbor 192.0.2.2 remote-as 65002
 neighbor 192.0.2.2 password plantedBgp4
ip route 198.51.100.0/24 192.0.2.254
CONF
: >"$frr/etc/vtysh.conf"
in_vtysh() { vtysh --vty_socket "$frr/run" --config_dir "$frr/etc" "$@"; }
for daemon in zebra staticd ospfd bgpd; do
  more=()
  [ "$daemon" != bgpd ] || more=(-p 0)
  ip netns exec "$ns" "/usr/lib/frr/$daemon" -d --vty_socket "$frr/run" -z "$frr/run/zserv.api" \
    -i "$frr/run/$daemon.pid" -f /dev/null -A 127.0.0.1 -P 0 "${more[@]}" >"$dir/frr.log" 2>&1 ||
    skip "FRR does not start: $(tail -1 "$dir/frr.log")"
done
in_vtysh -f "$frr/etc/frr.conf" >/dev/null

printf '#!/bin/sh\nexec vtysh --vty_socket %s/run --config_dir %s/etc\n' "$frr" "$frr" >"$dir/shell"
chmod 755 "$dir/shell"
ssh-keygen -q -t ed25519 -N '' -f "$dir/hostkey"
ssh-keygen -q -t rsa -b 2048 -N '' -f "$dir/hostrsa"
ssh-keygen -q -t ed25519 -N '' -f "$dir/login"
cp "$dir/login.pub" "$dir/authorized"
sshd_up() { # NAME PORT LINE…
  printf 'Port %s\nListenAddress 127.0.0.1\nPidFile %s\nAuthorizedKeysFile %s\nUsePAM no\nStrictModes no\nPermitRootLogin yes\n' \
    "$2" "$dir/$1.pid" "$dir/authorized" >"$dir/$1.conf"
  printf '%s\n' "${@:3}" >>"$dir/$1.conf"
  "$(command -v sshd)" -f "$dir/$1.conf" -E "$dir/$1.log"
}
port=$((20000 + $$ % 10000))
sshd_up sshd "$port" "HostKey $dir/hostkey" "ForceCommand $dir/shell"
sshd_up sshd-jump $((port + 2)) "HostKey $dir/hostkey"
sshd_up sshd-old $((port + 1)) "HostKey $dir/hostrsa" "ForceCommand $dir/shell" 'KexAlgorithms diffie-hellman-group14-sha1' \
  'HostKeyAlgorithms ssh-rsa' 'Ciphers aes128-cbc' 'MACs hmac-sha1'

mkdir "$dir/inventory"
cd "$dir/inventory"
git init -q -b main
git config user.name Ada
git config user.email ada@example.net
configure() { # PORT SSH [MORE]
  cat >muster.yaml <<YAML
sites: {lab: {networks: [127.0.0.0/8]}}
classifications: {router: {netbox: none, backup: frr}}
credentials: {all: {username: root, identity: $dir/login, port: $1, ssh: $2, timeout: 3s${3:-}}}
policy: {backup: {trust: first-use}}
YAML
  git add -A
  git commit -qm 'Configure'
}
mkdir -p hosts/lab
cat >hosts/lab/edge1--7k2m9qx4td.yaml <<'YAML'
id: 7k2m9qx4td
classification: router
approval: approved
name: edge1
overrides:
  site: lab
  interfaces: [{name: eth0, addresses: [127.0.0.1/32]}]
YAML
configure "$port" modern

# A key that nobody confirmed is proposed, and taken only once it is merged.
run 6 backup
says 'host-key-unknown'
git merge -q --ff-only muster/known-hosts

run 0 backup
says '1 changed'
git show muster/configs:configs/lab/edge1.cfg >"$dir/first"
same 'the last line' end "$(tail -1 "$dir/first")"
in_vtysh -c 'show running-config' | sed '/^Building\|^Current\|^$/d' >"$dir/real"
same 'lines kept' "$(grep -c . "$dir/real")" "$(grep -c . "$dir/first")"
git show muster/configs:configs/lab/edge1.json >"$dir/facts"
grep -q '"version": "8' "$dir/facts"
run 0 backup
says 'nothing to commit'

in_vtysh -c 'configure terminal' -c 'ip route 203.0.113.0/24 192.0.2.254' \
  -c 'router bgp 65001' -c 'neighbor 192.0.2.2 password plantedBgp5'
run 0 backup --record "$dir" --json
same 'changed' 1 "$(jq .changed "$dir/out")"
run 0 config diff edge1
says '+ ip route 203.0.113.0/24 192.0.2.254'
says '  router bgp 65001'
run 0 config log edge1
same 'revisions' 3 "$(wc -l <"$dir/out")"
run 0 config restore edge1
says 'to complete by hand'
git cat-file --batch --batch-all-objects --buffer >"$dir/objects"
! grep -q planted "$dir/objects" "$dir"/*.cli.json || fail 'a secret is kept'
run 0 backup --replay "$dir"
says 'nothing to commit'

# Through another host, by the ssh program and its own known hosts.
mkdir "$dir/bin"
printf '#!/bin/sh\nexec %s -F %s/ssh_config "$@"\n' "$(command -v ssh)" "$dir" >"$dir/bin/ssh"
chmod 755 "$dir/bin/ssh"
printf 'IdentityFile %s/login\nUserKnownHostsFile %s/jump_known\n' "$dir" "$dir" >"$dir/ssh_config"
printf '[127.0.0.1]:%s %s\n' $((port + 2)) "$(cat "$dir/hostkey.pub")" >"$dir/jump_known"
configure "$port" modern ", jump: \"root@127.0.0.1:$((port + 2))\""
PATH=$dir/bin:$PATH run 0 backup
says 'nothing to commit'
: >"$dir/jump_known"
PATH=$dir/bin:$PATH run 6 backup
says 'unreachable'

# Old algorithms are refused with the way out, and taken where it is said.
configure $((port + 1)) modern
run 6 backup
says 'no-common-algorithm'
says 'ssh: legacy'
configure $((port + 1)) legacy
run 6 backup
says 'host-key-unknown'
git merge -q muster/known-hosts -m 'Known'
run 0 backup
says 'nothing to commit'
run 0 jobs
says 'lab/edge1'

# While one run is at work no other begins.
flock .git/muster-backup.lock sleep 20 &
holder=$!
eventually() { for _ in $(seq 50); do flock -n .git/muster-backup.lock true || return 0; sleep 0.1; done; }
eventually
run 7 jobs run
run 7 backup
kill "$holder"
echo "backup: 1 passed, 0 failed"
