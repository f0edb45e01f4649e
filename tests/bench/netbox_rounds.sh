#!/usr/bin/env bash
# Drawn inventories and drawn edits by people on both sides, on a real NetBox: apply, and all is there.
#   tests/bench/netbox_rounds.sh MUSTER MUSTER_LAB [_ [_ [WORD…]]]     WORD: see netbox_rounds.py
set -euo pipefail
exec "$(dirname "$0")/on_netbox" netbox_rounds.py "$1" "$2" "${@:5}"
