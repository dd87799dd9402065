#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# buildroot.sh: a directory with compilers, of locked Debian packages that are unpacked and not
# configured; see buildroot.sh(1).
set -u -o pipefail
export LC_ALL=C

usage="usage: buildroot.sh --tools DIR --store STORE [--offline] [--mirror URL]... LOCK
       buildroot.sh --upgrade [--mirror URL]... LOCK

Prints the path of the root that LOCK names, which is made in the store when it is not there.

  --tools DIR    the framework's build directory
  --store STORE  the content-addressed store
  --mirror URL   address of a Debian archive, as for baselock.sh
  --offline      open no socket
  --upgrade      write LOCK anew, with the newest versions
  -h, --help     print this"

end() { # status message...
	local status=$1
	shift
	printf 'buildroot.sh: %s\n' "$*" >&2
	exit "$status"
}

field() { sed -n "s/^# $1 //p" "$lock"; } # name

# What the lock says of itself is locked anew: suite, architecture, packages; and for another
# architecture some packages without what they depend on (# also ARCH PACKAGE...).
upgrade() {
	local suite also arch package
	suite=$(field suite)
	if [ -z "$suite" ] || [ -z "$(field packages)" ]; then
		end 1 \
			"$lock: does not say what it is of: \`# suite\`, \`# architecture\`, \`# packages\`"
	fi
	# shellcheck disable=SC2046 # words
	"$baselock" ${mirrors[@]+"${mirrors[@]}"} --suite "$suite" --arch "$(field architecture)" \
		-o "$work/lock" $(field packages) || exit
	mapfile -t also < <(field also)
	for line in ${also[@]+"${also[@]}"}; do
		read -r arch line <<<"$line"
		# shellcheck disable=SC2086 # words
		"$baselock" ${mirrors[@]+"${mirrors[@]}"} --suite "$suite" --arch "$arch" \
			-o "$work/also" $line || exit
		printf '# also %s %s\n' "$arch" "$line" >>"$work/lock"
		for package in $line; do grep "^$package " "$work/also" >>"$work/lock"; done
	done
	{
		cp "$work/lock" "$lock.new" && mv -f "$lock.new" "$lock"
	} || end 3 "$lock: cannot be written"
}

# Nothing of the packages is run: what the compilers need of maintainer scripts is the two links.
# /usr is merged, as on every Debian since 12.
make_root() { # directory
	local dir link
	"$baselock" --list ${offline:+--offline} ${mirrors[@]+"${mirrors[@]}"} "$lock" \
		>"$work/list" || exit
	"$tools/bin/fetch" --quiet ${offline:+--offline} --store "$store" "$work/list" || exit
	"$baselock" --debs "$store" "$lock" | sed 's/^[^=]*=//' >"$work/paths" || exit
	mkdir -p "$1"/{build,dev,proc,sysroot,tmp,etc/ssl/certs} || end 3 "$1: cannot be made"
	for dir in bin sbin lib lib64; do mkdir -p "$1/usr/$dir" && ln -s "usr/$dir" "$1/$dir"; done
	# shellcheck disable=SC2016 # the inner shell's
	xargs -r -d '\n' -n 1 -P "$(nproc)" sh \
		-c \
		'dpkg-deb --fsys-tarfile "$2" | tar -xf - -C "$1" '\
'--keep-directory-symlink --no-same-owner || exit 255' \
		unpack "$1" <"$work/paths" || end 3 'a package cannot be unpacked'
	touch "$1"/etc/{resolv.conf,hosts,ssl/certs/ca-certificates.crt}
	[ ! -e "$1/usr/bin/gcc" ] || ln -sf gcc "$1/usr/bin/cc"
	[ ! -e "$1/usr/bin/g++" ] || ln -sf g++ "$1/usr/bin/c++"
	# An absolute link of a library leads out of a root that is not at /.
	find "$1/usr/lib" -type l -lname '/*' -name '*.so*' | while read -r link; do
		ln -srf "$1$(readlink "$link")" "$link"
	done
}

tools='' store='' offline='' new='' mirrors=() rest=()
while [ $# -gt 0 ]; do
	case $1 in
	-h | --help) printf '%s\n' "$usage"; exit 0 ;;
	--version) printf '%s %s\n' "${0##*/}" "$(cat "${0%/*}/../VERSION")"; exit ;;
	--tools | --store | --mirror)
		[ $# -ge 2 ] || end 2 "$1: a value is wanted (see buildroot.sh --help)"
		case $1 in
		--tools) tools=$2 ;;
		--store) store=$2 ;;
		--mirror) mirrors+=(--mirror "$2") ;;
		esac
		shift 2
		;;
	--offline) offline=yes; shift ;;
	--upgrade) new=yes; shift ;;
	-*) end 2 "$1: no such option (see buildroot.sh --help)" ;;
	*) rest+=("$1"); shift ;;
	esac
done
[ ${#rest[@]} -eq 1 ] || end 2 'exactly one LOCK must be given (see buildroot.sh --help)'
# shellcheck source=tools/lib/inputfile.sh
. "$(dirname "$0")/../lib/inputfile.sh"
lock=${rest[0]} baselock=$(dirname "$0")/../debian/baselock.sh
work=$(mktemp -d) || end 3 'cannot make a temporary directory'
root=''
trap 'rm -rf --one-file-system "$work" ${root:+"$root.new.$$"}' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
if [ -n "$new" ]; then
	upgrade
	exit
fi
[ -n "${tools:+$store}" ] || end 2 '--tools and --store are missing (see buildroot.sh --help)'
problem=$(input_problem "$lock" 16777216)
[ -z "$problem" ] || end 1 "$lock: $problem"
# The number changes when the same lock gives another root.
root=$store/roots/$({ echo 2; cat "$lock"; } | sha256sum | cut -c1-32)
# Another user's root is not believed.
[ "${PYLOCK_STORE_SHARED:-}" != yes ] || root+=.$(id -u)
[ ! -e "$root" ] || [ -O "$root" ] || end 1 "$root: belongs to another user: remove it"
if [ ! -d "$root" ]; then
	umask go-w
	mkdir -p "$store/roots" || end 3 "$store: cannot be written"
	make_root "$root.new.$$"
	# Another process may have been faster.
	mv -T "$root.new.$$" "$root" 2>/dev/null || [ -d "$root" ] || end 3 "$root: cannot be made"
fi
printf '%s\n' "$root"
