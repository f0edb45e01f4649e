#!/usr/bin/env bash
# Drawn inventories with drawn edits by people on both sides, on the double.
set -euo pipefail
exec "$(dirname "$0")/../bench/on_netbox" --double netbox_rounds.py "$1" "$2" --draws 5
