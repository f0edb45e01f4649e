#!/usr/bin/env bash
# What goes wrong around a run: failing sources, killed and concurrent runs, work trees in use.
. "$(dirname "$0")/lib.sh"
lab_up

# --- a source that refuses: named with method, URL and its own sentence; the others go on
LAB_GW_HAMBURG_PASSWORD=wrong run 6 discover
says 'Unauthorized'
says "$LAB_GW_HAMBURG_URL/rest"
silent_about wrong
[ -n "$(git ls-tree -r --name-only muster/discover/berlin hosts)" ] || fail 'berlin did not go on'

# --- hosts seen before do not become gone or smaller because a source fails
run 0 discover
merge_discovered
before=$(git ls-tree -r HEAD hosts)
LAB_PVE1_TOKEN=wrong run 6 discover
LAB_GW_BERLIN_PASSWORD=wrong run 6 discover
merge_discovered
same 'no host file changed' "$before" "$(git ls-tree -r HEAD hosts)"

# --- uncommitted work is never touched
run 0 approve nas-berlin
edited=$(git diff)
run 0 discover
same 'edits stand' "$edited" "$(git diff)"
git commit -qam 'Approve nas-berlin'

# --- a locked index, a detached HEAD, a tree without a commit
touch .git/index.lock
run 7 approve mail --commit
says index.lock
rm -f .git/index.lock
git checkout -q --detach
run 0 discover
git checkout -q main
git init -q "$dir/empty"
cp muster.yaml "$dir/empty"
run 3 -C "$dir/empty" discover
says 'the repository has no commit yet'
git init -q --bare "$dir/bare.git"
cp muster.yaml "$dir/bare.git"
run 3 -C "$dir/bare.git" discover
says 'bare'

# --- two runs at once: the second ends with 7
run 0 approve --where 'class = server or class = vm or class = network or class = printer' --commit
flock .git/muster.lock sleep 2 &
sleep 0.3
apply 7
says 'another run is at work here'
wait

# --- killed anywhere, run again: converges, and nothing is there twice
for delay in 0.05 0.1 0.15 0.2 0.3 0.4; do
  timeout -s KILL "$delay" "$muster" reconcile >/dev/null 2>&1 || true
done
apply 0
run 0 reconcile --plan --detailed-exitcode
for list in dcim/devices virtualization/virtual-machines ipam/ip-addresses; do
  key=name
  [ "$list" = ipam/ip-addresses ] && key=address
  same "no duplicate in $list" '' "$(netbox "$list/?limit=1000" | jq -r ".results[].$key" | sort | uniq -d)"
done
echo "faults: 1 passed, 0 failed"
