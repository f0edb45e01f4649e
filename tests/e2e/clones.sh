#!/usr/bin/env bash
# Several clones of one inventory: people and pipelines push to the same branches.
. "$(dirname "$0")/lib.sh"
lab_up
run 0 discover --push

# --- a fresh clone goes on from what is pushed
git clone -q "$dir/remote.git" "$dir/second"
git -C "$dir/second" config user.name 'Second Person'
git -C "$dir/second" config user.email second@lab.example
before=$(git -C "$dir/remote.git" for-each-ref)
run 0 -C "$dir/second" discover --push
same 'nothing new to push' "$before" "$(git -C "$dir/remote.git" for-each-ref)"

# --- a person decides on the review branch; the next discover keeps it
cd "$dir/second"
git switch -q muster/discover/berlin 2>/dev/null || git switch -q -c muster/discover/berlin origin/muster/discover/berlin
run 0 approve web1 --commit
git push -q origin muster/discover/berlin
cd "$dir/inventory"
run 0 discover --push
file=$(git ls-tree -r --name-only origin/muster/discover/berlin hosts | grep /web1--)
git show "origin/muster/discover/berlin:$file" | grep -q '^approval: approved$' || fail 'the decision is lost'

# --- main goes on meanwhile: it is taken in, and a squash-merged branch makes no noise
git merge -q --squash origin/muster/discover/berlin >/dev/null
git commit -qm 'Take in berlin'
git push -q origin main
run 0 discover --push
same 'the squash brought nothing new' '' "$(git diff --stat main origin/muster/discover/berlin -- hosts/berlin)"

# --- from a detached HEAD and a shallow clone, as pipelines have them
git clone -q --depth 1 "file://$dir/remote.git" "$dir/shallow"
git -C "$dir/shallow" checkout -q --detach
run 0 -C "$dir/shallow" validate
run 0 -C "$dir/shallow" reconcile --plan
says 'shallow'

# --- only what is merged is applied, by one clone at a time
git switch -q -c feature main
git commit -q --allow-empty -m 'Not merged yet'
run 4 reconcile
says 'is not merged: branch main of origin does not contain it'
run 0 reconcile --unmerged
git switch -q main
note=$(echo '{"holder": "another pipeline", "until": 9999999999}' | git -C "$dir/remote.git" hash-object -w --stdin)
git -C "$dir/remote.git" update-ref refs/muster/lease "$note"
run 7 reconcile
says 'another run writes: another pipeline'
run 0 reconcile --plan
run 0 reconcile --take-over
same 'the lease is given back' '' "$(git -C "$dir/remote.git" for-each-ref refs/muster/lease)"

# --- a merge request cannot point the token at another host
git switch -q -c evil main
sed -i "s|url: \"$NETBOX_URL\"|url: \"http://127.0.0.1:9\"|" muster.yaml
git commit -qam 'Point elsewhere'
run 0 reconcile --plan --base main
silent_about '127.0.0.1:9 '
run 4 reconcile --plan
says 'is sent no secret: nobody has reviewed where it would go'
run 0 discover --base main --dry-run
echo "clones: 1 passed, 0 failed"
