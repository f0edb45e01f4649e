#!/usr/bin/env bash
# muster validate of HOSTS host files, cold (without the cache) and with it, beside check-jsonschema with the
# host schema on a sample of the same files, scaled. It checks shapes alone; muster also what is true across
# hosts. Usage: validate.sh MUSTER [MUSTER_LAB [HOSTS]]
set -euo pipefail
muster=$(realpath "$1")
hosts=${3:-50000}
sample=1000
cache=${MUSTER_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/muster}/check-jsonschema
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export XDG_CONFIG_HOME=$dir/no-own-config
cd "$dir"
git init -q -b main .
git config user.name bench && git config user.email bench@example.org && git config gc.auto 0
cat >muster.yaml <<'TEXT'
sites:
  berlin: {networks: [10.0.0.0/8]}
classifications:
  server: {netbox: none}
  unknown: {netbox: none}
targets: {}
TEXT
"$muster" schema host >host.json
python3 - "$hosts" <<'PY'
import os, sys
letters = "0123456789abcdefghjkmnpqrstvwxyz"
def digits(n, base, width):
    out = ""
    for _ in range(width): n, d = divmod(n, base); out = letters[d] + out
    return out
os.makedirs("hosts/berlin")
for i in range(int(sys.argv[1])):
    own, mac = "h" + digits(i, 32, 9), "bc:24:11:%02x:%02x:%02x" % (i >> 16, i >> 8 & 255, i & 255)
    open("hosts/berlin/host-%05d--%s.yaml" % (i, own), "w").write(f"""# yaml-language-server: $schema=../../schema/host.v1.json
id: {own}

# ── yours: review these lines ──
classification: server
# approval: pending | approved | rejected
approval: approved
# name for NetBox and DNS; "" means observed.name
name: ""

tags: []

notes: ""

overrides: {{}}

# ── muster's: rewritten by discover; edits below are lost ──
observed:
  state: present            # present | gone
  name: host-{i:05d}
  site: berlin
  first_seen: 2026-12-01
  proposed: {{classification: server, rule: web, because: [names host-{i:05d}]}}
  identity: ["mac:{mac}"]
  interfaces:
    - {{name: eth0, mac: "{mac}", addresses: [10.{i >> 16}.{i >> 8 & 255}.{i & 255}/8]}}
  names:
    - {{name: host-{i:05d}, source: dhcp}}
  sources: [dhcp-leases:leases]
  attention: []
""")
PY
git add -A
git commit -qm 'Begin the inventory'
took() { # took WORD…: seconds of the wall, and of processors
  local TIMEFORMAT='%R %U %S'
  { time "$@" >out 2>&1 || { head -n 5 out >&2; exit 1; }; } 2>&1 | awk '{ print $1, $2 + $3 }'
}
row() { # row WHAT "WALL CPU" [FACTOR]
  awk -v what="$1" -v times="$2" -v by="${3:-1}" 'BEGIN {
    split(times, t, " "); printf "%-44s %9.2f s %9.2f s of processors\n", what, t[1] * by, t[2] * by }'
}
row "muster validate, cold, $hosts files" "$(took "$muster" validate)"
row "muster validate, cached, $hosts files" "$(took "$muster" validate)"
if [ ! -x "$cache/bin/check-jsonschema" ]; then
  python3 -m venv "$cache" && "$cache/bin/pip" install -q check-jsonschema ||
    { rm -rf "$cache"; echo 'check-jsonschema: SKIPPED: it cannot be had here' >&2; exit 0; }
fi
mapfile -t some < <(find hosts -name '*.yaml' | sort | head -n "$sample")
seconds=$(took "$cache/bin/check-jsonschema" --schemafile host.json "${some[@]}")
row "check-jsonschema, $sample files" "$seconds"
row "check-jsonschema, scaled to $hosts files" "$seconds" "$((hosts / sample))"
