#!/usr/bin/env bash
# The whole walk on a real forge: discover, merge requests, a person's commit, merge, the plan as a
# comment, apply, revert. Skipped (77) where no Gitea is built: ci/gitea-up build.
. "$(dirname "$0")/lib.sh"
chmod a+x "$dir"
also_down() { "$root/ci/gitea-up" --dir "$dir/gitea" stop; }
code=0
"$root/ci/gitea-up" --dir "$dir/gitea" start >"$dir/gitea.env" || code=$?
[ "$code" -eq 0 ] || exit "$code"
# shellcheck disable=SC1091
. "$dir/gitea.env"
lab_up

forge() { # forge METHOD PATH [JSON]
  curl -sS -X "$1" -H "Authorization: token $GITEA_TOKEN" -H 'Content-Type: application/json' \
    ${3:+-d "$3"} "$GITEA_URL/api/v1/$2"
}
pulls() { forge GET "repos/muster-bot/inventory/pulls?state=$1&limit=50"; }
merge() { # merge NUMBER: as soon as Gitea has looked at it
  for _ in $(seq 50); do
    forge POST "repos/muster-bot/inventory/pulls/$1/merge" '{"Do":"merge"}' >"$dir/merge"
    [ -s "$dir/merge" ] || return 0
    sleep 0.2
  done
  fail "pull request $1 cannot be merged: $(cat "$dir/merge")"
}

# --- an inventory begins in a repository with nothing in it
forge POST user/repos '{"name":"begun","private":true,"default_branch":"main"}' >/dev/null
git clone -q "${GITEA_URL/:\/\//://muster-bot:$GITEA_TOKEN@}/muster-bot/begun.git" "$dir/begun" 2>/dev/null
git -C "$dir/begun" config user.name 'First Person'
git -C "$dir/begun" config user.email first@lab.example
run 0 -C "$dir/begun" init --site berlin --networks 10.20.0.0/16 --netbox none --forge gitea --yes
[ -s "$dir/begun/.gitea/workflows/muster.yml" ] || fail 'the pipeline was not written'
run 0 -C "$dir/begun" validate
git -C "$dir/begun" add -A
git -C "$dir/begun" commit -qm 'Begin the inventory'
git -C "$dir/begun" push -q origin HEAD:main
run 0 -C "$dir/begun" init --site berlin --networks 10.20.0.0/16 --netbox none --forge gitea --yes
same 'nothing is written twice' '' "$(git -C "$dir/begun" status --porcelain)"

forge POST user/repos '{"name":"inventory","private":true,"default_branch":"main"}' >/dev/null
git remote set-url origin "${GITEA_URL/:\/\//://muster-bot:$GITEA_TOKEN@}/muster-bot/inventory.git"
git push -q -u origin main
# Gitea notes a push some time after it, and an empty repository has no pull requests.
for _ in $(seq 100); do
  [ "$(forge GET repos/muster-bot/inventory | jq .empty)" = true ] || break
  sleep 0.1
done
git remote set-head origin main
export MUSTER_FORGE=gitea MUSTER_FORGE_TOKEN=$GITEA_TOKEN

# --- all that the walk needs is there
run 0 doctor
says 'all is well'

# --- a merge request a site; the same network again changes nothing of them
run 0 discover --open-mr
says 'merge request opened http'
same 'two are open' 2 "$(pulls open | jq length)"
before=$(pulls open | jq 'map({number, title, body, updated_at})')
run 0 discover --open-mr
says 'merge request unchanged http'
same 'nothing is touched' "$before" "$(pulls open | jq 'map({number, title, body, updated_at})')"
berlin=$(pulls open | jq '.[] | select(.head.ref == "muster/discover/berlin") | .number')
pulls open | jq -r '.[] | select(.head.ref == "muster/discover/berlin") | .body' >"$dir/body"
grep -q 'new, 0 changed, 0 gone\*\* in berlin' "$dir/body" || fail 'the body has no counts'
same 'labels' 'muster site/berlin' "$(forge GET "repos/muster-bot/inventory/issues/$berlin" | jq -r '[.labels[].name] | sort | join(" ")')"

# --- a person decides on the branch, and writes into the description; both stay
git clone -q "$(git remote get-url origin)" "$dir/person"
(
  cd "$dir/person"
  git config user.name 'Second Person'
  git config user.email second@lab.example
  git switch -q muster/discover/berlin
  "$muster" approve web1 --commit >/dev/null
  git push -q
)
forge PATCH "repos/muster-bot/inventory/pulls/$berlin" \
  "$(jq -Rs '{body: (. + "\nI look at the printers.")}' "$dir/body")" >/dev/null
run 0 discover --open-mr
says "merge request updated $GITEA_URL/muster-bot/inventory/pulls/$berlin"
forge GET "repos/muster-bot/inventory/pulls/$berlin" | jq -r .body | grep -q 'I look at the printers' ||
  fail 'the words of a person are lost'
git show origin/muster/discover/berlin:"$(git ls-tree -r --name-only origin/muster/discover/berlin hosts | grep /web1--)" |
  grep -q '^approval: approved$' || fail 'the decision is lost'

# --- merged, and nothing to say makes no new one
for number in $(pulls open | jq '.[].number'); do merge "$number"; done
git pull -q
run 0 discover --open-mr
same 'none is open' 0 "$(pulls open | jq length)"

# --- the plan is one comment of the merge request of a person
git switch -q -c decide
run 0 approve --where 'class = server or class = vm' --commit
git push -q -u origin decide
number=$(forge POST repos/muster-bot/inventory/pulls '{"head":"decide","base":"main","title":"Decide"}' | jq .number)
comment() {
  "$muster" reconcile --plan --base origin/main --format markdown >"$dir/plan.md" 2>"$dir/err"
  run 0 comment --plan "$dir/plan.md" --merge-request "$number"
}
comment
says 'created'
comment
says 'unchanged'
run 0 reject web1 --commit
git push -q
comment
says 'updated'
same 'one comment' 1 "$(forge GET "repos/muster-bot/inventory/issues/$number/comments" | jq length)"

# --- not merged yet: refused; merged: applied, and nothing is left
run 4 reconcile
merge "$number"
git switch -q main
git pull -q
run 0 reconcile
run 0 reconcile --plan --detailed-exitcode

# --- the way back is a revert, merged like anything else
git switch -q -c back
git revert --no-edit -m 1 HEAD >/dev/null
git push -q -u origin back
number=$(forge POST repos/muster-bot/inventory/pulls '{"head":"back","base":"main","title":"Back"}' | jq .number)
merge "$number"
git switch -q main
git pull -q
run 0 reconcile --allow deletes
same 'what was approved before' web1 "$(netbox 'virtualization/virtual-machines/?status=active' | jq -r '.results[].name')"
echo "gitea: 1 passed, 0 failed"
