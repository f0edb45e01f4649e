#!/usr/bin/env bash
# What goes wrong on the way to a real NetBox, at each write of an apply.
#   tests/bench/netbox_faults.sh MUSTER MUSTER_LAB [HOSTS [FAULT…]]     HOSTS of an apply: at most 4
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
muster=$(realpath "$1")
hosts=$((${3:-2} < 4 ? ${3:-2} : 4))
dir=$(mktemp -d)
netbox_up() { "$here/../../ci/netbox-up" --dir "$dir/netbox" "$@"; }
trap 'netbox_up stop; rm -rf "$dir"' EXIT
chmod a+x "$dir"

python=$("$here/pynetbox")

netbox_up start >/dev/null
# shellcheck disable=SC1091
. "$dir/netbox/env"
export NETBOX_URL NETBOX_TOKEN
echo "NetBox $NETBOX_VERSION, applies of $hosts hosts, a fault at each of their writes"
"$python" "$here/netbox_faults.py" "$muster" "$hosts"
