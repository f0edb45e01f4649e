#!/usr/bin/env bash
# The source vsphere against the vendor's own simulator. Skipped (77) where that is not built:
# ci/vcsim build.
. "$(dirname "$0")/lib.sh"
code=0
vcsim=$("$root/ci/vcsim" path) || code=$?
[ "$code" -eq 0 ] || exit "$code"

mkfifo "$dir/until"
"$vcsim" 120 127.0.0.1:0 <"$dir/until" >"$dir/vcsim.out" 2>&1 &
exec 7>"$dir/until"
for _ in $(seq 600); do grep -q ^ready "$dir/vcsim.out" && break; sleep 0.1; done
url=http://$(awk '/^ready/ {print $2}' "$dir/vcsim.out")

mkdir "$dir/repo" && cd "$dir/repo"
git init -q
cat >muster.yaml <<TEXT
sites: {berlin: {domain: berlin.example, networks: [10.0.0.0/8]}}
sources:
  vc: {kind: vsphere, site: berlin, url: "$url", username: user, password: {env: VC_PASSWORD}}
TEXT
export VC_PASSWORD=pass
run 0 connector try vc --json
jq -e '.answer == "whole" and ([.records[] | select(.kind == "vm")] | length) == 240
  and ([.records[] | select(.kind == "host")] | length) == 4
  and ([.records[] | select(.kind == "vm" and (.macs | length) == 1 and .uuid != null
       and .attributes.vcpus and .attributes.memory and .attributes.node)] | length) == 240' \
  "$dir/out" >/dev/null || fail "VMs of vcsim: $(jq -c '[.records[0], .dropped]' "$dir/out")"
export VC_PASSWORD=wrong
run 6 connector try vc
says 'the login is refused'
exec 7>&-
echo "vcsim: 1 passed, 0 failed"
