#!/usr/bin/env bash
# Two sites with the same network and the same addresses, each in a VRF of its own, from two lease
# files to NetBox and Unbound.
. "$(dirname "$0")/lib.sh"
lab_up

nb() { # nb PATH BODY
  curl -sS -o /dev/null -H "Authorization: Token $NETBOX_TOKEN" -H 'Content-Type: application/json' \
    -d "$2" "$NETBOX_URL/api/$1"
}

mkdir "$dir/two"
cd "$dir/two"
git init -q -b main .
git config user.name Ada
git config user.email ada@example.org
git init -q --bare -b main "$dir/two.git"
git remote add origin "$dir/two.git"
echo '1900000000 bc:24:11:e1:00:01 192.168.88.10 till *' >"$dir/north.leases"
echo '1900000000 bc:24:11:e1:00:02 192.168.88.10 till *' >"$dir/south.leases"
configured() { # what else the site south says
  cat >muster.yaml <<TEXT
sites:
  north: {domain: north.example, networks: [192.168.88.0/24], vrf: red}
  south: {domain: south.example, networks: [192.168.88.0/24], vrf: "65000:7"$1}
sources:
  n: {kind: dhcp-leases, site: north, format: dnsmasq, path: $dir/north.leases}
  s: {kind: dhcp-leases, site: south, format: dnsmasq, path: $dir/south.leases}
classifications:
  till: {netbox: device, role: till, manufacturer: generic, device_type: till, dns: true}
targets:
  netbox: {kind: netbox, url: "$NETBOX_URL", token: {env: NETBOX_TOKEN}, also: [prefixes]}
  ns1: {kind: unbound, file: $dir/muster.conf}
TEXT
}

# --- which of two names an address leads back to is said, not guessed
configured ''
run 3 validate
says 'network "192.168.88.0/24" of site "south" is in site "north" too, and in DNS an address leads back to one of them'
says 'fix: write reverse: false at the site whose addresses shall not'
configured ', reverse: false'
git add -A
git commit -qm 'Two sites'
run 0 discover
merge_discovered
run 0 classify till --where 'name = till' --commit
run 0 approve --where 'name = till' --commit
run 0 validate
run 0 validate --data
silent_about 'is also in'
git push -q -u origin main
git remote set-head origin main

# --- a VRF that NetBox has not is told on its line, and nothing is written
run 1 reconcile --plan --target netbox
says 'muster.yaml:3:'
says 'NetBox has no VRF "65000:7"'
nb ipam/vrfs/ '{"name":"blue","rd":"65000:7"}'
run 1 reconcile --plan --target netbox
says 'muster.yaml:2:'
says 'NetBox has no VRF "red"'
nb ipam/vrfs/ '{"name":"red"}'
nb ipam/vrfs/ '{"name":"green"}'
nb ipam/ip-addresses/ '{"address":"192.168.88.10/24","vrf":{"name":"green"}}'
nb ipam/ip-addresses/ '{"address":"192.168.88.10/24"}'

# --- both are there, each in its VRF; nobody else's changed, and the second run does nothing
apply 0
same 'an address a VRF' '["- ","blue till","green ","red till"]' \
  "$(netbox 'ipam/ip-addresses/?limit=50' |
    jq -c '[.results[] | (.vrf.name // "-") + " " + (.assigned_object.device.name // "")] | sort')"
same 'both have their primary address' '["north 192.168.88.10","south 192.168.88.10"]' \
  "$(netbox 'dcim/devices/?limit=50' |
    jq -c '[.results[] | .site.slug + " " + (.primary_ip4.address | sub("/.*"; ""))] | sort')"
same 'both names are in DNS' 2 "$(grep -c 'till\.[a-z]*\.example\. [0-9]* IN A 192\.168\.88\.10' "$dir/muster.conf")"
same 'one leads back' 'till.north.example.' \
  "$(grep -o 'PTR [a-z.]*' "$dir/muster.conf" | cut -d' ' -f2)"
apply 0
run 0 reconcile --plan --detailed-exitcode

# --- what people ask by the address tells both
run 0 where 192.168.88.10
says 'north'
says 'south'
run 64 explain 192.168.88.10
says '2 hosts are called "192.168.88.10"'
run 0 search 192.168.88.10
says 'north'
says 'south'
run 0 compare
says '0 only here, 0 only there, 0 differ'

# --- one that people moved to another VRF is drift, with who did it, and comes back
id=$(netbox 'ipam/ip-addresses/?limit=50' | jq '.results[] | select(.vrf.name == "red") | .id')
nb ipam/vrfs/ '{"name":"yellow"}'
netbox_patch "ipam/ip-addresses/$id/" '{"vrf":{"name":"yellow"}}'
run 2 drift
says 'vrf'
says '"yellow"'
apply 0
same 'it is back' red "$(netbox "ipam/ip-addresses/$id/" | jq -r .vrf.name)"
run 0 reconcile --plan --detailed-exitcode
