#!/usr/bin/env bash
# An inventory begun with what NetBox documents; hosts adopted and released by review.
. "$(dirname "$0")/lib.sh"
lab_up

nb() { # nb METHOD PATH [BODY]
  curl -sS -X "$1" -H "Authorization: Token $NETBOX_TOKEN" -H 'Content-Type: application/json' \
    ${3:+-d "$3"} "$NETBOX_URL/api/$2"
}
marked() { nb GET 'dcim/devices/?tag=muster&limit=1' | jq '.count // 0'; }

nb POST dcim/sites/ '{"name":"Berlin","slug":"berlin"}' >/dev/null
nb POST dcim/manufacturers/ '{"name":"Acme","slug":"acme"}' >/dev/null
nb POST dcim/device-roles/ '{"name":"Server","slug":"server"}' >/dev/null
nb POST dcim/device-roles/ '{"name":"Toaster","slug":"toaster"}' >/dev/null
nb POST dcim/device-types/ '{"manufacturer":{"slug":"acme"},"model":"Box","slug":"box"}' >/dev/null
for name in '"Old-1"' '"old-2.berlin.example"' '"no name"'; do
  nb POST dcim/devices/ "{\"name\":$name,\"site\":{\"slug\":\"berlin\"},\"role\":{\"slug\":\"server\"},\"device_type\":{\"slug\":\"box\"},\"status\":\"planned\"}" >/dev/null
done
nb POST dcim/devices/ '{"name":"toaster","site":{"slug":"berlin"},"role":{"slug":"toaster"},"device_type":{"slug":"box"}}' >/dev/null

# --- import: files of the work tree, NetBox only read
run 0 import netbox --dry-run
says '2 host files would be written, 0 hosts had a file already'
same 'a dry run writes nothing' '' "$(git status --porcelain)"
run 0 import netbox
says '2 host files written, 0 hosts had a file already'
says 'left out: 1 its name makes no DNS label'
says 'left out: 1 no classification has its role'
before=$(cat hosts/berlin/*.yaml)
run 0 import netbox --json
same 'files that are there stay' '{"written":[],"known":2}' "$(jq -c '{written,known}' "$dir/out")"
same 'the same bytes' "$before" "$(cat hosts/berlin/*.yaml)"
run 0 validate

# --- the plan adopts and changes no field
git add hosts schema
git commit -qm 'Begin with NetBox'
run 0 reconcile --plan --json
same 'only the marks change' '["muster_id","tag"]' \
  "$(jq -c '[.operations[] | select(.op == "update") | .changes[].field] | unique' "$dir/out")"
apply 0
same 'both are marked' 2 "$(marked)"
same 'the documented name stays' 1 "$(nb GET 'dcim/devices/?name=Old-1&status=planned&limit=1' | jq .count)"
run 0 reconcile --plan --detailed-exitcode

# --- released and adopted again, by review
run 0 release old-1 --commit
says 'release: true set for 1 host'
apply 0
same 'one is marked' 1 "$(marked)"
same 'the other is there as it was' 1 "$(nb GET 'dcim/devices/?name=Old-1&status=planned&limit=1' | jq .count)"
run 0 reconcile --plan --detailed-exitcode
run 0 adopt old-1 --commit
grep -q '^release: false$' hosts/berlin/old-1--*.yaml || fail 'release stays true'
apply 0
same 'both are marked again' 2 "$(marked)"
