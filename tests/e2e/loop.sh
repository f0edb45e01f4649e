#!/usr/bin/env bash
# The loop on the lab: discover, review, plan, apply, plan to nothing; and what must not change does not.
. "$(dirname "$0")/lib.sh"
lab_up

# --- discover: hosts of both sites on review branches; nothing on main, nothing in the work tree
run 0 discover --push
says '= 0'
same 'main has no hosts yet' '' "$(git ls-tree -r --name-only main hosts)"
same 'work tree is clean' '' "$(git status --porcelain)"
[ "$(git ls-tree -r --name-only muster/discover/berlin hosts | wc -l)" -ge 15 ] || fail 'too few hosts in berlin'
git log -1 --format=%B muster/discover/berlin | grep -q '^Muster-Sources: mikrotik=1/1 proxmox=1/1 switch=3/3$' ||
  fail 'no trailer Muster-Sources'
same 'branch is pushed' "$(git rev-parse muster/discover/berlin)" \
  "$(git -C "$dir/remote.git" rev-parse muster/discover/berlin)"

# --- the same network twice: no commit, same bytes
before=$(git for-each-ref --format='%(refname) %(objectname)')
run 0 discover --push
same 'no ref moved' "$before" "$(git for-each-ref --format='%(refname) %(objectname)')"

# --- a person's comment stands
merge_discovered
run 0 validate
file=$(git ls-files 'hosts/berlin/nas-berlin--*.yaml' | head -1)
sed -i 's/^notes: ""/notes: "rack 1"   # asked Jo/' "$file"
git commit -qam 'Note the rack'
run 0 discover
merge_discovered
grep -q '^notes: "rack 1"   # asked Jo$' "$file" || fail 'the comment is gone'

# --- pending hosts are not written
run 0 reconcile --plan
says 'pending'
run 0 approve --where 'class = server or class = vm or class = network or class = printer' --dry-run
run 0 approve --where 'class = server or class = vm or class = network or class = printer' --commit
says 'committed as'
run 0 approve --where 'class = server' --commit
says 'had it already'

# --- plan, apply what was approved, plan to nothing
run 2 reconcile --plan --detailed-exitcode --out "$dir/plan.json"
same 'the plan wrote nothing' 0 "$(netbox_count 'dcim/devices/?limit=1')"
apply 0 --approved "$dir/plan.json"
says 'nothing left to do'
run 0 reconcile --plan --detailed-exitcode
same 'one line when nothing changes' 1 "$(wc -l <"$dir/out")"
apply 0
[ "$(netbox_count 'dcim/devices/?limit=1')" -gt 3 ] || fail 'no devices'
[ "$(netbox_count 'virtualization/virtual-machines/?limit=1')" -gt 3 ] || fail 'no virtual machines'

# --- DNS answers
name=$(sed -nE 's/.*local-data: "(web1\.berlin\.example)\.? .* A .*/\1/p' "$UNBOUND_DIR/muster.conf" | head -1)
[ -n "$name" ] || fail 'web1 is not in the zone file'
same 'Unbound answers' 10.20.4.17 "$(dig +short @127.0.0.1 -p "$UNBOUND_PORT" "$name" A)"

# --- a fresh clone plans three-way, because the applied refs are pushed
git push -q origin main
git clone -q "$dir/remote.git" "$dir/clone"
run 0 -C "$dir/clone" reconcile --plan --detailed-exitcode

# --- what somebody changed by hand is drift and is put back; a foreign object is left alone
device=$(netbox 'dcim/devices/?limit=1&name=nas-berlin' | jq '.results[0].id')
netbox_patch "dcim/devices/$device/" '{"status":"planned","comments":"by hand"}'
run 2 reconcile --plan --detailed-exitcode
says 'drift'
says 'planned'
apply 0
same 'status is back' active "$(netbox "dcim/devices/$device/" | jq -r .status.value)"
same 'comments stand' 'by hand' "$(netbox "dcim/devices/$device/" | jq -r .comments)"

# --- an approved plan does not cover more
run 0 reconcile --plan --out "$dir/plan.json"
netbox_patch "dcim/devices/$device/" '{"status":"planned"}'
apply 5 --approved "$dir/plan.json"
says 'beyond the approved plan'
apply 0

# --- a plan from a saved state needs no token; one from what was kept reads what changed
netbox_patch "dcim/devices/$device/" '{"status":"planned"}'
run 0 reconcile --plan --snapshot-out "$dir/state" --format json
jq -S '.operations' "$dir/out" >"$dir/wanted"
! grep -qF "$NETBOX_TOKEN" "$dir/state" || fail 'the saved state has the token'
NETBOX_TOKEN='' run 2 reconcile --plan --against "$dir/state" --format json --target netbox --detailed-exitcode
says 'planned from what netbox held 0 minutes ago'
same 'the same plan' "$(jq -S 'map(del(.changes[]?.by))' "$dir/wanted")" \
  "$(jq -S '.operations | map(del(.changes[]?.by))' "$dir/out")"
for _ in 1 2; do
  run 0 reconcile --plan --warm --format json
  same 'the same plan' "$(cat "$dir/wanted")" "$(jq -S '.operations' "$dir/out")"
done
silent_about 'all of NetBox was read'
run 64 reconcile --against "$dir/state"
apply 0

# --- a rejected host is retired, its names go from DNS, and only --prune delete deletes it
run 0 reject web1 --commit
run 0 reconcile --plan
says 'retire'
says 'approval is rejected'
apply 0
vm=$(netbox 'virtualization/virtual-machines/?limit=1&name=web1' | jq -r '.results[0].status.value')
same 'web1 is retired' decommissioning "$vm"
same 'web1 has no address any more' '' "$(dig +short @127.0.0.1 -p "$UNBOUND_PORT" "$name" A)"
run 0 reconcile --plan --detailed-exitcode
apply 0 --prune delete --grace 0d
same 'web1 is deleted' 0 "$(netbox_count 'virtualization/virtual-machines/?limit=1&name=web1')"
run 0 reconcile --plan --detailed-exitcode --prune delete --grace 0d

# --- and approved again it comes back
run 0 approve web1 --commit
apply 0
same 'web1 is back' 10.20.4.17 "$(dig +short @127.0.0.1 -p "$UNBOUND_PORT" "$name" A)"

# --- protect holds, also when the file is gone; without it a removed file is retired, then deleted
file=$(git ls-files 'hosts/berlin/mail--*.yaml')
sed -i 's/^overrides: {}/protect: true\n\noverrides: {}/' "$file"
git commit -qam 'Protect mail'
apply 0
git rm -q "$file"
git commit -qm 'Drop mail'
for _ in 1 2; do
  apply 0 --prune delete --grace 0d
  same 'mail stays' active "$(netbox 'virtualization/virtual-machines/?limit=1&name=mail' | jq -r '.results[0].status.value')"
done
file=$(git ls-files 'hosts/berlin/db1--*.yaml')
git rm -q "$file"
git commit -qm 'Drop db1'
run 0 reconcile --plan
says "file removed in $(git rev-parse --short=7 HEAD)"
apply 0
same 'db1 is retired' decommissioning "$(netbox 'virtualization/virtual-machines/?limit=1&name=db1' | jq -r '.results[0].status.value')"
apply 0 --prune delete --grace 0d
same 'db1 is deleted' 0 "$(netbox_count 'virtualization/virtual-machines/?limit=1&name=db1')"

# --- rails: too many at once, and an empty inventory
cp -r hosts "$dir/kept"
run 0 reject --where 'class = vm or class = server' --commit
run 4 reconcile --plan
apply 4
says '1 rail refuses this plan: deletes'
git rm -rq hosts
git commit -qm 'Lose the inventory'
apply 4
says '2 rails refuse this plan: deletes,empty'
git reset -q --hard HEAD~2
run 0 reconcile --plan --detailed-exitcode

# --- NetBox is right: what somebody changed there is stated in the host file
netbox_patch "dcim/devices/$device/" '{"name":"nas-hand"}'
run 2 drift
says 'nas-hand'
run 0 drift --adopt nas-berlin --commit
grep -q '^name: "*nas-hand' "$(git ls-files 'hosts/berlin/nas-berlin--*.yaml')" || fail 'the name is not stated'
git push -qf origin HEAD:main
run 0 reconcile
run 0 drift
same 'NetBox keeps it' nas-hand "$(netbox "dcim/devices/$device/" | jq -r .name)"

# --- a tape is enough to discover from, and holds no secret
run 0 discover --dry-run --record "$dir/tapes"
! grep -rqF -e "$LAB_PVE1_TOKEN" -e "$LAB_GW_BERLIN_PASSWORD" "$dir/tapes" || fail 'a secret is on a tape'
(unset LAB_PVE1_TOKEN LAB_GW_BERLIN_PASSWORD LAB_GW_HAMBURG_PASSWORD
 run 0 discover --dry-run --replay "$dir/tapes" --json)
jq -e '[.sites[].changed] | add == 0' "$dir/out" >/dev/null || fail 'the tape tells another network'

# --- a mistake is shown on its line
file=$(git ls-files 'hosts/berlin/nas-berlin--*.yaml')
sed -i 's/^approval: .*/approval: aproved/' "$file"
run 3 validate
says "$file:7:11: error: approval \"aproved\" is not known"
says 'did you mean "approved"?'
git checkout -q "$file"

# --- what the commands print for machines is JSON
for words in 'ls' 'status' 'validate' 'config show --origin' 'reconcile --plan' 'discover --dry-run' 'version'; do
  # shellcheck disable=SC2086
  run 0 $words --json
  jq -e .format_version "$dir/out" >/dev/null || fail "muster $words --json is not JSON with a format_version"
done
# --- no secret anywhere
! git log --all -p | grep -qF -e "$LAB_PVE1_TOKEN" -e "$LAB_GW_BERLIN_PASSWORD" -e "$NETBOX_TOKEN" ||
  fail 'a secret is in Git'
echo "loop: 1 passed, 0 failed"
