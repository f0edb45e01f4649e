#!/usr/bin/env bash
# The report page: what it is made of, and that its selectors choose what muster ls --where does.
. "$(dirname "$0")/lib.sh"

"$root/tests/browser/inventory.py" "$dir/inventory" 120
cd "$dir/inventory"
git init -q -b main
git config user.name Ann
git config user.email ann@lab.example
git add -A
git commit -qm 'Begin the inventory'

run 0 report -o "$dir/report.html"
same 'nothing is said where nothing is wrong' '' "$(cat "$dir/out" "$dir/err")"
run 0 report
cmp "$dir/out" "$dir/report.html" || fail 'the report is other bytes the second time'
run 0 report --ref HEAD --json
jq -e '.hosts.count == 120 and .commit.author == "Ann" and (.history | length) == 1' "$dir/out" >/dev/null ||
  fail 'the report of a commit does not tell it'
run 1 report -o "$dir/nowhere/report.html"
echo '{}' >"$dir/none.json"
run 64 report --plan "$dir/none.json"
says 'is no plan of muster'

# --- a plan
printf '{"format_version": 1, "digest": "sha256:0", "head": "", "summary": {"create": 1}, "rails": [], "skipped": {}, "operations": [{"op": "create", "label": "web1", "id": "x", "before": {}}]}' >"$dir/plan.json"
run 0 report --plan "$dir/plan.json" --json
same 'a plan is told by its operations' '[{"label":"web1","op":"create"}]' "$(jq -c .plan.operations "$dir/out")"

# --- selectors
command -v node >/dev/null || { echo 'report: skipped: there is no node for the selectors of the page' >&2; exit 77; }
run 0 report --json
cp "$dir/out" "$dir/report.json"
node "$root/tests/browser/selectors.mjs" "$root/src/view/page/assets" "$dir/report.json" \
  "$root/tests/browser/selectors.txt" >"$dir/page"
while IFS= read -r selector; do
  if "$muster" ls --where "$selector" --json >"$dir/ls" 2>/dev/null; then
    jq -r '[.hosts[].id] | sort | join(" ")' "$dir/ls"
  else
    echo refused
  fi
done <"$root/tests/browser/selectors.txt" >"$dir/command"
line=0
while IFS= read -r selector; do
  line=$((line + 1))
  same "the hosts of $selector" "$(sed -n "${line}p" "$dir/command")" "$(sed -n "${line}p" "$dir/page")"
done <"$root/tests/browser/selectors.txt"
echo "report: $line passed, 0 failed"
