#!/usr/bin/env bash
# rules.yaml on the lab: what it approves, what the commands say of it, and that no bytes move twice.
. "$(dirname "$0")/lib.sh"
lab_up

# --- without a file the rules that come with muster are in force, as their file says them
run 0 rules show
cmp -s "$dir/out" "$root/share/rules.yaml" || fail 'not the shipped rules'
run 0 discover
merge_discovered
run 0 rules test --detailed-exitcode
says 'the next discover proposes nothing else'
same 'no rule approves' 0 "$(grep -l '^approval: approved' -r hosts | wc -l)"

# --- a rule of one's own approves the printers and nothing else
cat >rules.yaml <<'RULES'
rules:
  - rule: our-printers
    where: names ~ (prn*, *printer*)
    classification: printer
    approval: approved
    tags: [paper]
  - {rule: never, where: names = nobody-at-all, classification: server}
RULES
git add rules.yaml && git commit -qm 'Approve printers'
run 0 validate
run 2 rules test --detailed-exitcode
says 'rules.yaml:7  dead: it fits no host'
run 0 rules test --json
[ "$(jq '.rules[] | select(.rule == "our-printers") | .decides' "$dir/out")" -gt 0 ] || fail 'the rule decides nothing'
printers=$(jq '[.changes[] | select(.approval == "approved")] | length' "$dir/out")
[ "$printers" -gt 0 ] || fail 'nothing would be approved'
same 'only printers change' '["our-printers"]' "$(jq -c '[.changes[].to.rule] | unique' "$dir/out")"
run 0 discover
says 'approved by rules'
merge_discovered
same 'approved' "$printers" "$(grep -l '^approval: approved' -r hosts | wc -l)"
run 0 validate
run 0 rules test --detailed-exitcode
before=$(git for-each-ref --format='%(refname) %(objectname)')
run 0 discover
same 'no ref moved' "$before" "$(git for-each-ref --format='%(refname) %(objectname)')"
run 0 ls --where 'tag = paper and approval = approved' --json
same 'tags of a rule are tags' "$printers" "$(jq '.hosts | length' "$dir/out")"

# --- the rules as one file decide the same
run 0 rules show
cp "$dir/out" rules.yaml
run 0 rules test --detailed-exitcode

# --- a mistake is on its line, and stops what would go by it
sed -i 's/approval: approved/approval: aproved/' rules.yaml
run 3 validate
says 'did you mean "approved"?'
run 3 discover
