#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# setup.sh: installs what is missing, and says what it installs. A second run changes nothing.
#
#   setup.sh [test] [--bundle FILE]
#
# Debian packages come from the machine's own apt (as root, or through sudo); the Python tools of
# python.txt go, with their hashes checked, into build/setup/venv, not into the user's Python.
# `test` adds what the tests need; tests.txt goes into build/setup/tests. With --bundle both come
# from a file that `make bundle` made, whose other files go into the store. With PYLOCK_OFFLINE=1 in
# the environment no socket is opened.
set -eu -o pipefail

here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "$here/../.." && pwd)/build/setup
wanted='^image	' bundle='' offline=''
while [ $# -gt 0 ]; do
	case $1 in
	test) wanted='^(image|test)	'; shift ;;
	--bundle) bundle=$2; shift 2 ;;
	*) printf 'setup: %s: no such argument\n' "$1" >&2; exit 2 ;;
	esac
done
shopt -s nocasematch
[[ ! ${PYLOCK_OFFLINE:-} =~ ^(1|y|yes|true|on)$ ]] || offline=1
shopt -u nocasematch

say() { printf 'setup: %s\n' "$*"; }
die() { printf 'setup: %s\n' "$*" >&2; exit 3; }

without='(PYLOCK_OFFLINE=1): run once without it, or give a bundle: '\
'make setup BUNDLE=FILE, made by `make bundle` elsewhere'

if [ -n "$bundle" ]; then
	"$here/unbundle.sh" "$bundle" "${PYLOCK_STORE:-${XDG_CACHE_HOME:-$HOME/.cache}/pylock.mk}" \
		"$build"
fi
# Of an earlier bundle, too, when nothing else can be had.
bundled() {
	[ -n "$bundle$offline" ] && [ -n "$(find "$build/$1" -type f 2>/dev/null | head -n 1)" ]
}

# --- Debian packages ------------------------------------------------------------

missing_packages() {
	local name
	grep -E "$wanted" "$here/debian.txt" | cut -f 2 | while read -r name; do
		[ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)" = installed ] ||
			printf '%s ' "$name"
	done
}

# Makes the bundle's packages an archive for apt, and sets the options that leave it no other.
repository() { # missing packages
	local deb wants has
	wants=$(sed -n 's/^# setup //p' "$build/bundle")
	# shellcheck source=/dev/null
	has="$(. /etc/os-release &&
		printf '%s' "${VERSION_CODENAME:-}") $(dpkg --print-architecture)"
	[ "$wants" = "$has" ] ||
		die \
		"missing: $1; the bundle has them for Debian ${wants:-(none)}, this is $has: \
make the bundle on such a machine"
	archive=$(mktemp -d)
	trap 'rm -rf "$archive"' EXIT
	chmod 755 "$archive"
	mkdir -p "$archive/lists/partial" "$archive/debs"
	cp "$build"/debs/*.deb "$archive/debs"
	for deb in "$archive"/debs/*.deb; do
		dpkg-deb -f "$deb"
		printf 'Filename: ./debs/%s\nSize: %s\nSHA256: %s\n\n' "${deb##*/}" \
			"$(stat -c %s "$deb")" "$(sha256sum <"$deb" | cut -d' ' -f1)"
	done >"$archive/Packages"
	printf 'deb [trusted=yes] copy://%s ./\n' "$archive" >"$archive/sources.list"
	options=(-o "Dir::Etc::sourcelist=$archive/sources.list" \
		-o Dir::Etc::sourceparts=/dev/null -o "Dir::State::lists=$archive/lists"
		-o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= -o APT::Sandbox::User=root)
}

install_packages() {
	local sudo=() packages=$1
	if [ "$(id -u)" -ne 0 ]; then
		command -v sudo >/dev/null ||
			die "missing: $packages; install them as root: apt-get install $packages"
		sudo=(sudo)
	fi
	local options=()
	if bundled debs; then
		repository "$packages"
		say "installing from the bundle: $packages"
	else
		[ -z "$offline" ] || die "missing: $packages $without"
		say "installing from Debian: $packages"
	fi
	"${sudo[@]}" apt-get "${options[@]}" update -qq || die "apt-get update failed"
	# shellcheck disable=SC2086  # a list of words
	"${sudo[@]}" env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get "${options[@]}" install \
		-qq -y --no-install-recommends $packages \
		>"$build/apt.log" 2>&1 || {
			tail -n 20 "$build/apt.log" >&2
			die "apt-get install failed; the whole log is in $build/apt.log"
		}
}

command -v dpkg-query >/dev/null ||
	die "this machine is not a Debian: install what $here/debian.txt lists by hand"
mkdir -p "$build"
changed=''
packages=$(missing_packages)
if [ -n "$packages" ]; then
	install_packages "$packages"
	changed=1
fi

# --- Python tools ---------------------------------------------------------------

# A virtual environment of the packages of a list, made anew when the list is another.
python_packages() { # list, virtual environment
	local list=$here/$1.txt options=() why="pip could not install the Python packages of $1.txt"
	cmp -s "$list" "$build/$1.txt" && return
	say "installing Python packages into $build/$2: $(grep -o '^[a-z0-9-]*==[^ ]*' "$list" |
		tr '\n' ' ')"
	if bundled wheels; then
		options=(--no-index --find-links "$build/wheels")
		why="$why: the bundle was made for others than $list wants; \
make it with this version of pylock.mk"
	elif [ -n "$offline" ]; then
		die "missing: the Python packages of $list $without"
	fi
	rm -rf "${build:?}/$2" "$build/$1.txt"
	/usr/bin/python3 -m venv "$build/$2"
	"$build/$2/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes \
		--only-binary :all: \
		"${options[@]}" -r "$list" || die "$why"
	cp "$list" "$build/$1.txt"
	changed=1
}

python_packages python venv
case $wanted in *test*) python_packages tests tests ;; esac

# The index that pip on this machine uses: from its configuration and environment, else its built-in
# one.
index=$("$build/venv/bin/python" -c '
from pip._internal.commands import create_command
print(create_command("download").parse_args([])[0].index_url)')
if [ "$index" != "$(cat "$build/index" 2>/dev/null)" ]; then
	(umask 077 && printf '%s\n' "$index" >"$build/index")
fi

[ -n "$changed" ] || say "everything is there"
