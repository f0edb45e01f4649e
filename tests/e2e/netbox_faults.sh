#!/usr/bin/env bash
# What goes wrong at every fourth write of an apply, on the double; at each: ci/bench netbox_faults.
set -euo pipefail
# A program that is run with another clock loads faketime before the sanitizer it was built with.
export ASAN_OPTIONS=${ASAN_OPTIONS:+$ASAN_OPTIONS:}verify_asan_link_order=0
exec "$(dirname "$0")/../bench/on_netbox" --double netbox_faults.py "$1" "$2" --hosts 1 --every 4 --slow 0.3
