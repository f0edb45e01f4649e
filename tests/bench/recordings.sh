#!/usr/bin/env bash
# What muster makes of recordings of switches: rows received, placed by which rule, left out for
# which reason. Where NAME.fdb.json lies beside NAME.snmprec ([{"mac_address","ifIndex",
# "vlan_vlan"}…]), the placements are compared with it.
#   tests/bench/recordings.sh FOLDER [MUSTER]
#   tests/bench/recordings.sh MUSTER …            the recordings of the tests
# Exit code 1: a placement differs from what is expected.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
if [ -d "${1:?usage: recordings.sh FOLDER [MUSTER]}" ]; then
  folder=$(realpath "$1")
  muster=${2:-}
  for build in release dev; do
    [ -n "$muster" ] || [ ! -x "$root/build/$build/src/muster" ] || muster=$root/build/$build/src/muster
  done
  muster=$(realpath "${muster:?name the program: recordings.sh FOLDER MUSTER}")
else
  muster=$(realpath "$1")
  folder=$root/tests/collect/switch
fi
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export NO_COLOR=1 CI=1 XDG_CONFIG_HOME=$dir/none NOTHING=nothing
unset MUSTER_CONFIG

# The placements of the host files: "MAC port VLAN", a line for each VLAN.
placements() {
  python3 - "$1" <<'PYTHON'
import pathlib, re, sys
for path in sorted(pathlib.Path(sys.argv[1]).glob("hosts/**/*.yaml")):
    text = path.read_text()
    macs = re.findall(r'mac: "([0-9a-f:]{17})"', text)
    for port, rest in re.findall(r'\{switch: .*?, port: "((?:[^"\\]|\\.)*)"(.*)\}', text):
        vlans = re.search(r"vlans: \[([^\]]*)\]", rest)
        for vlan in (vlans.group(1).split(", ") if vlans else ["-"]):
            for mac in macs:
                print(mac, port, vlan)
PYTHON
}

# The same of NAME.fdb.json; the names of interfaces are those of the recording.
expected() {
  python3 - "$folder/$1" <<'PYTHON'
import json, sys
names = {}
for line in open(sys.argv[1] + ".snmprec", errors="replace"):
    oid, kind, text = line.rstrip("\n").split("|", 2)
    if oid.startswith("1.3.6.1.2.1.31.1.1.1.1."):
        text = bytes.fromhex(text).decode(errors="replace") if kind.endswith("x") else text
        names[oid.rsplit(".", 1)[1]] = text
for row in json.load(open(sys.argv[1] + ".fdb.json")):
    mac = row["mac_address"].replace(":", "").lower()
    print(":".join(mac[i:i + 2] for i in range(0, 12, 2)), names.get(str(row["ifIndex"]), "?"),
          row.get("vlan_vlan") or "-")
PYTHON
}

discover() { # discover NAME: an inventory of this one switch, and its report
  local inventory=$dir/$1 file
  mkdir -p "$inventory/tapes"
  for file in "$folder/$1".snmprec "$folder/$1"@*.snmprec; do
    [ ! -f "$file" ] || ln -s "$file" "$inventory/tapes/switch.$(basename "$file")"
  done
  cat >"$inventory/muster.yaml" <<YAML
sites:
  lab: {networks: [10.0.0.0/8]}
sources:
  "$1": {kind: switch, site: lab, address: 192.0.2.1, community: {env: NOTHING}}
classifications:
  unknown: {netbox: none}
policy:
  randomised_macs: true
YAML
  git -C "$inventory" init -q -b main
  (cd "$inventory" && "$muster" discover --replay tapes --worktree --json --quiet) \
    >"$inventory/report" 2>"$inventory/trouble" || true
}

report() {
  jq -r --arg name "$1" 'if .errors then error([.errors[].message] | join("; ")) else . end |
    .sources[0] as $s |
    def total: to_entries | map(.value) | add // 0;
    def about: ["address", "neighbor", "interface with", "own address"] as $other |
      . as $reason | any($other[]; . as $word | $reason | startswith($word));
    ($s.dropped_for | with_entries(select(.key | about | not))) as $left |
    "\($name): \(($s.placed_by | total) + ($left | total)) forwarding rows received",
    ($s.placed_by | to_entries[] | "  \(.value) placed by \(.key)"),
    ($left | to_entries[] | "  \(.value) left out: \(.key)"),
    ($s.trouble[] | "  \(.severity): \(.message)")' "$dir/$1/report"
}

differs=0
for file in "$folder"/*.snmprec; do
  name=$(basename "$file" .snmprec)
  case $name in *@*) continue ;; esac
  discover "$name"
  report "$name" || differs=1
  [ -f "$folder/$name.fdb.json" ] || continue
  if diff <(expected "$name" | sort -u) <(placements "$dir/$name" | sort -u) >"$dir/diff"; then
    echo "  equal to what is expected"
  else
    echo "  DIFFERS from what is expected (<) as placed (>):"
    sed 's/^/    /' "$dir/diff"
    differs=1
  fi
done
exit "$differs"
