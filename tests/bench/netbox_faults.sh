#!/usr/bin/env bash
# What goes wrong on the way to a real NetBox, at each write of an apply.
#   tests/bench/netbox_faults.sh MUSTER MUSTER_LAB [HOSTS [_ [WORD…]]]     WORD: see netbox_faults.py
# A few hosts are written three at a time and meet each fault at each write; of more than 10 hosts a
# write has 50 objects, and each fault comes at every eighth write of one apply.
set -euo pipefail
words=(--hosts "${3:-2}")
[ "${3:-2}" -le 10 ] || words+=(--batch 50 --every 1000 --often 8)
[ "${3:-2}" -le 500 ] || words[1]=200
exec "$(dirname "$0")/on_netbox" netbox_faults.py "$1" "$2" "${words[@]}" "${@:5}"
