#!/usr/bin/env bash
# Hosts into a real NetBox: muster, and beside it a pynetbox script that creates the same objects one
# by one (a sample of the hosts, on the same NetBox, emptied).
#   tests/bench/netbox_real.sh MUSTER MUSTER_LAB [HOSTS [SAMPLE]]     HOSTS: at most 1000 are used
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
muster=$(realpath "$1")
lab=$(realpath "$2")
hosts=$((${3:-1000} < 1000 ? $3 : 1000))
sample=${4:-200}
dir=$(mktemp -d)
netbox_up() { "$here/../../ci/netbox-up" --dir "$dir/netbox" "$@"; }
trap '"$here/../lab/down" "$dir/lab"; netbox_up stop; rm -rf "$dir"' EXIT
chmod a+x "$dir"

python=$("$here/pynetbox")

show() { # show NAME FIGURES HOSTS OBJECTS
  jq -r --arg name "$1" --argjson hosts "$3" --argjson objects "$4" \
    '"\($name): \($hosts) hosts, \($objects) objects, \(.reads) GETs, \(.writes) writes, " +
     "\(.wall) s: \($objects / .wall * 10 | round / 10) objects/s, " +
     "\(.wall / $hosts * 1000 | round) ms a host, peak \(.memory) MiB"' <<<"$2"
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
echo "NetBox $NETBOX_VERSION, PostgreSQL and Redis on this machine, $(nproc) cores"

apply=$("$here/measured" "$dir/out" "$muster" reconcile --quiet)
empty=$("$here/measured" "$dir/out" "$muster" reconcile --plan --json --quiet)
objects=$(jq '[.targets[].objects] | add' "$dir/out")
show "muster, first apply        " "$apply" "$count" "$objects"
show "muster, plan with no change" "$empty" "$count" "$objects"
if [ "$(jq '.operations | length' "$dir/out")" -ne 0 ]; then
  echo "the last plan is not empty" >&2
  exit 1
fi

"$muster" ls --json >"$dir/hosts.json"
netbox_up reset
alone=$("$python" "$here/one_by_one.py" "$sample" <"$dir/hosts.json")
jq -r '"pynetbox, one by one       : \(.hosts) hosts, \(.objects) objects, \(.requests) requests, " +
  "\(.wall) s: \(.objects / .wall * 10 | round / 10) objects/s, " +
  "\(.wall / .hosts * 1000 | round) ms a host"' <<<"$alone"
jq -rn --argjson muster "$apply" --argjson hosts "$count" --argjson alone "$alone" \
  '($muster.wall / $hosts) as $ours | ($alone.wall / $alone.hosts) as $theirs |
   "ratio, per host            : muster takes \($ours / $theirs * 1000 | round / 1000) of the time " +
   "(\($theirs / $ours * 10 | round / 10) times as fast), " +
   "\(($muster.reads + $muster.writes) / $hosts * 1000 | round / 1000) requests a host " +
   "against \($alone.requests / $alone.hosts * 100 | round / 100)"'
