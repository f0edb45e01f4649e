#!/usr/bin/env bash
# The command line itself: help, mistakes, completion, start-up time.
. "$(dirname "$0")/lib.sh"

run 0 --help
mapfile -t commands < <(sed -n '/^begin$/,/^options of every command$/s/^  \([a-z]\+\( [a-z]\+\)\?\)  .*/\1/p' "$dir/out")
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
run 0 completion values rail
same 'rails that completion knows' 'cascades creates deletes empty missing updates window' "$(tr '\n' ' ' <"$dir/out" | sed 's/ $//')"
run 0 schema host
jq -e . "$dir/out" >/dev/null || fail 'the host schema is not JSON'
run 3 -C "$dir" validate
says 'muster.yaml'

# --- a result that nobody could read is no success, and what is no file is never replaced
code=0
"$muster" schema host >/dev/full 2>"$dir/err" || code=$?
[ "$code" -eq 1 ] || fail "a full output ended with $code"
says 'the result could not be written'
(set +o pipefail; "$muster" schema host 2>"$dir/err" | true; exit "${PIPESTATUS[0]}") || code=$?
[ "$code" -le 1 ] || fail "a reader who left ended it with $code"
[ ! -s "$dir/err" ] || fail "a reader who left is told of: $(cat "$dir/err")"
code=0
"$muster" schema host >&- 2>"$dir/err" || code=$?
[ "$code" -eq 1 ] || fail "a closed output ended with $code"
"$muster" schema host >"$dir/out" 2>&- </dev/null || fail 'a closed stderr is no mistake'
jq -e . "$dir/out" >/dev/null || fail 'the schema is not what it was'
git init -q -b main "$dir/place"
cp "$root/share/first-rules.yaml" "$dir/place/rules.yaml"
printf 'sites:\n  berlin: {}\n' >"$dir/place/muster.yaml"
mkfifo "$dir/pipe"
cat "$dir/pipe" >"$dir/through" &
run 0 -C "$dir/place" validate --format "json=$dir/pipe"
wait $!
[ -p "$dir/pipe" ] && [ -s "$dir/through" ] || fail 'the pipe was replaced'
ln -s there "$dir/link"
run 0 -C "$dir/place" validate --format "json=$dir/link"
[ -L "$dir/link" ] && [ -s "$dir/there" ] || fail 'the link was replaced'
echo "words: 1 passed, 0 failed"
