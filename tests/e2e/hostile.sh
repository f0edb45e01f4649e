#!/usr/bin/env bash
# Texts that devices, people and NetBox's users choose, through every command in every form: none of them
# is a command to a terminal, a CI log, a browser, a forge or a spreadsheet. Prints what was looked at.
. "$(dirname "$0")/lib.sh"
lab_up
cp "$root/tests/bad/hostile-names.txt" "$dir/names"

# --- as others have it: names of NetBox's objects, of a host file, of an author and of leases
python3 - "$dir/names" >"$dir/devices" <<'PY'
import json, sys
names = [json.loads('"%s"' % line.rstrip("\n")) for line in open(sys.argv[1]) if line.strip()]
print(json.dumps([{"name": n[:60], "slug": "x%d" % i, "description": n} for i, n in enumerate(names)]))
PY
approved_inventory
apply 0
post() { curl -sS -H "Authorization: Token $NETBOX_TOKEN" -H 'Content-Type: application/json' -d "$2" "$NETBOX_URL/api/$1"; }
role=$(netbox 'dcim/device-roles/?limit=1' | jq '.results[0].id')
type=$(netbox 'dcim/device-types/?limit=1' | jq '.results[0].id')
site=$(netbox 'dcim/sites/?limit=1' | jq '.results[0].id')
post dcim/devices/ "$(jq "map({name, comments: .description, role: $role, device_type: $type, site: $site, status: \"active\"})" "$dir/devices")" >"$dir/made"
jq -e 'type == "array" and length > 4' "$dir/made" >/dev/null || fail "the foreign devices: $(head -c 300 "$dir/made")"
device=$(netbox 'dcim/devices/?name=nas-berlin' | jq '.results[0].id')
netbox_patch "dcim/devices/$device/" "$(jq '{comments: .[0].description, serial: (.[1].description[:50])}' "$dir/devices")"
host=$(git ls-files 'hosts/berlin/db1--*.yaml')
write_into_host() { # write_into_host LINES-OF-NAMES: as another person's branch could bring it
  git checkout -q HEAD~"$1" -- "$host" 2>/dev/null || true
  python3 - "$host" "$dir/names" "$2" <<'PY'
import sys
path, names, chosen = sys.argv[1], open(sys.argv[2]).read().split("\n"), sys.argv[3]
names = [n for n in names if n and (chosen == "all" or "\\u" not in n and "\\r" not in n)]
text = open(path).read()
evil, first = '"%s"' % " ".join(names), '"%s"' % names[0]
text = text.replace('notes: ""', "notes: " + evil).replace("attention: []", "attention: [%s]" % first)
if "  vendor:" not in text: text += "  vendor: %s\n  model: %s\n" % ('"%s"' % " ".join(names)[:200].replace("\\", ""), first)
open(path, "w").write(text)
PY
  git -c user.name="$(printf 'Eve\033[31m ::error::x')" commit -qam "$(printf '::error::subject ##vso[task.x]\033[31m <img src=x>@all')"
  git push -q origin HEAD:main
}

# --- each command, and what of its output somebody would obey
cat >"$dir/commands" <<'TEXT'
ls
ls --columns id,name,vendor,model,attention,path
ls --json
show db1
show db1 --json
explain db1
explain db1 --json
where db1
where db1 --json
search error
search error --json
history
history --json
history db1
history nas-berlin --targets
history nas-berlin --targets --json
diff HEAD~1..HEAD
diff HEAD~1..HEAD --json
conflicts --targets
conflicts --targets --json
status
status --json
status --prom -
rules show
rules test
rules test --json
config show --origin
doctor
doctor --json
validate
validate --data
validate --json
validate --format github
validate --format gitlab
validate --format sarif
validate --format junit
validate --format rdjson
validate --format codequality
validate --base HEAD~1
reconcile --plan
reconcile --plan -v
reconcile --plan --json
reconcile --plan --format markdown
drift
drift --json
compare
compare --json
import netbox --dry-run
import netbox --dry-run --json
discover --dry-run
discover --dry-run --json
approve db1 --dry-run
approve db1 --dry-run --json
name x-{mac} db1 --dry-run
set tags+=x db1 --dry-run
rollback --to HEAD~1 --dry-run
prune --gone 1d --dry-run
mv db1 --dry-run
sheet export
report
report --json
report --compare
serve --help
config log nas-berlin
jobs
backup --dry-run
comment --plan missing.md --merge-request 1
reconcile --allow deletes,updates
TEXT
looked() { # looked STREAM FILE COMMAND: a line of the list
  python3 - "$1" "$2" "$3" <<'PY'
import csv, io, json, re, sys
stream, path, command = sys.argv[1:]
raw = open(path, "rb").read()
text = raw.decode("utf-8", "replace")
bad = []
page = command.startswith("report") and "--json" not in command  # no log, and CSS has lines with ::
document = stream == "stdout" and (page or "markdown" in command)
if "\ufffd" in text: bad.append("bytes that are no UTF-8")
for c in sorted(set(text)):
    n = ord(c)
    if (n < 0x20 and c not in "\n\r\t") or 0x7f <= n < 0xa0 or n in range(0x202a, 0x202f) or n in range(0x2066, 0x206a) or n in (0x200b, 0x200e, 0x200f, 0xfeff):
        bad.append("U+%04X" % n)
github = command.endswith("--format github")
for line in re.split("[\r\n]", text):
    if not page and line.startswith("::") and not (github and re.match("::(error|warning|notice)( |::)", line)): bad.append("a line that begins with ::")
if not page and re.search(r"##(vso)?\[", text): bad.append("##[")
if document and re.search(r"<img src=x|<script>alert", text): bad.append("HTML")
if stream == "stdout" and "markdown" in command and re.search(r"(?<![&\w])@all|\]\(javascript", text): bad.append("Markdown")
if command.startswith("sheet export") and stream == "stdout":
    for row in csv.reader(io.StringIO(text)):
        bad += ["a formula: " + cell for cell in row if cell[:1] in "=+-@\t" and cell[:1]]
if ("--json" in command or command.endswith(("sarif", "rdjson", "codequality", "gitlab"))) and stream == "stdout" and text.strip():
    try: json.loads(text)
    except ValueError as error: bad.append("no JSON: %s" % error)
print("%-52s %-7s %8d bytes  %s" % (command, stream, len(raw), "ok" if not bad else "OBEYED: " + ", ".join(sorted(set(bad)))))
PY
}
: >"$dir/list"
try_all() { # try_all WHAT COMMANDS: none of what these say is obeyed
  echo "== $1" >>"$dir/list"
  while IFS= read -r line; do
    local code=0
    # shellcheck disable=SC2086
    "$muster" $line >"$dir/out" 2>"$dir/err" </dev/null || code=$?
    [ "$code" -lt 128 ] || fail "muster $line ended with $code"
    looked stdout "$dir/out" "$line" >>"$dir/list"
    looked stderr "$dir/err" "$line" >>"$dir/list"
  done <"$2"
}
write_into_host 0 all
grep -E '^(ls|status|validate|reconcile --plan|report$|approve)' "$dir/commands" >"$dir/some"
try_all 'a host file that is refused' "$dir/some"
write_into_host 1 printable
run 0 validate
try_all 'a host file that is taken' "$dir/commands"

# --- and what was written: commit messages, host files, NetBox
git log --all --format=%B --grep='^Muster-' -n 50 >"$dir/out"
looked commits "$dir/out" 'messages of commits' >>"$dir/list"
git show "muster/discover/berlin" -- hosts >"$dir/out"
looked files "$dir/out" 'host files of discover' >>"$dir/list"
netbox 'dcim/devices/?tag=muster&limit=500' | jq -r '.results[] | .name, .description' >"$dir/out"
looked netbox "$dir/out" 'devices of muster' >>"$dir/list"
cat "$dir/list"
! grep OBEYED "$dir/list" || fail 'somebody would obey what others chose'
echo "hostile: 1 passed, 0 failed"
