#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# bundle.sh: packs what some targets of a project need, and what `make setup` needs, into one file
# for a machine without network; see bundle.sh(1).
#
# The file is a tar archive: first `pylock-bundle`, a list of all files by hash, size, kind and
# name, then each as sha256/<2 hex>/<64 hex>, as in the store. Equal content gives equal bytes.
set -u -o pipefail
shopt -s nullglob extglob
export LC_ALL=C.UTF-8
here=$(cd "$(dirname "$0")" && pwd) || exit 3

usage="usage: bundle.sh --tools DIR --store DIR [--no-setup] -o FILE TARGET...

Packs what targets need for a machine without network.

  --tools DIR  the framework's build directory
  --store DIR  the content-addressed store
  --no-setup   leave out what make setup installs
  -o FILE      the bundle
  TARGET       a target, of which build/<TARGET> has the plan
  -h, --help   print this"

end() { # status message...
	local status=$1
	shift
	printf 'bundle.sh: %s\n' "${*//[[:cntrl:]]/?}" >&2
	exit "$status"
}

# shellcheck source=tools/setup/bundlebuilds.sh
. "$here/bundlebuilds.sh"

# What an item is for. `setup-` ones are what make setup installs, `build-` ones and crates what
# builds of sdists take.
kinds=(wheel sdist built build-wheel build-deb crate deb base interpreter setup-wheel setup-deb)
declare -A rank=()
for kind in "${kinds[@]}"; do rank[$kind]=$((10 + ${#rank[@]})); done

# Sets $place to where the store has that content.
find_place() { place=$store/sha256/${1:0:2}/$1; } # sha256

refuse_names() { # sha256 filename
	[[ $1 =~ ^[0-9a-f]{64}$ && $2 =~ ^[A-Za-z0-9][A-Za-z0-9._+~!%-]*$ ]] ||
		end 1 "'$2', '$1': not a filename and a sha256"
}

# Adds a file of the store to what is packed: a line in the order of the list, rank, filename,
# sha256 and kind.
add() { # sha256 kind filename
	[ -n "${rank[${2:-none}]-}" ] ||
		end 1 "$target: '$2' is not a kind of file that bundles have"
	refuse_names "$1" "$3"
	find_place "$1"
	[ -e "$place" ] || end 1 "$3: not in the store $store; run \`make bundle\` again"
	printf '%s %s %s %s\n' "${rank[$2]}" "$3" "$1" "$2" >>"$work/items" || exit 3
}

# Runs the command; WHAT cannot be had when it fails.
run() { # what command...
	local status=0
	"${@:2}" || status=$?
	[ "$status" -eq 0 ] || end 1 "$1 cannot be had (${2##*/} ended with $status)"
}

present() { # file
	[ -e "$1" ] || end 1 "$1: No such file or directory"
	[ -r "$1" ] || end 3 "$1: cannot be read"
}

# Prints what the filter makes of a JSON file. Strings of a row are safe to read as words that tabs
# part: @tsv escapes what ends a field or a line.
json() { # file filter [option of jq]...
	present "$1"
	jq -rs "${@:3}" "if length == 1 then .[0] else error(\"\") end | $2" "$1" 2>/dev/null ||
		end 1 "$1: not as pylock.mk writes it"
}

# --- what a target needs -----------------------------------------------------------

# The entry of a build in the target's lock, into $work/entry.
find_built() { # name
	json "built.$target.lock" '.[$name] | objects | {version: null} + .' --arg name "$1" \
		>"$work/entry"
	[ -s "$work/entry" ] || end 1 "built.$target.lock: has no build of '$1'"
}

# Prints what the filter makes of that.
built() { # filter
	jq -r "$1" "$work/entry" 2>/dev/null || end 1 "built.$target.lock: not as pylock.mk writes it"
}

of_plan() {
	local rows sha256 kind filename name row wheel
	rows=$(json "$build/plan.json" \
		'.packages[] | [.file.sha256, .file.kind, .file.filename, .name] | @tsv') || exit
	while IFS=$'\t' read -r -u 3 sha256 kind filename name; do
		[ -n "$sha256" ] || continue
		add "$sha256" "$kind" "$filename"
		[ "$kind" = sdist ] || continue
		find_built "$name"
		row=$(built '.wheel | [.sha256, .filename] | @tsv') || exit
		IFS=$'\t' read -r wheel filename <<<"$row"
		add "$wheel" built "$filename"
		of_build "$name" "$sha256"
	done 3<<<"$rows"
}

# What builds of the project's own packages take.
of_projects() {
	local described name digest
	for described in "$build"/project/*/package.json; do
		name=$(json "$described" '.name | strings') || exit
		digest=$(json "${described%/*}/source.json" '.digest | ltrimstr("sha256:")') || exit
		refuse_names "$digest" source
		find_built "$name"
		of_build "$name" "$digest"
	done
}

# An image of a registry: its manifest and the blobs that this names.
of_image() { # digest
	local digests digest
	add "$1" base "$1"
	digests=$(json "$place" '.config, .layers[] | .digest | ltrimstr("sha256:")') || exit
	while read -r digest; do add "$digest" base "$digest"; done <<<"$digests"
}

# The Debian packages or the image that the base's lock names. Another base is a file of the
# project's own.
of_base() {
	local words
	[ -e "$build/base.lock" ] || return 0
	present "$build/base.lock"
	while read -r -a words; do
		case ${words[0]-#} in
		'#'*) ;;
		sha256:*) of_image "${words[-1]#sha256:}" ;;
		*)
			[ ${#words[@]} -gt 5 ] || end 1 "$build/base.lock: not as pylock.mk writes it"
			add "${words[4]}" deb "${words[5]##*/}"
			;;
		esac
	done <"$build/base.lock"
}

# What else the stages of a target take from the store, as they say: SHA256:KIND:FILENAME.
of_stages() {
	local words word sha256 kind filename
	present "$build/bundle.extra"
	read -r -d '' -a words <"$build/bundle.extra"
	for word in "${words[@]}"; do
		IFS=: read -r sha256 kind filename <<<"$word"
		add "$sha256" "$kind" "$filename"
	done
}

# --- what make setup needs ---------------------------------------------------------

of_setup() { # release architecture
	local names lister=$here/../debian/baselock.sh sha256 name
	download_wheels "$here/python.txt" setup-wheel
	mapfile -t names < <(sed -n 's/^image\t\([^[:space:]]*\).*/\1/p' "$here/debian.txt")
	run 'the Debian packages that setup installs' "$lister" --suite "$1" --arch "$2" \
		-o "$work/setup.lock" "${names[@]}"
	run 'their addresses' "$lister" --list "$work/setup.lock" >"$work/debs"
	run 'the Debian packages that setup installs' "$tools/bin/fetch" --quiet --store "$store" - \
		<"$work/debs"
	while read -r sha256 _ name _; do add "$sha256" setup-deb "$name"; done <"$work/debs"
}

# --- the archive -------------------------------------------------------------------

# Prints SHA-256 and name of the files that standard input names. OpenSSL uses what the processor
# has for it, which sha256sum of Debian 12 does not.
hashes() { xargs -r -n 16 -P "$(nproc)" openssl dgst -sha256 -r; }

# Writes the bundle, complete or not at all, and says what was packed.
pack() { # header
	local count digest bad
	mkdir -p -- "$(dirname -- "$output")" || exit 3
	sort -u -t ' ' -k 1,3 "$work/items" >"$work/ordered" || exit 3
	awk '{ print "sha256/" substr($3, 1, 2) "/" $3 }' "$work/ordered" | sort -u \
		>"$work/names" || exit 3
	bad=$(cd -- "$store" && hashes <"$work/names" | awk 'substr($2, 12) != $1 { print; exit }') ||
		exit 3
	[ -z "$bad" ] ||
		end 1 "$store/${bad#*\*}: the content is not what its name says; remove it and try again"
	(cd -- "$store" && xargs -r stat -L -c '%n %s' <"$work/names") >"$work/sizes" || exit 3
	{
		printf %s "$1" && awk 'FILENAME != ARGV[2] { size[substr($1, 11)] = $2; next }
			{ print $3, size[$3], $4, $2 }' "$work/sizes" "$work/ordered"
	} >"$work/pylock-bundle" || exit 3
	tar --create --format=ustar --owner=0 --group=0 --numeric-owner --mode=0444 \
		--mtime=@315532800 --dereference --hard-dereference --file - -C "$work" pylock-bundle \
		-C "$(realpath -- "$store")" -T "$work/names" >"$output.new" || exit 3
	sync -- "$output.new" || exit 3
	count=$(wc -l <"$work/names") && digest=$(openssl dgst -sha256 -r <"$output.new") || exit 3
	mv -fT -- "$output.new" "$output" || exit 3
	printf '%s: %d files, %d MB, sha256 %s\n' "$output" "$count" \
		$((($(stat -c %s -- "$output") + 500000) / 1000000)) "${digest%% *}"
}

# --- command line ------------------------------------------------------------------

tools='' store='' setup=yes output='' targets=()
while [ $# -gt 0 ]; do
	case $1 in
	-h | --help) printf '%s\n' "$usage" && exit ;;
	--version) printf '%s %s\n' "${0##*/}" "$(cat "$here/../VERSION")" && exit ;;
	--tools=* | --store=*) set -- "${1%%=*}" "${1#*=}" "${@:2}" ;;
	--tools | --store | -o)
		[ $# -gt 1 ] || end 2 "$1 wants a value (see bundle.sh --help)"
		case $1 in --tools) tools=$2 ;; --store) store=$2 ;; -o) output=$2 ;; esac
		shift 2
		;;
	--no-setup) setup=''; shift ;;
	--) targets+=("${@:2}"); break ;;
	-*) end 2 "unknown option '$1' (see bundle.sh --help)" ;;
	*) targets+=("$1"); shift ;;
	esac
done
[ -n "$tools" ] || end 2 '--tools is missing (see bundle.sh --help)'
[ -n "$store" ] || end 2 '--store is missing (see bundle.sh --help)'
[ -n "$output" ] || end 2 '-o is missing (see bundle.sh --help)'
[ ${#targets[@]} -gt 0 ] || end 2 'no TARGET is given (see bundle.sh --help)'
for target in "${targets[@]}"; do
	[[ $target =~ ^[A-Za-z0-9][A-Za-z0-9._-]*$ ]] || end 2 "'$target' is not the name of a target"
done
[ "$store" = / ] || store=${store%%+(/)}
python=$tools/setup/venv/bin/python

work=$(mktemp -d) && work=$(realpath "$work") || exit 3
trap 'rm -rf -- "$work" "$output.new"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
: >"$work/items"
for target in "${targets[@]}"; do
	build=build/$target
	of_plan
	of_projects
	of_base
	of_stages
done
header='# pylock.mk bundle 1'$'\n'
if [ -n "$setup" ]; then
	# shellcheck source=/dev/null
	suite=$(. /etc/os-release && printf %s "${VERSION_CODENAME-}") || exit 3
	architecture=$(run 'the architecture' dpkg --print-architecture) || exit
	of_setup "$suite" "$architecture"
	header+="# setup $suite $architecture"$'\n'
fi
header+="# targets $(printf '%s\n' "${targets[@]}" | sort | xargs)"$'\n'
pack "$header"
