#!/usr/bin/env bash
# Hosts into a real NetBox: muster, and beside it, on the same NetBox emptied, a script that makes the
# same objects in lists and looks at nothing, and one that makes a sample of them one by one; both with
# pynetbox. The processor time is muster's and that of NetBox with its database.
#   tests/bench/netbox_real.sh MUSTER MUSTER_LAB [HOSTS [SAMPLE]]     HOSTS: at most 1000 are used
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
muster=$(realpath "$1")
lab=$(realpath "$2")
hosts=$((${3:-1000} < 1000 ? ${3:-1000} : 1000))
sample=${4:-200}
dir=$(mktemp -d)
netbox_up() { "$here/../../ci/netbox-up" --dir "$dir/netbox" "$@"; }
trap '"$here/../lab/down" "$dir/lab"; netbox_up stop; rm -rf "$dir"' EXIT
chmod a+x "$dir"

python=$("$here/pynetbox")

server_cpu() { "$here/cpu_of" "$(cat "$dir/netbox/gunicorn.pid")" "$(head -n 1 "$dir/netbox/pg/postmaster.pid")"; }
# measure NAME OBJECTS WORD…: what a program took, as a line; its figures are in $dir/NAME.
measure() {
  local name=$1 objects=$2 before
  shift 2
  before=$(server_cpu)
  "$@" >"$dir/figures"
  jq --argjson objects "$objects" --argjson server "$(server_cpu)" --argjson before "$before" \
    --argjson hosts "$count" '{hosts: $hosts, objects: $objects} + . +
      {server: ($server - $before), requests: (.requests // (.reads + .writes))}' \
    "$dir/figures" >"$dir/$name"
  jq -r --arg name "$name" '"\($name)                              "[0:28] +
    "\(.hosts) hosts, \(.objects) objects, \(.requests) requests, \(.wall) s, " +
    "\(.objects / .wall * 10 | round / 10) objects/s, server \(.server * 10 | round / 10) s CPU" +
    (if .cpu then ", muster \(.cpu) s CPU, \(.memory) MiB" else "" end)' "$dir/$name"
}
plan() { "$here/measured" "$dir/out" "$muster" reconcile --plan --json --quiet "$@"; }
must_be_empty() {
  [ "$(jq '.operations | length' "$dir/out")" -eq 0 ] || { echo "the last plan is not empty" >&2; exit 1; }
}

netbox_up start >/dev/null
# shellcheck disable=SC1091
. "$dir/netbox/env"
export NETBOX_URL NETBOX_TOKEN
"$here/world" "$muster" "$lab" "$hosts" "$dir/lab"
# shellcheck disable=SC1091
. "$dir/lab/env"
cd "$dir/lab/inventory"
count=$(git ls-files hosts | wc -l)
echo "NetBox $NETBOX_VERSION, PostgreSQL and Redis on this machine, $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg)"

plan >/dev/null
objects=$(jq '[.operations[] | select(.op == "create" and (.kind | startswith("primary") | not))] | length' "$dir/out")
measure apply "$objects" "$here/measured" "$dir/out" "$muster" reconcile --quiet
measure nothing-to-do "$objects" plan
must_be_empty
sleep 125 # what changed in the last two minutes is read again, and that is the apply
measure warm-first "$objects" plan --warm
"$python" - 10 <<'TEXT'
import os, sys, pynetbox
nb = pynetbox.api(os.environ['NETBOX_URL'], token=os.environ['NETBOX_TOKEN'])
for one in list(nb.dcim.devices.all())[:int(sys.argv[1])]:
    one.update({'comments': 'by hand'})
TEXT
measure warm-after-10-changes "$objects" plan --warm
must_be_empty

"$muster" ls --json >"$dir/hosts.json"
netbox_up reset
measure bulk-by-hand "$objects" "$python" "$here/in_bulk.py" "$count" <"$dir/hosts.json"
netbox_up reset
measure one-by-one "$objects" "$python" "$here/one_by_one.py" "$sample" <"$dir/hosts.json"
jq -rn --slurpfile ours "$dir/apply" --slurpfile bulk "$dir/bulk-by-hand" --slurpfile alone "$dir/one-by-one" '
  def of($other; $what): ($ours[0] | .[$what] / .objects) / ($other[0] | .[$what] / .objects) * 100 | round / 100;
  "an object of muster takes, of one of the lists by hand: \(of($bulk; "wall")) of the time, " +
  "\(of($bulk; "server")) of the server; of one by one: \(of($alone; "wall")) and \(of($alone; "server"))"'
