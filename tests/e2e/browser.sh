#!/usr/bin/env bash
# The report page in a headless Chromium: filter, sort, select, decide, keyboard, hostile texts.
. "$(dirname "$0")/lib.sh"

for program in chromium chromedriver; do
  command -v "$program" >/dev/null || { echo "browser: skipped: there is no $program" >&2; exit 77; }
done
"$root/tests/browser/inventory.py" "$dir/inventory" 2000
cd "$dir/inventory"
git init -q -b main
git config user.name Ann
git config user.email ann@lab.example
git add -A
git commit -qm 'Begin the inventory'
run 0 report -o "$dir/report.html"

axe=${MUSTER_CACHE:-$HOME/.cache/muster}/node/node_modules/axe-core/axe.min.js
[ -f "$axe" ] || { echo 'browser: there is no axe-core (npm): accessibility is not looked at' >&2; axe=; }
mkdir "$dir/downloads"
"$root/tests/browser/report.py" "$dir/report.html" "$dir/downloads" ${axe:+"$axe"}

# What was saved there is what approve reads.
run 0 approve --from "$dir/downloads/decisions.json"
same 'the saved decisions are written' 2 "$(git diff --name-only | wc -l)"
same 'line by line' '+approval: rejected
+classification: printer
+name: "new-name"' "$(git diff -U0 | grep '^+[a-z]' | grep -v '^+approval: approved' | sort)"
