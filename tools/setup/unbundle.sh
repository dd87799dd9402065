#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# unbundle.sh: brings the files of a bundle (make bundle) into the store, and what setup installs
# into build/setup.
#
#   unbundle.sh BUNDLE STORE SETUP-DIRECTORY
#
# Needs nothing but tar and the tools that every machine has. Every file is checked against its hash
# before it gets its name.
set -eu -o pipefail
export LC_ALL=C

die() { printf 'setup: %s\n' "$*" >&2; exit 1; }

bundle=$1 store=$2 setup=$3
[ -r "$bundle" ] || die "$bundle: cannot be read: BUNDLE wants a file that \`make bundle\` made"
umask go-w
mkdir -p "$store" "$setup"
work=$(mktemp -d "$store/unbundle.XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# Regular files of these names, and nothing else: no path leads elsewhere.
tar -tvf "$bundle" >"$work/members" 2>/dev/null || die "$bundle: not a whole tar archive"
[ "$(head -n 1 "$work/members" | awk '{ print $NF }')" = pylock-bundle ] ||
	die "$bundle: not a bundle of pylock.mk"
awk '
	!/^-/ || NF != 6 || length($NF) > 74 { exit 1 }
	$NF !~ /^(pylock-bundle|sha256\/[0-9a-f][0-9a-f]\/[0-9a-f]+)$/ { exit 1 }' "$work/members" ||
	die "$bundle: holds what is no part of a bundle"
tar -xf "$bundle" -C "$work" --no-same-owner --no-same-permissions
list=$work/pylock-bundle
[ "$(head -n 1 "$list")" = '# pylock.mk bundle 1' ] ||
	die "$bundle: a bundle of another version of pylock.mk"
awk '
	/^#/ { next }
	NF != 4 || $1 !~ /^[0-9a-f]+$/ || length($1) != 64 || $3 !~ /^[a-z-]+$/ { exit 1 }
	$4 !~ /^[A-Za-z0-9][A-Za-z0-9._+~!%-]*$/ { exit 1 }' "$list" ||
	die "$bundle: its list is not as bundle.sh writes it"
awk '!/^#/ { print $1 "  sha256/" substr($1, 1, 2) "/" $1 }' "$list" | sort -u >"$work/sums"
bad=$(cd "$work" && sha256sum --check --quiet sums 2>/dev/null | head -n 1) ||
	die "$bundle: damaged: ${bad:-a file is missing}"

# All content is on the disk before any of it has its name.
sync -f "$work"
while read -r sha256 path; do
	chmod 0444 "$work/$path"
	mkdir -p "$store/${path%/*}"
	mv -f "$work/$path" "$store/$path"
done <"$work/sums"

# What setup and builds need by name.
rm -rf "$setup/wheels" "$setup/debs" "$setup/bundle"
mkdir -p "$setup/wheels" "$setup/debs"
while read -r sha256 _ kind name; do
	case $kind in
	setup-wheel | build-wheel) to=$setup/wheels ;;
	setup-deb) to=$setup/debs ;;
	*) continue ;;
	esac
	ln -f "$store/sha256/${sha256:0:2}/$sha256" "$to/$name" 2>/dev/null ||
		cp -f "$store/sha256/${sha256:0:2}/$sha256" "$to/$name"
done < <(grep -v '^#' "$list")
mv "$list" "$setup/bundle"
printf 'setup: %s: %s files for %s\n' "$bundle" "$(wc -l <"$work/sums")" \
	"$(sed -n 's/^# targets //p' "$setup/bundle")"
