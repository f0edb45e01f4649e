#!/usr/bin/env bash
# The inventory and a NetBox that people also fill, side by side; told again by another reader.
. "$(dirname "$0")/lib.sh"
lab_up
approved_inventory
apply 0 --yes
run 0 compare
says ' 0 only here, 0 only there, 0 differ, '

nb() { # nb METHOD PATH BODY
  curl -sS -X "$1" -H "Authorization: Token $NETBOX_TOKEN" -H 'Content-Type: application/json' -d "$3" \
    "$NETBOX_URL/api/$2"
}
id_of() { netbox "dcim/devices/?name=$1" | jq '.results[0].id'; }
type=$(netbox 'dcim/device-types/?limit=1' | jq '.results[0].id')
nb POST dcim/devices/ "{\"name\":\"by-hand\",\"site\":{\"slug\":\"berlin\"},\"role\":{\"slug\":\"server\"},\"device_type\":$type}" >/dev/null
nb POST ipam/ip-addresses/ '{"address":"10.20.7.77/24"}' >/dev/null
nb POST ipam/ip-addresses/ '{"address":"192.0.2.7/24"}' >/dev/null
netbox_patch "dcim/devices/$(id_of nas-berlin)/" '{"status":"offline"}'
curl -sS -X DELETE -H "Authorization: Token $NETBOX_TOKEN" "$NETBOX_URL/api/dcim/devices/$(id_of sw-core)/"

run 2 compare
says ' 1 only here, 2 only there, 1 differ, '
says 'only here'
says 'sw-core'
says 'by-hand'
says '10.20.7.77/24'
says 'status: "active" here, "offline" there'
silent_about '192.0.2.7'
run 2 compare --json
jq -e '.rows[] | select(.side == "differs") | .field == "status" and .there == "offline"' "$dir/out" >/dev/null ||
  fail 'the status that differs is not told'

# --- another reader: devices and VMs by name at the lab's sites
sides() { jq -r --arg side "$1" '.rows[] | select(.side == $side and (.kind == "device" or .kind == "vm")) | .site + "/" + .label' "$dir/out" | sort; }
for list in dcim/devices virtualization/virtual-machines; do
  netbox "$list/?limit=1000" | jq -r '.results[] | .site.slug + "/" + .name'
done | grep -E '^(berlin|hamburg)/' | sort >"$dir/there"
here=$(sides here) there=$(sides there)
run 0 ls --json --where 'state = present and not approval = rejected and not name = "" and class in (server, vm, network, printer)'
jq -r '.hosts[] | .site + "/" + .name' "$dir/out" | sort >"$dir/here"
same 'only here' "$(comm -23 "$dir/here" "$dir/there")" "$here"
same 'only there' "$(comm -13 "$dir/here" "$dir/there")" "$there"

# --- and in the report
run 0 report --compare --json
jq -e '.comparison.counts == {"here": 1, "there": 2, "differs": 1, "same": .comparison.counts.same}' "$dir/out" >/dev/null ||
  fail 'the report does not tell the comparison'
run 64 compare --target ns9
says 'no NetBox is called "ns9"'
echo "compare: 1 passed, 0 failed"
