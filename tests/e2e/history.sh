#!/usr/bin/env bash
# What became of hosts: diff, history, rollback, drift, conflicts and status, on the lab.
. "$(dirname "$0")/lib.sh"

lab_up
approved_inventory
start=$(git rev-parse HEAD)
apply 0

# When it was applied, here and in another clone.
run 0 status
says 'last apply     netbox'
run 0 status --json
same 'a complete apply' true "$(jq .applies.netbox.complete "$dir/out")"
git clone -q "$(git remote get-url origin)" "$dir/other"
git -C "$dir/other" fetch -q origin 'refs/muster/*:refs/muster/*'
run 0 status --json -C "$dir/other"
same 'a complete apply elsewhere' true "$(jq .applies.netbox.complete "$dir/out")"

# Nothing drifts; somebody changes a field by hand, and it does.
run 0 drift
says 'no drift'
id=$(netbox 'virtualization/virtual-machines/?limit=1&tag=muster' | jq '.results[0].id')
netbox_patch "virtualization/virtual-machines/$id/" '{"status": "failed"}'
run 2 drift
says 'status'
run 2 drift --json
same 'what differs' status "$(jq -r '.drift[0].field' "$dir/out")"
vm=$(netbox "virtualization/virtual-machines/$id/" | jq -r .custom_fields.muster_id)
run 0 history "$vm" --targets
says 'status  "active" → "failed"'
says "muster reconcile inventory@$(git rev-parse --short=9 HEAD)"
run 0 history "$vm" --targets --person nobody-else
says 'no commit fits'
run 0 history "$vm" --target netbox --json
log=$(netbox "core/object-changes/?changed_object_type=virtualization.virtualmachine&changed_object_id=$id&action=update&ordering=-id&limit=1" | jq '.results[0].id')
same 'the id of the change' "$log" "$(jq ".changes[] | select(.fields[0].field == \"status\") | .id" "$dir/out" | head -1)"
run 64 history --targets
says 'the change log of a target is told of one host'
apply 0
run 0 drift

# A decision is in the history, and goes back by a branch.
name=$("$muster" ls --no-head --columns name --where 'approval = approved and name ~ "*"' --limit 1)
run 0 reject "$name" --commit --reason 'wrong one'
run 0 history "$name" --limit 1
says 'Muster-Reason: wrong one'
says 'approval  "approved" → "rejected"'
run 2 diff "$start" --detailed-exitcode
says '1 changed'
run 0 rollback --to "$start" "$name" --plan
says 'nothing to do'
same 'the branch one is on' rejected "$(git show "HEAD:$("$muster" ls --no-head --columns path "$name")" | sed -n 's/^approval: //p')"
git merge -q --ff-only "$(git for-each-ref --format='%(refname)' refs/heads/muster/rollback)"
run 0 diff "$start" --detailed-exitcode
says 'no host differs'

run 0 conflicts --json
jq -e .conflicts "$dir/out" >/dev/null || fail 'conflicts are no JSON'

# Metrics, as Prometheus reads them.
run 0 status --prom "$dir/muster.prom"
grep -q '^muster_apply_complete{target="netbox"} 1$' "$dir/muster.prom" || fail 'no apply in the metrics'
if command -v promtool >/dev/null; then promtool check metrics <"$dir/muster.prom" || fail 'promtool refuses the metrics'; fi
echo "history: 1 passed, 0 failed"
