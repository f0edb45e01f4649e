#!/usr/bin/env bash
# The first day as the README has it: every command of that section is typed, in order, and what it shows
# of a host file and a plan is what comes. With MUSTER_FRESH_ROOT, a Debian that debootstrap made, all of
# it happens in there, with the Debian package of this build, which is removed again at the end; its packages
# come from where that Debian has them from, so this is not the default.
#   debootstrap --variant=minbase bookworm DIR http://deb.debian.org/debian
. "$(dirname "$0")/lib.sh"
fresh=${MUSTER_FRESH_ROOT:-}
also_down() {
  [ ! -f "$dir/netbox.pid" ] || kill "$(cat "$dir/netbox.pid")" 2>/dev/null || true
}

"$lab" netbox --token first-day >"$dir/netbox.log" 2>&1 </dev/null &
echo $! >"$dir/netbox.pid"
for _ in $(seq 100); do
  ! grep -q ready "$dir/netbox.log" || break
  sleep 0.1
done
url=$(grep -o 'http://[0-9.:]*' "$dir/netbox.log" | head -n 1)
[ -n "$url" ] || fail "there is no NetBox: $(cat "$dir/netbox.log")"

block() { # block HEADING LANGUAGE N: the Nth such block below that heading of the README
  awk -v head="## $1" -v open="\`\`\`$2" -v wanted="$3" '
    /^## / { below = ($0 == head); next }
    below && !inside && $0 == open { inside = 1; n++; next }
    inside && /^```$/ { inside = 0; next }
    inside && n == wanted' "$root/README.md"
}

# --- what a person has: a network that hands out leases, a name for Git, and an editor
day=$dir/day
mkdir -p "$day/home"
cat >"$day/leases" <<'TEXT'
1999999999 3c:52:82:00:00:11 10.20.0.11 printer-2nd-floor *
1999999999 bc:24:11:00:00:12 10.20.0.12 web1 *
TEXT
git config --file "$day/home/.gitconfig" user.name 'First Person'
git config --file "$day/home/.gitconfig" user.email first@example.org
cat >"$day/editor" <<'TEXT'
#!/bin/sh
sed -i -e "s|^  lan: .*|  leases: {kind: dhcp-leases, site: berlin, format: dnsmasq, path: $DAY/leases}|" \
  -e "s|https://netbox.example|$NETBOX_URL|" \
  -e "s|^  # ns1: .*|  ns1: {kind: unbound, file: $DAY/muster.conf}|" "$1"
TEXT
chmod +x "$day/editor"
block 'The first day' sh 1 >"$day/commands"
[ "$(wc -l <"$day/commands")" -gt 10 ] || fail 'the README has no first day'
cat >"$day/type" <<'TEXT'
set -e
cd "$DAY"
export HOME=$DAY/home EDITOR=$DAY/editor NETBOX_TOKEN=first-day
while IFS= read -r line; do
  printf '\n$ %s\n' "$line"
  eval "$line" </dev/null || { echo "FAILED with $?: $line"; exit 1; }
done <"$DAY/commands"
TEXT

if [ -z "$fresh" ]; then
  DAY=$day NETBOX_URL=$url PATH=$(dirname "$muster"):$PATH bash "$day/type" >"$dir/out" 2>&1 ||
    fail 'the first day does not pass'
else
  build=$(cd "$(dirname "$muster")/.." && pwd)
  mkdir "$dir/packages" "$dir/place"
  (cd "$build" && cpack --config CPackConfig.cmake -B "$dir/packages") >/dev/null 2>"$dir/err"
  rm -rf "$dir/packages/_CPack_Packages"
  block Install sh 1 | tail -n 1 >"$day/install"  # the package is built already
  unshare --mount --pid --fork sh -ec '
    mount -t tmpfs none "$1/place"
    mkdir "$1/place/upper" "$1/place/work" "$1/place/root"
    mount -t overlay overlay -o "lowerdir=$2,upperdir=$1/place/upper,workdir=$1/place/work" "$1/place/root"
    cd "$1/place/root"
    mount -t proc proc proc
    mount --bind /dev dev
    mkdir -p tmp/packages tmp/day
    mount --bind "$1/packages" tmp/packages
    mount --bind "$1/day" tmp/day
    cp /etc/resolv.conf etc/
    echo "APT::Get::Assume-Yes \"true\";" >etc/apt/apt.conf.d/assume-yes
    exec chroot . /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 TERM=dumb \
      DEBIAN_FRONTEND=noninteractive DAY=/tmp/day NETBOX_URL="$3" bash -ec "
        apt-get update -qq
        cat /tmp/day/install
        . /tmp/day/install
        muster --version
        bash /tmp/day/type
        cat /var/lib/dpkg/info/muster.list >/tmp/day/files
        apt-get purge muster
        while read -r path; do [ ! -f \"\$path\" ] || { echo \"FAILED: \$path stayed\"; exit 1; }; done </tmp/day/files"
  ' sh "$dir" "$fresh" "$url" >"$dir/out" 2>"$dir/err" || fail 'the first day does not pass in a fresh root'
fi
cp "$dir/out" "${MUSTER_FIRST_DAY_LOG:-/dev/null}"

# --- the README shows what came, but for what is another each time
plain() {
  sed -E -e 's/[0-9]{4}-[0-9]{2}-[0-9]{2}/DAY/; s/^id: .*/id: ID/; s/@[0-9a-f]{7} /@COMMIT /' \
    -e 's/sha256:[0-9a-f…]+/sha256:SUM/; s/(→ netbox) .*/\1/; s/ +$//'
}
file=$(cd "$day/inventory" && git ls-files 'hosts/berlin/web1--*.yaml')
git -C "$day/inventory" show "HEAD~1:$file" | plain >"$dir/host"
block 'The first day' yaml 2 | plain | diff - "$dir/host" || fail 'the host file of the README is not what discover writes'
awk '$0 == "$ muster reconcile --plan" { n++; next } /^\$ / { n += n == 1 } n == 1 && !/^muster: |^note: |^  why: /' "$dir/out" |
  sed '${/^$/d}' | plain >"$dir/plan"
block 'The first day' text 1 | plain | diff - "$dir/plan" || fail 'the plan of the README is not what reconcile shows'
echo "first_day: 1 passed, 0 failed"
