#!/usr/bin/env bash
# Faults × outcome of every connector and of vSphere, each against a double of its system: what the
# answer is taken for, the exit code, what people read. Nothing is ever taken away, and once the
# system answers again nothing is to be done. The table is docs/source-faults.md; after a change
# that is meant: MUSTER_ACCEPT=1 tests/e2e/source_faults.sh MUSTER MUSTER_LAB
. "$(dirname "$0")/lib.sh"
table=$root/docs/source-faults.md
export PASSWORD=s3cret-of-the-lab

# fault | flags of the double | systems it can happen to, all where none stands
faults() {
  cat <<TEXT
nobody listens|none
every answer is 401|--fault status=401
every answer is 403|--fault status=403
every answer is 404|--fault status=404
every answer is 429, and says when to come back|--fault status=429,retry-after=1
one answer is 429, and says when to come back|--fault at=2,status=429,retry-after=1|-oxidized
every answer is 500|--fault status=500
another password|--password another|foreman ontap oceanstor commvault vsphere
an error in an answer with 200|--error-at 1|oceanstor commvault
a page to sign in, with 200|--fault page
JSON or XML that is cut|--fault truncate=40
the connection ends in an answer|--fault cut
the first answer takes 0.3 s|--fault at=1,slow=300
no answer within the timeout|--fault slow=2500
one answer is not there within the timeout|--fault at=1,slow=2500
an empty list|--count 0
a third of the list|--count THIRD
a page in the middle fails|--error-at MIDDLE|-oxidized
a page in the middle fails, and hosts come last|--hosts-last --error-at 3|vsphere
an answer in the middle is 401|--fault at=3,status=401|foreman puppetdb ontap vsphere
the session ends in the middle|--expire-after 4|oceanstor commvault
every session lasts for one question|--expire-after 1|oceanstor commvault
every page is the first one|--repeat|foreman puppetdb ontap oceanstor vsphere commvault
it counts one more than it lists|--short-total|foreman commvault
TEXT
}
happens_to() { # SYSTEMS SYSTEM
  case $1 in
    '') return 0 ;;
    -*) [ "${1#-}" != "$2" ] ;;
    *) [[ " $1 " == *" $2 "* ]] ;;
  esac
}

# In place of what the double is asked for most: more than two pages.
items() {
  case $1 in
    ontap) echo 1204 ;;
    puppetdb) echo 1100 ;;
    oxidized) echo 6 ;;
    *) echo 250 ;;
  esac
}
title() {
  case $1 in
    foreman) echo 'Foreman' ;;
    puppetdb) echo 'PuppetDB' ;;
    oxidized) echo 'Oxidized' ;;
    ontap) echo 'NetApp ONTAP' ;;
    oceanstor) echo 'Huawei OceanStor and Dorado' ;;
    commvault) echo 'Commvault' ;;
    vsphere) echo 'vSphere' ;;
  esac
}

# double FLAG…: on the port of this system; its end is that of descriptor 8.
double() {
  mkfifo "$here/until"
  "$lab" api --until-eof --system "$system" "$@" <"$here/until" >"$here/double" 2>&1 &
  exec 8>"$here/until"
  for _ in $(seq 3000); do grep -q ^ready "$here/double" && break; sleep 0.01; done
  url=$(awk '/^ready/ {print $2}' "$here/double")
  [ -n "$url" ] || fail "$system $*: $(cat "$here/double")"
}
double_ends() {
  exec 8>&-
  wait
  rm -f "$here/until"
}

inventory() {
  mkdir -p "$here/repo/connectors" && cd "$here/repo"
  git init -q -b main
  local kind="kind: connector, connector: $system"
  if [ "$system" = vsphere ]; then
    kind="kind: vsphere"
  else # its own words, but for how old they may be, for the double's do not age, and less patience
    grep -v '^ *fresh:' "$root/share/connectors/$system.yaml" |
      sed -E 's/^limits: \{/&retries: 1, /; s/, per_minute: [0-9]+//' >"connectors/$system.yaml"
    grep -q ^limits: "connectors/$system.yaml" || echo 'limits: {retries: 1}' >>"connectors/$system.yaml"
  fi
  cat >muster.yaml <<TEXT
sites: {berlin: {domain: lab.example, networks: [10.0.0.0/8]}}
sources:
  it: {$kind, site: berlin, url: "$url", username: muster, password: {env: PASSWORD}, timeout: 1s}
policy: {records: {volume: files, backup: files, datastore: files}}
TEXT
  git add . && git -c user.name=a -c user.email=a@example.org commit -qm 'Begin'
}

# What it is taken for, by the report in JSON.
answer='.sources[0] | if .doubtful then "doubtful" elif .failed | not then "whole"
  elif .facts + .records == 0 then "none" else "partial" end'
words='[.sources[0].trouble[] | .message + (if (.why // "") == "" then "" else ": " + .why end)][0] // ""'

row() { # FAULT
  local code=0 begun=$SECONDS
  "$muster" discover --json >"$here/out" 2>"$here/err" || code=$?
  [ -z "${TIMES:-}" ] || echo "$system $((SECONDS - begun)) $1" >&2
  [ "$(git rev-parse muster/discover/berlin)" = "$kept" ] || fail "$system, $1: something was written"
  jq -e '.sites[0] | .gone == 0 and .changed == 0 and .new == 0' "$here/out" >/dev/null ||
    fail "$system, $1: $(jq -c '.sites[0]' "$here/out")"
  ! grep -q "$PASSWORD" "$here/out" "$here/err" || fail "$system, $1: the password is shown"
  printf '| %s | %s | %s | %s |\n' "$1" "$(jq -r "$answer" "$here/out")" "$code" \
    "$(jq -r "$words" "$here/out" | sed "s,$url,URL,g; s,127.0.0.1 port $port,URL,g; s,|,\\\\|,g" |
      sed -E 's/after [0-9]+ (ms|milliseconds)/after N \1/g; s/ with [0-9]+ bytes remaining/ with N bytes remaining/')"
}

# The rows of one system.
try_system() {
  system=$1 port=$((20000 + RANDOM % 12000))
  here=$dir/$system
  mkdir "$here"
  local count fault flags systems
  count=$(items "$system")
  double --port "$port" --count "$count"
  inventory
  "$muster" discover --quiet >"$here/out" 2>&1 || fail "$system: $(cat "$here/out")"
  double_ends
  kept=$(git rev-parse muster/discover/berlin)
  while IFS='|' read -r fault flags systems; do
    happens_to "$systems" "$system" || continue
    flags=${flags/THIRD/$((count / 3))}
    case $system in
      foreman | vsphere) flags=${flags/MIDDLE/3} ;;
      *) flags=${flags/MIDDLE/2} ;;
    esac
    if [ "$flags" = none ]; then
      row "$fault"
      continue
    fi
    # shellcheck disable=SC2086 # words
    double --port "$port" --count "$count" $flags
    row "$fault"
    double_ends
  done < <(faults) >"$here/rows"
  double --port "$port" --count "$count"
  "$muster" discover --json >"$here/out" 2>&1 || fail "$system: it does not come back"
  same "$system, once it answers again" "$kept" "$(git rev-parse muster/discover/berlin)"
  double_ends
}

systems='foreman puppetdb oxidized ontap oceanstor commvault vsphere'
pids=()
for one in $systems; do
  (trap - EXIT && try_system "$one") &
  pids+=($!)
done
for pid in "${pids[@]}"; do wait "$pid" || failed=1; done
[ -z "${failed:-}" ] || fail 'see above'

{
  sed '/^## /,$d' "$table"
  for one in $systems; do
    printf '## %s\n\n| what goes wrong | taken for | exit | what people read |\n|---|---|---|---|\n' "$(title "$one")"
    cat "$dir/$one/rows"
    echo
  done | sed '$d'
} >"$dir/table"
if [ -n "${MUSTER_ACCEPT:-}" ]; then
  cp "$dir/table" "$table"
fi
diff -u "$table" "$dir/table" || fail 'docs/source-faults.md is not what happens'
echo "source_faults: $(grep -cE '^\| .* \| [0-9] \| ' "$table") rows passed, 0 failed"
