# Sourced by the end-to-end tests: NAME MUSTER MUSTER_LAB. Each test gets a lab of its own in a
# folder that is removed at the end.
# shellcheck shell=bash
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
muster=$(realpath "$1")
lab=$(realpath "$2")
dir=$(mktemp -d)
export NO_COLOR=1 CI=1 XDG_CONFIG_HOME=$dir/no-own-config
unset NETBOX_URL NETBOX_TOKEN MUSTER_CONFIG GITHUB_ACTIONS

also_down() { :; } # what a test started besides the lab

finish() {
  local code=$?
  also_down
  "$root/tests/lab/down" "$dir"
  if [ "$code" -ne 0 ] && [ -f "$dir/err" ]; then
    echo "--- last output"
    cat "$dir/out"
    echo "--- last messages"
    cat "$dir/err"
  fi
  rm -rf "$dir"
}
trap finish EXIT

fail() {
  echo "FAILED: $*" >&2
  exit 1
}

lab_up() {
  "$root/tests/lab/up" "$dir" "$lab" >/dev/null
  # shellcheck disable=SC1091
  . "$dir/env"
  cd "$dir/inventory"
}

# run CODE WORD…: muster with these words must end with CODE; its output is in $dir/out and $dir/err.
run() {
  local wanted=$1 code=0
  shift
  "$muster" "$@" >"$dir/out" 2>"$dir/err" || code=$?
  [ "$code" -eq "$wanted" ] || fail "muster $* ended with $code, not $wanted"
}

# apply CODE WORD…: reconcile what stands on the remote's branch, as a pipeline does after a merge.
apply() {
  git push -q origin HEAD:main
  run "$1" reconcile "${@:2}"
}

says() { grep -qF -- "$1" "$dir/out" "$dir/err" || fail "nothing says: $1"; }
silent_about() { ! grep -qF -- "$1" "$dir/out" "$dir/err" || fail "something says: $1"; }
same() { [ "$2" = "$3" ] || fail "$1: wanted \"$2\", got \"$3\""; }

# Everything the discover branches hold, on main.
merge_discovered() {
  local branch
  for branch in $(git for-each-ref --format='%(refname:short)' refs/heads/muster/discover); do
    git merge -q --no-edit "$branch" >/dev/null
  done
}

# The hosts of the lab, approved and committed.
approved_inventory() {
  run 0 discover
  merge_discovered
  run 0 approve --where 'class = server or class = vm or class = network or class = printer' --commit
}

netbox() { curl -sS -H "Authorization: Token $NETBOX_TOKEN" "$NETBOX_URL/api/$1"; }
netbox_count() { netbox "$1" | jq .count; }
netbox_patch() {
  curl -sS -o /dev/null -X PATCH -H "Authorization: Token $NETBOX_TOKEN" \
    -H 'Content-Type: application/json' -d "$2" "$NETBOX_URL/api/$1"
}
