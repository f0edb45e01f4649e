#!/usr/bin/env bash
# What people and networks do to a real NetBox that must converge nevertheless, as a table.
#   tests/bench/netbox_cases.sh MUSTER MUSTER_LAB [_ [_ [WORD…]]]     WORD: see netbox_cases.py
set -euo pipefail
exec "$(dirname "$0")/on_netbox" netbox_cases.py "$1" "$2" "${@:5}"
