#!/usr/bin/env bash
# The Debian package of this build, installed, used and removed in a root of its own: the files of this
# machine under an overlay that goes away again.
set -euo pipefail
build=$(cd "$(dirname "$1")/.." && pwd)
skip() { echo "package: SKIPPED: $*" >&2; exit 77; }
fail() { echo "package: $*" >&2; exit 1; }

[ -s "$build/completions/muster.1.gz" ] || skip 'nothing is built to package: the target completions'
for program in cpack dpkg adduser setcap unshare; do
  command -v "$program" >/dev/null || skip "there is no $program here"
done
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
in_a_root() { # in_a_root SCRIPT: by an overlay, as root
  unshare --mount sh -ec '
    mount -t tmpfs none "$1"
    mkdir "$1/upper" "$1/work" "$1/root"
    mount -t overlay overlay -o "lowerdir=/,upperdir=$1/upper,workdir=$1/work" "$1/root"
    mount --bind /dev "$1/root/dev"
    mount --bind /proc "$1/root/proc"  # the leak sanitizer looks there
    mount --bind "$2" "$1/root/mnt"
    exec chroot "$1/root" bash -euc "$3"' sh "$dir/place" "$dir/packages" "$1"
}
mkdir "$dir/place" "$dir/packages"
[ "$(id -u)" -eq 0 ] && in_a_root true 2>/dev/null || skip 'a root of its own cannot be made here'

(cd "$build" && cpack --config CPackConfig.cmake -B "$dir/packages") >/dev/null 2>"$dir/err" ||
  fail "cpack: $(cat "$dir/err")"
rm -rf "$dir/packages/_CPack_Packages"
if command -v lintian >/dev/null; then
  lintian --fail-on error,warning "$dir"/packages/*.deb || fail 'lintian is not content'
else
  echo 'package: lintian is not here: not asked' >&2
fi

# The rpm has the same files, and would go in where its libraries are.
if command -v rpmbuild >/dev/null; then
  (cd "$build" && cpack --config CPackConfig.cmake -G RPM -B "$dir/rpms") >/dev/null 2>"$dir/err" ||
    fail "cpack -G RPM: $(cat "$dir/err")"
  rpm=$(ls "$dir"/rpms/*.rpm)
  mkdir "$dir/rpmdb"
  files() { grep -v '/$' | sort; }
  dpkg-deb -c "$dir"/packages/*.deb | awk '{ print $6 }' | sed 's/^\.//' | files >"$dir/in-deb"
  rpm -qp --qf '[%{FILEMODES:perms} %{FILENAMES}\n]' "$rpm" | sed -n 's/^-[^ ]* //p' | files >"$dir/in-rpm"
  diff "$dir/in-deb" "$dir/in-rpm" || fail 'the rpm has other files than the Debian package'
  rpm -qp --requires "$rpm" | grep -qx git || fail 'the rpm does not ask for git'
  rpm -qp --requires "$rpm" | grep -q '^libgit2\.so' || fail 'the rpm does not ask for its libraries'
  rpm -qp --scripts "$rpm" | grep -q 'setcap cap_net_raw' || fail 'the rpm gives no right'
  rpm --dbpath "$dir/rpmdb" --initdb
  rpm --dbpath "$dir/rpmdb" --root / --test --install --nodeps "$rpm" || fail 'the rpm would not go in'
else
  echo 'package: rpmbuild is not here: there is no rpm' >&2
fi

in_a_root '
  fail() { echo "package: $*" >&2; exit 1; }
  ! dpkg -s muster >/dev/null 2>&1 || fail "a package muster is installed on this machine"
  dpkg -i /mnt/*.deb >/mnt/log 2>&1 || { cat /mnt/log; fail "it does not install"; }
  dpkg -i /mnt/*.deb >/mnt/log 2>&1 || { cat /mnt/log; fail "it does not install over itself"; }
  dpkg -L muster | while read -r path; do [ -e "$path" ] || fail "$path is not there"; done
  muster --version | grep -q "^muster [0-9]" || fail "it says no version"
  getent passwd muster >/dev/null || fail "there is no user muster"
  getcap /usr/bin/muster-capture | grep -q cap_net_raw || fail "muster-capture has no right"
  gzip -t /usr/share/man/man1/muster.1.gz
  bash -n /usr/share/bash-completion/completions/muster
  ls /lib/systemd/system/muster-*.timer >/dev/null
  cd /tmp && rm -rf demo-inventory && mkdir demo-inventory && cd demo-inventory
  HOME=/tmp muster init --demo >/mnt/log 2>&1 || { cat /mnt/log; fail "the demo does not run"; }
  dpkg -L muster >/mnt/files
  dpkg -P muster >/mnt/log 2>&1 || { cat /mnt/log; fail "it does not go"; }
  while read -r path; do
    [ ! -f "$path" ] || fail "$path stayed"
  done </mnt/files
'
echo 'package: 1 passed, 0 failed'
