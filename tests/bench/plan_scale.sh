#!/usr/bin/env bash
# Many hosts against the NetBox double: the first plan and apply, then a plan with nothing to do.
#   tests/bench/plan_scale.sh MUSTER MUSTER_LAB [HOSTS]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
muster=$(realpath "$1")
lab=$(realpath "$2")
hosts=${3:-10000}
dir=$(mktemp -d)
trap '"$here/../lab/down" "$dir"; rm -rf "$dir"' EXIT

show() { # show NAME FIGURES COUNT WHAT
  jq -r --arg name "$1" --argjson count "$3" --arg what "$4" \
    '"\($name): \(.reads) GETs, \(.writes) writes, \($count) \($what), \(.wall) s " +
     "(\($count / .wall | floor)/s), peak \(.memory) MiB"' <<<"$2"
}

unset NETBOX_URL NETBOX_TOKEN
"$here/world" "$muster" "$lab" "$hosts" "$dir"
# shellcheck disable=SC1091
. "$dir/env"
cd "$dir/inventory"
echo "$(git ls-files hosts | wc -l) host files, the NetBox double on the same machine"
operations() { jq '.operations | length' "$dir/out"; }
objects() { jq '[.targets[].objects] | add' "$dir/out"; }

figures=$("$here/measured" "$dir/out" "$muster" reconcile --plan --json --quiet)
show "first plan         " "$figures" "$(operations)" "operations planned"
apply=$("$here/measured" "$dir/out" "$muster" reconcile --quiet)
figures=$("$here/measured" "$dir/out" "$muster" reconcile --plan --json --quiet)
show "first apply        " "$apply" "$(objects)" "objects written and read again"
show "plan with no change" "$figures" "$(objects)" "objects read"
if [ "$(operations)" -ne 0 ]; then
  echo "the last plan is not empty" >&2
  exit 1
fi
