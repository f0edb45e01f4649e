#!/usr/bin/env bash
# A branch of NetBox: planned before it is there, made, written to, merged by people; and what is
# known of NetBox itself stays. On the double, or on the NetBox with the plugin that BRANCHED_URL
# and BRANCHED_TOKEN (of the old form) name.
. "$(dirname "$0")/lib.sh"
if [ -n "${BRANCHED_URL:-}" ]; then
  export NETBOX_URL=$BRANCHED_URL NETBOX_TOKEN=$BRANCHED_TOKEN
else
  export LAB_FLAGS=--netbox=--branching
fi
lab_up
branches=plugins/branching/branches/

in_branch() { # in_branch CURL-WORD… PATH
  curl -sS -H "X-NetBox-Branch: $schema" -H "Authorization: Token $NETBOX_TOKEN" \
    -H 'Content-Type: application/json' "${@:1:$#-1}" "$NETBOX_URL/api/${!#}"
}
names() { jq -r '[.results[].name] | sort | join(" ")'; }
ref() { git rev-parse --verify -q "$1" || echo none; }

# --- where nothing was ever written the branch is made all the same
approved_inventory
git push -q origin HEAD:main
run 0 reconcile --plan --netbox-branch 'the first'
says 'note: netbox has no branch "the first": planned as NetBox is now'
says 'note: not planned, because only NetBox has branches: dns'
says 'note: written to NetBox itself: custom field muster_id'
says 'netbox@the first'
same 'a plan makes no branch' 0 "$(netbox_count $branches)"
run 0 reconcile --netbox-branch 'the first'
same 'nothing is in NetBox itself' 0 "$(netbox_count dcim/devices/)"
same 'but the field that is in no branch' muster_id "$(netbox extras/custom-fields/ | names)"
same 'no commit is known as applied' none "$(ref refs/muster/applied/netbox)"
run 0 reconcile --plan --detailed-exitcode --netbox-branch 'the first'

# --- a change in a branch of a NetBox that has hosts
apply 0
applied=$(ref refs/muster/applied/netbox)
file=$(git grep -l 'classification: vm' HEAD -- hosts | awk -F: 'NR == 1 {print $2}')
old=$(awk '/^  name: / {print $2}' "$file")
sed -i 's/^name: ""/name: named-anew/' "$file"
git commit -qam 'Name it anew'
apply 0 --netbox-branch review
says 'netbox@review'
schema=$(netbox "$branches?name=review" | jq -r '.results[0].schema_id')
vms=virtualization/virtual-machines/?limit=200
grep -qw named-anew <<<"$(in_branch "$vms" | names)" || fail 'the branch has not the new name'
grep -qw "$old" <<<"$(netbox "$vms" | names)" || fail 'NetBox itself has lost the name'
grep -q named-anew "$UNBOUND_DIR"/muster*.conf && fail 'DNS was written'

# --- the refs and the ledger are the branch's
same 'NetBox itself was not applied to' "$applied" "$(ref refs/muster/applied/netbox)"
same 'the branch was' "$(ref HEAD)" "$(ref "refs/muster/applied/netbox@$schema")"
same 'on the remote, too' "$(ref HEAD)" \
  "$(git ls-remote origin "refs/muster/applied/netbox@$schema" | cut -f1)"
same 'its ledger names it' netbox@review \
  "$(git show "refs/muster/applies/netbox@$schema:apply.json" | jq -r .target)"
same 'and not in that of NetBox itself' "$applied" \
  "$(git show refs/muster/applies/netbox:apply.json | jq -r .inventory)"

# --- nothing is left there, and all of it here
run 0 reconcile --plan --detailed-exitcode --netbox-branch review
run 2 reconcile --plan --detailed-exitcode --target netbox

# --- what people change in the branch is drift there, and a plan of the branch is none of NetBox
id=$(in_branch "$vms" | jq '.results[] | select(.name == "named-anew") | .id')
in_branch -o /dev/null -X PATCH -d '{"status":"offline"}' "virtualization/virtual-machines/$id/"
run 2 reconcile --plan --detailed-exitcode --netbox-branch review --out "$dir/plan.json"
says drift
same 'its operations are of the branch' netbox@review \
  "$(jq -r '[.operations[].target] | unique | join(" ")' "$dir/plan.json")"
run 5 reconcile --target netbox --approved "$dir/plan.json"
run 0 reconcile --netbox-branch review --approved "$dir/plan.json"
run 0 reconcile --plan --detailed-exitcode --netbox-branch review

# --- merged: it can be used no longer, and NetBox itself is what was approved
if [ -n "${BRANCHED_URL:-}" ]; then
  number=$(netbox "$branches?name=review" | jq '.results[0].id')
  netbox_post() { curl -sS -o /dev/null -X POST -H "Authorization: Token $NETBOX_TOKEN" \
    -H 'Content-Type: application/json' -d "$2" "$NETBOX_URL/api/$1"; }
  netbox_post "$branches$number/merge/" '{"commit":true}'
  for _ in $(seq 120); do
    [ "$(netbox "$branches$number/" | jq -r .status.value)" != merged ] || break
    sleep 1
  done
  run 0 reconcile --plan --detailed-exitcode --target netbox
else
  curl -sS -o /dev/null "$NETBOX_URL/lab/branch?name=review&status=merged"
fi
run 1 reconcile --plan --netbox-branch review
says 'error: branch "review" of NetBox is not ready'
says 'why: it is merged'
says 'fix: name another branch'

# --- what does not go together
run 64 reconcile --plan --warm --netbox-branch review
says '--warm is of NetBox itself, so it goes not with --netbox-branch'
run 64 reconcile --plan --target dns --netbox-branch review
says '--netbox-branch is for NetBox, and dns is none'
