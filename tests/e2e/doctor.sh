#!/usr/bin/env bash
# muster doctor on the lab: all is well, and then each thing that is missing, with what grants it.
. "$(dirname "$0")/lib.sh"
lab_up

run 0 doctor
says 'all is well'
says 'NetBox 4.'
says 'may push to origin'
run 0 doctor --json
[ "$(jq .well "$dir/out")" = true ] || fail 'not well as JSON'
[ "$(jq '[.checkups[] | select(.what | startswith("target "))] | length' "$dir/out")" -ge 2 ] ||
  fail 'not all targets were looked at'
same 'nothing was written' '' "$(git status --porcelain)"

# --- a token that NetBox does not know, none at all, and nobody to decide
token=$NETBOX_TOKEN
NETBOX_TOKEN=${NETBOX_TOKEN//[0-9]/f} run 6 doctor
says 'make a token in NetBox and name it: it knows no such'
NETBOX_TOKEN= run 6 doctor
says 'NETBOX_TOKEN'
export NETBOX_TOKEN=$token

# --- a remote that takes nothing
git remote set-url origin "$dir/nowhere"
run 6 doctor
says 'this machine may not push to origin'
echo "doctor: 1 passed, 0 failed"
