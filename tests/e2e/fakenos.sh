#!/usr/bin/env bash
# Command lines that fakenos simulates, of its own making and not ours: what it has whole is kept
# whole, what it has not is never kept.
. "$(dirname "$0")/lib.sh"

python=${MUSTER_CACHE:-$HOME/.cache/muster}/fakenos/bin/python
if ! "$python" -c 'import fakenos' 2>/dev/null; then
  echo "##########################################################################" >&2
  echo "# SKIPPED: fakenos is not installed (ci/setup --tests): no backup of its devices" >&2
  echo "##########################################################################" >&2
  exit 77
fi

cat >"$dir/devices.py" <<'END'
import sys, time
from fakenos import FakeNOS
hosts = {}
for argument in sys.argv[1:]:
    platform, port = argument.split(":")
    hosts[platform] = {"username": "admin", "password": "loginSecret77", "platform": platform, "port": int(port)}
FakeNOS(inventory={"hosts": hosts}).start()
time.sleep(600)
END
free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}
declare -A ports
for platform in cisco_ios arista_eos hp_procurve; do ports[$platform]=$(free_port); done
"$python" "$dir/devices.py" "cisco_ios:${ports[cisco_ios]}" "arista_eos:${ports[arista_eos]}" \
  "hp_procurve:${ports[hp_procurve]}" >"$dir/devices.log" 2>&1 &
devices=$!
also_down() { kill "$devices" 2>/dev/null || true; }
up() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
for port in "${ports[@]}"; do
  for _ in $(seq 150); do
    up "$port" && break
    sleep 0.1
  done
done

git init -q -b main "$dir/inventory"
cd "$dir/inventory"
git config user.name T
git config user.email t@t.example
export PASSWORD=loginSecret77
back_up() { # CODE PLATFORM
  local id=${2//_/}0000000000
  id=${id:0:10}
  id=${id//[ilou]/0}
  mkdir -p hosts/lab
  rm -f hosts/lab/*
  cat >muster.yaml <<END
sites: {lab: {domain: lab.example, networks: [127.0.0.0/8]}}
classifications: {switch: {netbox: none, backup: $2}}
credentials: {all: {username: admin, password: {env: PASSWORD}, enable: {env: PASSWORD}, port: ${ports[$2]}}}
policy: {backup: {trust: first-use}}
END
  cat >"hosts/lab/sw--$id.yaml" <<END
id: $id
classification: switch
approval: approved
name: ${2//_/-}
overrides: {site: lab, interfaces: [{name: eth0, addresses: [127.0.0.1/8]}]}
END
  git add -A
  git commit -qm "$2"
  run 6 backup
  says 'host-key-unknown'
  git merge -q muster/known-hosts -m 'Known'
  run "$1" backup --record "$dir/tapes"
}

back_up 0 cisco_ios
says '208 lines, with its end marker, with what must be there; 2 secrets replaced'
git show muster/configs:configs/lab/cisco-ios.cfg >"$dir/ios"
same 'its name' 'hostname cisco_ios' "$(grep ^hostname "$dir/ios")"
same 'its last line' end "$(tail -1 "$dir/ios")"
run 0 backup
says 'nothing to commit'

back_up 0 arista_eos
says '83 lines, with its end marker, with what must be there; 4 secrets replaced'
run 0 backup --replay "$dir/tapes"
says 'nothing to commit'

back_up 6 hp_procurve
says 'incomplete'
same 'what is kept' 'configs/lab/arista-eos.cfg configs/lab/cisco-ios.cfg' \
  "$(git ls-tree -r --name-only muster/configs | grep cfg | sort | xargs)"
echo "fakenos: 1 passed, 0 failed"
