#!/usr/bin/env bash
# The report served on loopback: who may ask, and decisions as commits of a person.
. "$(dirname "$0")/lib.sh"

"$root/tests/browser/inventory.py" "$dir/inventory" 60
cd "$dir/inventory"
git init -q -b main
git config user.name ''
HOME=$dir run 3 serve
says 'who decides is not known'
git config user.name Ann
git config user.email ann@lab.example
git add -A
git commit -qm 'Begin the inventory'
run 64 serve --port web

timeout 300 "$muster" serve >"$dir/url" 2>"$dir/serve.log" &
served=$!
also_down() { kill "$served" 2>/dev/null || true; }
until grep -q '^http' "$dir/url"; do
  kill -0 "$served" 2>/dev/null || fail "serve ended: $(cat "$dir/serve.log")"
  sleep 0.05
done
url=$(cat "$dir/url")
origin=$(cut -d/ -f1-3 <<<"$url")
says_of() { curl -sS -o "$dir/out" -w '%{http_code}' --path-as-is "$@"; }
post() { says_of -H 'Content-Type: application/json' -d '{}' "$@"; }

same 'the page' 200 "$(says_of "$url")"
grep -q "connect-src 'self'" "$dir/out" || fail 'the page may not ask its own server'
same 'without the token' 404 "$(says_of "$origin/")"
same 'with half of the token' 404 "$(says_of "${url%????/}/")"
same 'a path outside' 404 "$(says_of "$url../../etc/passwd")"
same 'a file of the inventory' 404 "$(says_of "${url}muster.yaml")"
same 'another name for this machine' 403 "$(says_of -H 'Host: evil.example' "$url")"
same 'a link of another page' 403 "$(says_of -H 'Sec-Fetch-Site: cross-site' "$url")"
same 'decisions from nowhere' 403 "$(post "${url}decisions")"
same 'decisions of another page' 403 "$(post -H 'Origin: http://evil.example' "${url}decisions")"
same 'decisions as a form' 415 "$(says_of -d 'x=1' -H "Origin: $origin" "${url}decisions")"
same 'decisions that are none' 409 "$(post -H "Origin: $origin" "${url}decisions")"
same 'another method' 405 "$(says_of -X DELETE "${url}decisions")"
same 'another write' 404 "$(post -H "Origin: $origin" "${url}state")"
head -c 40000000 /dev/zero >"$dir/large"
same 'more than anybody decides' 413 "$(says_of -H 'Content-Type: application/json' -H "Origin: $origin" --data-binary "@$dir/large" "${url}decisions")"
same 'an address as long as a book' 414 "$(says_of "$url$(head -c 9000 /dev/zero | tr '\0' x)")"
ss -ltn | grep -q "127.0.0.1:${origin##*:} " || fail 'it does not listen on loopback'
same 'nothing was written by all that' '' "$(git status --porcelain)$(git log --format=%s | sed 1d)"

id=$(git ls-files 'hosts/*/host-00007--*' | sed 's/.*--\(.*\)\.yaml/\1/')
decision="{\"format_version\": 1, \"decisions\": [{\"id\": \"$id\", \"approval\": \"rejected\"}]}"
same 'a decision' 200 "$(says_of -H 'Content-Type: application/json' -H "Origin: $origin" -d "$decision" "${url}decisions")"
same 'is a commit of the person' 'Ann decide: 1 host' "$(git log -1 --format='%an %s')"

named='{"format_version": 1, "decisions": [{"id": "host-00009", "approval": "rejected"}]}'
same 'a decision about a name, not an id' 200 "$(says_of -H 'Content-Type: application/json' -H "Origin: $origin" -d "$named" "${url}decisions")"
same 'changes nothing' '[]' "$(jq -c .changed "$dir/out")"
same 'and commits nothing' 'decide: 1 host' "$(git log -1 --format=%s)"
unknown='{"format_version": 1, "decisions": [{"id": "nobody", "approval": "rejected"}]}'
same 'a decision about nobody' 409 "$(says_of -H 'Content-Type: application/json' -H "Origin: $origin" -d "$unknown" "${url}decisions")"
wrong="{\"format_version\": 1, \"decisions\": [{\"id\": \"$id\", \"approval\": \"perhaps\"}]}"
same 'a word that is none' 409 "$(says_of -H 'Content-Type: application/json' -H "Origin: $origin" -d "$wrong" "${url}decisions")"
same 'leaves the files as they are' '' "$(git status --porcelain)"

if command -v chromium >/dev/null && command -v chromedriver >/dev/null; then
  mkdir "$dir/downloads"
  "$root/tests/browser/serve.py" "$url" "$dir/inventory" "$dir/downloads"
else
  echo 'serve: there is no chromium: it is not seen in a browser' >&2
fi

kill -INT "$served"
code=0
wait "$served" || code=$?
case $code in 0 | 130) ;; *) fail "serve ended with $code" ;; esac
echo "serve: 1 passed, 0 failed"
