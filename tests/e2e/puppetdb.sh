#!/usr/bin/env bash
# The connector puppetdb against a real PuppetDB, with and without certificates. Skipped (77) where that is not kept: ci/puppetdb
# build.
. "$(dirname "$0")/lib.sh"
code=0
"$root/ci/puppetdb" path >/dev/null || code=$?
[ "$code" -eq 0 ] || exit "$code"

also_down() { "$root/ci/puppetdb" stop "$dir/pdb"; }
mkdir "$dir/pdb"
url=$("$root/ci/puppetdb" start "$dir/pdb") || exit

# Facts as Facter has them; every tenth node is so old that its facts are flat.
node() { # NUMBER MAC ADDRESS
  if [ $(($1 % 10)) = 9 ]; then
    jq -nc --arg i "$1" --arg mac "$2" --arg ip "$3" '{macaddress: $mac, ipaddress: $ip,
      fqdn: "agent\($i).lab.example", operatingsystem: "Debian", operatingsystemrelease: "7.11",
      serialnumber: "OLD\($i)", processorcount: "2"}'
  else
    jq -nc --arg i "$1" --arg mac "$2" --arg ip "$3" '{networking: {hostname: "agent\($i)",
      fqdn: "agent\($i).lab.example", interfaces: {lo: {ip: "127.0.0.1"},
      eth0: {mac: $mac, ip: $ip, bindings: [{address: $ip, netmask: "255.255.0.0"}]}}},
      os: {name: "Debian", release: {full: "12.5"}}, processors: {count: 8},
      memory: {system: {total_bytes: 8589934592}}, dmi: {manufacturer: "Dell Inc.",
      product: {name: "PowerEdge R650", serial_number: "SN\($i)"}}}'
  fi
}
stored() { curl -s "$url/pdb/query/v4/inventory" | jq length; }

total=220 # more than a page
for i in $(seq "$total"); do
  facts=$(node "$i" "$(printf '00:50:56:00:%02x:%02x' $((i / 256)) $((i % 256)))" \
    "10.40.$((i / 250)).$((i % 250 + 1))")
  jq -nc --argjson facts "$facts" --arg name "agent$i.lab.example" '{certname: $name,
    environment: "production", producer: "lab", producer_timestamp: (now | todate), values: $facts}' |
    curl -s -o "$dir/answer" -X POST -H 'Content-Type: application/json' --data-binary @- \
      "$url/pdb/cmd/v1?command=replace_facts&version=5&certname=agent$i.lab.example"
done
for _ in $(seq 300); do [ "$(stored)" = "$total" ] && break; sleep 0.2; done
same "nodes stored" "$total" "$(stored)"

mkdir "$dir/repo" && cd "$dir/repo"
git init -q -b main
cat >muster.yaml <<TEXT
sites: {berlin: {domain: lab.example, networks: [10.40.0.0/16]}}
sources:
  puppet: {kind: connector, connector: puppetdb, site: berlin, url: "$url"}
TEXT
git add . && git -c user.name=a -c user.email=a@example.org commit -qm 'Begin'
run 0 connector try puppet --json
jq -e --argjson total "$total" '.answer == "whole" and (.records | length) == $total
  and (.trouble | length) == 0
  and ([.records[] | select((.macs | length) == 1 and (.addresses | length) == 1
       and .serial and .heard and .attributes.platform)] | length) == $total
  and ([.records[] | select(.attributes.platform.value == "Debian 7.11")] | length) == 22' \
  "$dir/out" >/dev/null || fail "nodes of PuppetDB: $(jq -c '[.records[8], .dropped]' "$dir/out")"
run 0 discover
says "site    berlin  $total hosts: $total new, 0 changed, 0 gone"
run 0 discover
says "site    berlin  $total hosts: 0 new, 0 changed, 0 gone  nothing to commit"

# By certificate, as from another machine: one that is on the allow-list, one that is not, none.
cp "$dir/pdb/tls/ca.pem" .
cp "$dir"/pdb/tls/{muster,stranger}.pem .
by_certificate() { # NAME
  sed "s|url: .*|url: \"https://127.0.0.1:${PUPPETDB_TLS:-18092}\", ca_file: ca.pem, client_cert: $1.pem, \
client_key: {file: $dir/pdb/tls/$1.key}}|" muster.yaml >tls.yaml
}
by_certificate muster
run 0 --config tls.yaml connector try puppet --json
jq -e --argjson total "$total" '.answer == "whole" and (.records | length) == $total' "$dir/out" >/dev/null ||
  fail "by certificate: $(jq -c .trouble "$dir/out")"
by_certificate stranger
run 6 --config tls.yaml connector try puppet
says '403 Forbidden'
sed -i 's/, client_cert.*/}/' tls.yaml
run 6 --config tls.yaml connector try puppet
says 'certificate'
silent_about 'PRIVATE KEY'
by_certificate muster
sed -i 's/, ca_file: ca.pem//' tls.yaml
run 6 --config tls.yaml connector try puppet
says 'unable to get local issuer certificate'

"$root/ci/puppetdb" stop "$dir/pdb"
sleep 2
run 6 discover
says "site    berlin  $total hosts: 0 new, 0 changed, 0 gone  nothing to commit"
echo "puppetdb: 1 passed, 0 failed"
