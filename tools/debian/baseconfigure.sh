#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# baseconfigure.sh: a root in which the locked packages were configured for real, as a tarball; see
# baseconfigure.sh(1).
set -u -o pipefail
# shellcheck source=tools/lib/shown.sh
. "$(dirname "$0")/../lib/shown.sh"
export LC_ALL=C.UTF-8

usage="usage: baseconfigure.sh --suite SUITE --arch ARCH -o ROOTFS DEB...

Runs the maintainer scripts of exactly these packages, natively or under qemu, by mmdebstrap.

  DEB            FILE.deb, or NAME.deb=PATH when PATH has another name; @FILE stands for the
                 lines of FILE
  --suite SUITE  Debian suite, such as bookworm
  --arch ARCH    Debian's name of the architecture, such as arm64
  -o ROOTFS      write the root to ROOTFS, a tar archive
  -h, --help     print this"

end() { # status message...
	local status=$1
	shift
	printf 'baseconfigure.sh: %s\n' "$*" >&2
	exit "$status"
}

suite='' arch='' output='' debs=()
while [ $# -gt 0 ]; do
	case $1 in
	-h | --help) printf '%s\n' "$usage"; exit 0 ;;
	--version) printf '%s %s\n' "${0##*/}" "$(cat "${0%/*}/../VERSION")"; exit ;;
	--suite | --arch | -o)
		[ $# -ge 2 ] || end 2 "$1: a value is wanted (see baseconfigure.sh --help)"
		case $1 in
		--suite) suite=$2 ;;
		--arch) arch=$2 ;;
		-o) output=$2 ;;
		esac
		shift 2
		;;
	-*) end 2 "$1: no such option (see baseconfigure.sh --help)" ;;
	@*)
		[ -r "${1#@}" ] || end 1 "${1#@}: cannot be read"
		mapfile -t -O ${#debs[@]} debs <"${1#@}"
		shift
		;;
	*) debs+=("$1"); shift ;;
	esac
done
[[ $suite =~ ^[a-z]+$ ]] || end 2 "--suite: '$suite' is not a suite such as bookworm"
[[ $arch =~ ^[a-z0-9]+$ ]] || end 2 "--arch: '$arch' is not an architecture such as arm64"
[ -n "$output" ] || end 2 '-o is missing'
[ ${#debs[@]} -gt 0 ] || end 2 'no packages are given'
command -v mmdebstrap >/dev/null ||
	end 3 'mmdebstrap is missing: install it, or leave PYLOCK_BASE_CONFIGURE at static'

# --- a repository of these packages and no others --------------------------------

work=$(mktemp -d) || end 3 'cannot make a temporary directory'
trap 'rm -rf "$work" "$output.new.$$"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
chmod 755 "$work"
mkdir "$work/repository"
names=()
for deb in "${debs[@]}"; do
	name=${deb%%.deb=*} path=${deb#*.deb=}
	name=$(basename "${name%.deb}").deb
	[ -r "$path" ] || end 1 "$path: cannot be read"
	cp --reflink=auto "$path" "$work/repository/$name" || end 3 "$name: cannot be copied"
	control=$(dpkg-deb -f "$path") || end 1 "$name: not a Debian package"
	names+=("$(sed -n 's/^Package: //p' <<<"$control")")
	printf '%s\nFilename: ./%s\nSize: %s\nSHA256: %s\n\n' "$control" "$name" \
		"$(stat -Lc %s "$path")" \
		"$(sha256sum <"$path" | cut -d' ' -f1)" >>"$work/repository/Packages"
done

# --- configured --------------------------------------------------------------------

# What only this machine and this moment know: logs, caches, locks, the addresses of archives.
# Byte-code is only good with the times of its sources, which a layer does not keep.
cat >"$work/clean" <<'CLEAN'
set -eu
cd "${1:?}/var/lib/dpkg/../../.."
[ "$(pwd -P)" != / ]
rm -rf etc/hostname etc/resolv.conf etc/fstab etc/machine-id etc/apt/sources.list \
	var/lib/apt var/cache/apt var/cache/ldconfig/* \
	var/log/apt var/log/dpkg.log var/log/alternatives.log var/log/bootstrap.log \
	var/log/fontconfig.log \
	var/lib/dpkg/lock var/lib/dpkg/lock-frontend var/lib/dpkg/triggers/Lock \
	var/cache/fontconfig/* tmp/* run/mount
rm -f var/lib/dpkg/*-old var/cache/debconf/*-old
find . -xdev -name __pycache__ -prune -exec rm -rf {} +
CLEAN
# Every suite that is not history has a merged /usr.
cat >"$work/merge" <<MERGE
set -eu
cd "\${1:?}"
for name in bin sbin lib $([ "$arch" != amd64 ] || echo lib64); do
	mkdir -p "usr/\$name" && ln -s "usr/\$name" "\$name"
done
MERGE
include=$(IFS=,; printf '%s' "${names[*]}")
export SOURCE_DATE_EPOCH=315532800
mmdebstrap --variant=custom --architectures="$arch" --include="$include" --format=tar \
	--setup-hook="sh $work/merge \"\$1\"" --customize-hook="sh $work/clean \"\$1\"" "$suite" \
	"$work/root.tar" "deb [trusted=yes] copy://$work/repository ./" \
	>"$work/said" 2>&1 || { shown <"$work/said" >&2; end 3 'the packages were not configured'; }
{
	mv "$work/root.tar" "$output.new.$$" && mv -f "$output.new.$$" "$output"
} || end 3 "$output: cannot be written"
