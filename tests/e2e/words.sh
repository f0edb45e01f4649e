#!/usr/bin/env bash
# The command line itself: help, mistakes, completion, start-up time.
. "$(dirname "$0")/lib.sh"

run 0 --help
mapfile -t commands < <(sed -n '/^commands$/,/^$/s/^  \([a-z]\+\( [a-z]\+\)\?\)  .*/\1/p' "$dir/out")
[ "${#commands[@]}" -gt 25 ] || fail "muster --help lists ${#commands[@]} commands"
for command in "${commands[@]}"; do
  # shellcheck disable=SC2086
  run 0 $command --help
  grep -q '^examples$' "$dir/out" || fail "muster $command --help has no examples"
done
run 64 reconsile
says 'did you mean "reconcile"?'
run 64 reconcile --plam
says 'did you mean "--plan"?'
run 64 reconcile --worktree
run 64 schema hots
says 'did you mean "host"?'
for shell in bash zsh fish; do run 0 completion "$shell"; done
bash -n <("$muster" completion bash)
run 0 schema host
jq -e . "$dir/out" >/dev/null || fail 'the host schema is not JSON'
run 3 -C "$dir" validate
says 'muster.yaml'
echo "words: 1 passed, 0 failed"
