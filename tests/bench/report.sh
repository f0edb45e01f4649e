#!/usr/bin/env bash
# The report of HOSTS hosts: what it takes to write, how large it is, and how it is in a browser.
#   tests/bench/report.sh MUSTER MUSTER_LAB [HOSTS]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
muster=$(realpath "$1")
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export NO_COLOR=1 CI=1 XDG_CONFIG_HOME=$dir/no-own-config
unset MUSTER_CONFIG

"$here/../browser/inventory.py" "$dir/inventory" "${3:-10000}"
cd "$dir/inventory"
git init -q -b main
git config user.name Bench
git config user.email bench@lab.example
git add -A
git commit -qm 'Begin the inventory'
for row in cold warm; do
  "$here/measured" "$dir/out" "$muster" report -o "$dir/report.html" >"$dir/figures"
  jq -r --arg row "$row" '"  \($row): \(.cpu) s CPU, \(.wall) s, \(.memory) MiB"' "$dir/figures"
done
echo "  size: $(($(stat -c %s "$dir/report.html") / 1024)) KiB"
command -v chromedriver >/dev/null || { echo '  there is no chromedriver: not seen in a browser'; exit 0; }
"$here/../browser/figures.py" "$dir/report.html"
