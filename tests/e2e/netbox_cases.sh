#!/usr/bin/env bash
# What people and networks do to a NetBox that must converge nevertheless, on the double.
set -euo pipefail
exec "$(dirname "$0")/../bench/on_netbox" --double netbox_cases.py "$1" "$2"
