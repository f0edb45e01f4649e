#!/usr/bin/env bash
# Three switches from their tapes: every host where examples/lab/switches/README.md says, and the way
# of a host through them with its evidence.
. "$(dirname "$0")/lib.sh"
switches=$root/examples/lab/switches

git init -q -b main "$dir/inventory"
cd "$dir/inventory"
git config user.name muster && git config user.email muster@example.org
cat >muster.yaml <<'EOF'
sites:
  berlin: {domain: berlin.example, networks: [10.20.0.0/16]}
sources:
  floor:
    kind: switch
    site: berlin
    community: {env: NONE}
    switches: {sw-core: 192.0.2.2, sw-acc-1: 192.0.2.3, sw-acc-2: 192.0.2.4}
classifications:
  network: {netbox: none}
  phone: {netbox: none}
  unknown: {netbox: none}
targets:
  dns: {kind: unbound, file: muster.conf}
EOF
git add -A
git commit -qm 'Configure three switches'

# --- discover from the tapes; a second time nothing changes
run 0 discover --replay "$switches"
says '= 0'
before=$(git rev-parse muster/discover/berlin)
run 0 discover --replay "$switches"
same 'the same network twice makes no commit' "$before" "$(git rev-parse muster/discover/berlin)"
merge_discovered
run 0 validate

# --- every row of the README: the MAC and its place
right=0
total=0
while IFS='|' read -r _ mac _ place _; do
  mac=$(echo "$mac" | xargs)
  place=$(echo "$place" | xargs)
  [[ $mac =~ ^([0-9a-f]{2}:){5}[0-9a-f]{2}$ ]] || continue
  total=$((total + 1))
  run 0 where "$mac" --json
  got=$(jq -r '.hosts | if length == 1 then .[0].attached | map(.switch + ":" + .port + ", " + .confidence +
    ([.vlans[] | ", vlan \(.)"] | join("")) + ": " + (.because | join(", "))) | join(" and ") else "\(length) hosts" end' "$dir/out")
  if [ "$got" = "$place" ]; then right=$((right + 1)); else echo "$mac: wanted \"$place\", got \"$got\"" >&2; fi
done <"$switches/README.md"
same 'placements right' "$total" "$right"
[ "$total" -ge 30 ] || fail 'the README has no table'

# --- the way of a computer behind a telephone, by MAC; of a small switch by its name
run 0 where d4:be:d9:77:00:77
cat "$dir/out"
says 'on sw-acc-1 port ge-0/0/1, likely, vlan 30  because bridge-host, via phone SIP-T54W'
says '    on sw-core port Trk1, certain  because lldp'
run 0 where sw-meeting
cat "$dir/out"
says 'on sw-acc-2 port gigabitEthernet 1/0/1, certain, vlan 30  because lldp, bridge-host'
says '    on sw-core port 8, certain  because lldp'
run 0 where 10.20.1.3
says 'sw-acc-1  berlin'
run 0 where f0:18:98:20:00:02 --ref muster/discover/berlin
says 'via access-point ap-berlin-2'

# --- what nobody knows
run 1 where sw-meting
says 'did you mean "sw-meeting"?'
run 1 where 00:00:00:00:00:07
says 'no host file has the MAC "00:00:00:00:00:07"'
run 64 where
says 'muster where wants one MAC, address or name'

# --- a switch that does not answer takes nothing away
mkdir "$dir/tapes"
cp "$switches"/switch.sw-core.snmprec "$switches"/switch.sw-acc-2.snmprec "$dir/tapes"
before=$(git rev-parse muster/discover/berlin)
run 6 discover --replay "$dir/tapes"
! git diff "$before" muster/discover/berlin -- hosts | grep -E '^[-+] +- \{switch:|confidence' ||
  fail 'a silent switch changes places'
run 0 where d4:be:d9:77:00:77 --ref muster/discover/berlin
says 'on sw-acc-1 port ge-0/0/1, likely, vlan 30  because bridge-host, via phone SIP-T54W'
echo "placement: $right of $total placements right"
