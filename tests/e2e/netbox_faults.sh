#!/usr/bin/env bash
# What goes wrong at each write of an apply, on the double.
set -euo pipefail
exec "$(dirname "$0")/../bench/on_netbox" --double netbox_faults.py "$1" "$2" --hosts 1 --slow 0.3
