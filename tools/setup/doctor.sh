#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# doctor.sh: checks this machine, and says what to do about each lack.
#
#   doctor.sh [STORE]
#
# Exit status: 0 when everything that `make image` needs is there, 1 otherwise.
set -u

here=$(cd "$(dirname "$0")" && pwd)
top=$(cd "$here/../.." && pwd)
store=${1:-${PYLOCK_STORE:-${XDG_CACHE_HOME:-$HOME/.cache}/pylock.mk}}
lacks=0

good() { printf '  ok    %s\n' "$*"; }
lack() { printf '  LACK  %s\n        -> %s\n' "$1" "$2"; lacks=1; }
hint() { printf '  note  %s\n        -> %s\n' "$1" "$2"; }

installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

check_packages() {
	local when name missing=() tests=()
	while IFS=$'\t' read -r when name; do
		installed "$name" && continue
		[ "$when" = image ] && missing+=("$name") || tests+=("$name")
	done < <(grep -E '^(image|test)	' "$here/debian.txt")
	if [ "${#missing[@]}" -gt 0 ]; then
		lack "Debian packages: ${missing[*]}" "make setup"
	else
		good "Debian packages"
	fi
	[ "${#tests[@]}" -eq 0 ] || hint "for the tests only: ${tests[*]}" "make setup test"
}

check_python_tools() {
	if cmp -s "$here/python.txt" "$top/build/setup/python.txt" &&
		"$top/build/setup/venv/bin/uv" --version >/dev/null 2>&1; then
		good "Python tools: $("$top/build/setup/venv/bin/uv" --version)"
	else
		lack "Python tools in build/setup/venv" "make setup"
	fi
	[ -s "$top/build/setup/index" ] ||
		lack "the package index is not known" "make setup, or set PYLOCK_INDEX_URL"
}

check_tools() {
	if make --no-print-directory -C "$top" -q tools 2>/dev/null; then
		good "programs in build/bin"
	else
		lack "programs in build/bin are not built, or old" "make tools"
	fi
}

check_store() {
	local free
	if mkdir -p "$store" 2>/dev/null && [ -w "$store" ]; then
		free=$(df -Pk "$store" | awk 'NR == 2 { print int($4 / 1048576) }')
		good "store $store: $free GiB free"
		[ "$free" -ge 5 ] ||
			hint "less than 5 GiB free for the store" \
			"set PYLOCK_STORE to a larger disk"
	else
		lack "store $store: cannot be written" "set PYLOCK_STORE to a directory of yours"
	fi
}

check_boxes() {
	local said
	command -v bwrap >/dev/null || return # a Debian package that is missing
	if said=$(bwrap --ro-bind / / --proc /proc --dev /dev --unshare-all true 2>&1); then
		good "namespaces: sdists are built in a box"
	else
		hint "no namespaces for this user ($(tail -n 1 \
			<<<"$said")): sdists cannot be built here" \
			"as root: sysctl kernel.unprivileged_userns_clone=1 \
kernel.apparmor_restrict_unprivileged_userns=0; in a container: --privileged"
	fi
}

check_running() {
	if command -v docker >/dev/null && docker info >/dev/null 2>&1; then
		good "docker daemon: make load can be used"
	else
		hint "no docker daemon answers" "only make load needs one"
	fi
	if [ -e /proc/sys/fs/binfmt_misc/qemu-aarch64 ] || [ "$(uname -m)" = aarch64 ]; then
		good "programs for aarch64 can be run"
	else
		hint "programs for aarch64 cannot be run here" \
			"only for trying images: install qemu-user-static"
	fi
}

printf 'pylock.mk: this machine, %s\n' \
	"$(. /etc/os-release 2>/dev/null && printf '%s, ' "$PRETTY_NAME")$(uname -m)"
check_packages
check_python_tools
check_tools
check_store
check_boxes
check_running
[ "$lacks" -eq 0 ] && printf 'everything that `make image` needs is there\n'
exit "$lacks"
