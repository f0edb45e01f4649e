#!/usr/bin/env bash
# What people and networks do to a NetBox that must converge nevertheless, on the double: what the
# conformance cases do not hold. All of it: ci/bench netbox_cases.
set -euo pipefail
exec "$(dirname "$0")/../bench/on_netbox" --double netbox_cases.py "$1" "$2" \
  --only refused --only 'cable between' --only report --only adopt --only Muster-Allow --only 'by hand'
