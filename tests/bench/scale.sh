#!/usr/bin/env bash
# Many sites from tapes: what each command takes at half of HOSTS and at HOSTS, and how much it
# grows. The NetBox is the double; what it uses itself is not counted.
#   tests/bench/scale.sh MUSTER MUSTER_LAB [HOSTS]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
muster=$(realpath "$1")
lab=$(realpath "$2")
hosts=${3:-10000}
dir=$(mktemp -d)
netbox=
trap '[ -z "$netbox" ] || kill "$netbox"; rm -rf "$dir"' EXIT
export NO_COLOR=1 CI=1 XDG_CONFIG_HOME=$dir/no-own-config XDG_CACHE_HOME=$dir/cache NOTHING=nothing NETBOX_TOKEN=scale
unset MUSTER_CONFIG

start_netbox() { # start_netbox LOG
  "$lab" netbox --token "$NETBOX_TOKEN" >"$1" &
  netbox=$!
  until grep -qs listening "$1"; do sleep 0.05; done
  NETBOX_URL=$(sed -n 's/^listening //p' "$1")
}

begin_inventory() { # begin_inventory WORLD
  git init -q --bare -b main "$1/remote.git"
  git init -q -b main "$1/inventory"
  cd "$1/inventory"
  git config user.name "Scale"
  git config user.email scale@lab.example
  git remote add origin "$1/remote.git"
  sed "s|@NETBOX_URL@|$NETBOX_URL|" ../muster.yaml.in >muster.yaml
  git add muster.yaml
  git commit -qm "Begin the inventory"
  git push -q -u origin main
}

row() { # row NAME WORD…: measures a command and keeps the figures as one row
  local name=$1
  shift
  "$here/measured" ../out "$muster" "$@" --quiet >../figures
  jq -c --arg row "$name" '. + {row: $row}' ../figures >>../rows
  jq -r --arg row "$name" \
    '"  \($row): \(.cpu) s CPU, \(.wall) s, \(.memory) MiB" +
     (if .reads + .writes > 0 then ", \(.reads) GETs, \(.writes) writes" else "" end)' ../figures
}

measure() { # measure HOSTS WORLD: all rows of one size
  "$here/scale_world.py" "$2" "$1"
  start_netbox "$2/netbox.log"
  begin_inventory "$2"
  row "discover, first" discover --replay ../tapes --branch discovered
  git merge --ff-only discovered >/dev/null 2>&1
  row "discover again" discover --replay ../tapes --branch discovered
  git diff --quiet main discovered || echo "  the second discover changed something"
  row "approve all" approve --where 'state = present' --yes --commit
  git push -q origin main
  rm -f .git/muster/hosts.cache
  row "validate, cold" validate
  row "validate, warm" validate
  row "ls" ls
  row "where" where "$(git ls-files hosts | sed -n '$s/.*--\(.*\)\.yaml/\1/p')"
  row "status" status
  row "plan, first" reconcile --plan --json
  row "apply" reconcile
  row "plan, nothing to do" reconcile --plan --json
  [ "$(jq '.operations | length' ../out)" -eq 0 ] || echo "  the last plan is not empty"
  row "plan, warm, first" reconcile --plan --warm --json
  row "plan, warm" reconcile --plan --warm --json
  [ "$(jq '.operations | length' ../out)" -eq 0 ] || echo "  the warm plan is not empty"
  cd "$dir"
  kill "$netbox"
  wait "$netbox" || true
  netbox=
}

measure $((hosts / 2)) "$dir/half"
measure "$hosts" "$dir/whole"
rm -rf "$dir"/*/tapes
printf '\n%-20s | %9s %9s %6s | %8s %8s %6s | %s\n' "$hosts hosts" "CPU N/2" "CPU N" growth \
  "MiB N/2" "MiB N" growth "goal at 100,000 hosts"
jq -rn --slurpfile half "$dir/half/rows" --slurpfile whole "$dir/whole/rows" '
  {"discover, first": "60 s, 1536 MiB", "validate, cold": "12 s", "validate, warm": "1 s",
   "ls": "1 s", "where": "1 s", "status": "1 s", "plan, first": "1024 MiB",
   "plan, nothing to do": "30 s, 600 MiB"} as $goals |
  def growth($a; $b): if $a > 0 then $b / $a * 100 | round / 100 else "-" end;
  range($whole | length) | $half[.] as $a | $whole[.] as $b |
  [$b.row, $a.cpu, $b.cpu, growth($a.cpu; $b.cpu),
   $a.memory, $b.memory, growth($a.memory; $b.memory), $goals[$b.row] // "-"] | @tsv' |
  while IFS=$'\t' read -r name a b c d e f goal; do
    printf '%-20s | %9s %9s %6s | %8s %8s %6s | %s\n' "$name" "$a" "$b" "$c" "$d" "$e" "$f" "$goal"
  done
