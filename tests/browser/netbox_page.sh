#!/usr/bin/env bash
# What people see in a real NetBox of a device that muster wrote: pictures of its pages.
#   tests/browser/netbox_page.sh MUSTER FOLDER      FOLDER/device.png, FOLDER/interfaces.png
# NETBOX_DIR is where ci/netbox-up runs one already; it is emptied.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
muster=$(realpath "$1")
mkdir -p "$2"
folder=$(realpath "$2")
own=$(mktemp -d)
chmod a+x "$own"
dir=${NETBOX_DIR:-$own/netbox}
netbox_up() { "$here/../../ci/netbox-up" --dir "$dir" "$@"; }
trap '[ -n "${NETBOX_DIR:-}" ] || netbox_up stop; rm -rf "$own"' EXIT

netbox_up start >/dev/null
netbox_up reset
static=$(netbox_up static)
set -a
# shellcheck disable=SC1091
. "$dir/env"
set +a
python=$("$here/../bench/pynetbox")
"$python" "$here/netbox_page.py" "$muster" "$static" "$folder"
