#!/usr/bin/env bash
# Deciding about many hosts at once on what the lab discovers: choosing, naming, tagging, merging.
. "$(dirname "$0")/lib.sh"

lab_up
run 0 discover
merge_discovered
total=$("$muster" ls --no-head | wc -l)

# Named by what ls prints, by MAC, by address, and by a path from a folder below.
read -r id name address mac path < <("$muster" ls --no-head --columns id,name,address,mac,path \
  --where 'name ~ "*" and not name = "" and ip in 0.0.0.0/0' --limit 1)
address=${address%% *}
run 0 approve "$id" "$mac" "$address" --expect 1 --dry-run --json
same 'files to change' 1 "$(jq '.changed | length' "$dir/out")"
(cd "$(dirname "$path")" && run 0 approve "$(basename "$path")" --commit)
same approval approved "$(sed -n 's/^approval: //p' "$path")"

# A count that is not as expected writes nothing, and neither does a name that is not there.
run 4 tag lab --where 'site ~ "*"' --expect 1
run 64 tag lab no-such-host-at-all
[ -z "$(git status --porcelain)" ] || fail 'something was written'

# Everything, through a pipe.
"$muster" ls --no-head | "$muster" tag lab,e2e --stdin --yes --commit --reason 'all of them' >"$dir/out"
says "set for $total hosts"
same 'tagged hosts' "$total" "$(git grep -l '^tags: \[.*e2e' -- hosts | wc -l)"
git log -1 --format=%B | grep -q '^Muster-Reason: all of them$' || fail 'no reason in the commit'

# Two files that are one host: one goes, and the next discover makes nothing new of it.
mapfile -t two < <("$muster" ls --no-head --columns id --where 'class = printer or class = phone' | head -2)
run 0 merge "${two[0]}" "${two[1]}" --commit
run 0 validate
run 0 discover
merge_discovered
same 'hosts after the merge' $((total - 1)) "$("$muster" ls --no-head | wc -l)"

# Moved and pruned.
run 0 name shop "${two[0]}" --commit
run 0 mv shop --commit
git ls-files hosts | grep -q "/shop--${two[0]}.yaml$" || fail 'the file did not move'
run 0 validate
run 0 prune --dry-run
echo "bulk: 1 passed, 0 failed"
