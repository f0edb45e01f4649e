#!/usr/bin/env bash
# What goes wrong at every fourth write of an apply, on the double; at each: ci/bench netbox_faults.
set -euo pipefail
exec "$(dirname "$0")/../bench/on_netbox" --double netbox_faults.py "$1" "$2" --hosts 1 --every 4 --slow 0.3
