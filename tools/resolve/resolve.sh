#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# resolve.sh: keeps a project's lock for one target fresh: runs the resolver when its inputs have
# changed, and nothing otherwise.
#
# Called by mk/resolve.mk; see resolve.sh(1).
set -eu -o pipefail

usage='usage: resolve.sh --tools DIR --key FILE --target FILE --lock FILE --work DIR
       --resolver uv==VERSION -r FILE... [-c FILE]... [-o FILE]... [--exclude NAME]...
       [--prefer-binary NAME]... [--no-binary NAME]... [--only-binary NAME]...
       [--exclude-newer DATE] --policy FILE [--store DIR] [--provided DIR] [--offline]
       [--seed FILE] [--builder FILE]
       [--check | --locked | --renew | --trial [--cached] |
        --upgrade [--package NAME]... [--dry-run]]'

say() { printf 'resolve: %s\n' "$*" >&2; }
die() { say "$1"; exit "${2:-1}"; }

arguments=("$@") refresh=()
policy='' provided='' key='' fresh='' check='' renew='' trial='' cached='' locked='' offline='' \
	upgrade='' dry_run='' newer='' seed='' builder=''
store=${PYLOCK_STORE:-${XDG_CACHE_HOME:-$HOME/.cache}/pylock.mk}
requirements=() constraints=() overrides=() excluded=() binaries=() packages=() formats=()
while [ $# -gt 0 ]; do
	case $1 in
	-h | --help) printf '%s\n' "$usage"; exit 0 ;;
	--version) printf '%s %s\n' "${0##*/}" "$(cat "${0%/*}/../VERSION")"; exit ;;
	--check) check=1; shift; continue ;;
	--locked) locked=1; shift; continue ;;
	--offline) offline=1; shift; continue ;;
	--upgrade) upgrade=1; shift; continue ;;
	--dry-run) dry_run=1; shift; continue ;;
	--renew) renew=1; shift; continue ;;
	--trial) trial=1; shift; continue ;;
	--cached) cached=1; shift; continue ;;
	--refresh) refresh=(--refresh); shift; continue ;;
	esac
	[ $# -ge 2 ] || die "$1: wants a value (see resolve.sh --help)" 2
	case $1 in
	--tools) tools=$2 ;;
	--key) key=$(cat "$2") ;;
	--target) target=$2 ;;
	--lock) lock=$2 ;;
	--work) work=$2 ;;
	--resolver) resolver=$2 ;;
	--policy) policy=$2 ;;
	--provided) provided=$2 ;;
	--seed) seed=$2 ;;
	--builder) builder=$2 ;;
	--store) store=$2 ;;
	--exclude-newer) newer=$2 ;;
	-r) requirements+=("$2") ;;
	-c) constraints+=("$2") ;;
	-o) overrides+=("$2") ;;
	--exclude) excluded+=("$2") ;;
	--prefer-binary) binaries+=("$2") ;;
	--no-binary | --only-binary) formats+=("$1=${2/#all/:all:}") ;;
	--package) packages+=("$2") ;;
	*) die "$1: no such option (see resolve.sh --help)" 2 ;;
	esac
	shift 2
done
name=$(jq -r .name "$target")
remedy="\`make resolve TARGET=$name\`"

# shellcheck source=tools/lib/shown.sh
. "$(dirname "$0")/../lib/shown.sh"
# shellcheck source=tools/resolve/freshness.sh
. "$(dirname "$0")/freshness.sh"

if [ -n "$offline" ]; then
	[ -z "$upgrade" ] ||
		die "$lock: an upgrade has to ask the index, and PYLOCK_OFFLINE=1; run it \
without that"
	why='not fresh'
	[ -e "$lock" ] || why='not there'
	die "$lock: $why, and the index may not be asked (PYLOCK_OFFLINE=1); \
run $remedy once without it"
fi

# --- resolve --------------------------------------------------------------------

provided_json=/dev/null provided_names=''
if [ -n "$provided" ]; then
	provided_json=$provided.json
	provided_names=$(jq -r 'keys[]' "$provided_json")
fi

# What the resolver gets are the lines that all other programs read in the project's files, and the
# policy with what these lines allow.
mkdir -p "$work/asked"
read_input() { # [OPTION...]
	"$tools/bin/resolverinput" --target "$target" --policy "$policy" --output "$work/asked" \
		"$@" "${formats[@]}" "${requirements[@]/#/-r}" "${constraints[@]/#/-c}" \
		"${overrides[@]/#/-o}"
}
read_input
references=()
if jq -e '. != []' "$work/asked/references.json" >/dev/null; then
	"$tools/bin/references" --tools "$tools" \
		--store "$store" --lock "$lock" ${upgrade:+--upgrade} \
		"${packages[@]/#/--package=}" --work "$work/references" \
		${builder:+--builder "$builder"} \
		--output "$work/references.json" "$work/asked/references.json"
	references=(--references "$work/references.json")
	read_input "${references[@]}"
fi
policy=$work/asked/policy.json asked_constraints=() asked_overrides=()
[ ! -s "$work/asked/constraints.txt" ] || asked_constraints=("$work/asked/constraints.txt")
[ ! -s "$work/asked/overrides.txt" ] || asked_overrides=("$work/asked/overrides.txt")

# shellcheck source=tools/resolve/resolvers.sh
. "$(dirname "$0")/resolvers.sh"

# What the base provides is resolved against, and not installed: the lock does not list it.
drop_provided() { # LOCK
	awk -v names="$provided_names" '
		function flush() { if (!(name in provided)) printf "%s", block; block = name = "" }
		BEGIN { split(names, list, "\n"); for (i in list) provided[list[i]] = 1 }
		/^\[/ && !/^\[\[?packages\./ { flush() }
		{ block = block $0 "\n" }
		$1 == "name" && name == "" { name = $3; gsub("\"", "", name) }
		END { flush() }' "$1" >"$1.new"
	mv "$1.new" "$1"
}

# What direct references lead to is known by now; the resolver sees nothing but that.
without_references() { # LOCK
	awk '
		function flush() { if (!direct) printf "%s", block; block = ""; direct = 0 }
		/^\[/ && !/^\[\[?packages\./ { flush() }
		/^(vcs|directory|archive) = / { direct = 1 }
		{ block = block $0 "\n" }
		END { flush() }' "$1"
}

# The packages that may move, whatever the lock has.
moving=("${packages[@]}")
[ -z "$upgrade" ] || [ "${#packages[@]}" -gt 0 ] || moving=(:all:)

# mean RESOLVED [OPTION...]: which files of the resolved releases are meant, to $work/files.json.
mean() {
	"$tools/bin/pinfiles" --policy "$policy" --tools "$tools" --target "$target" \
		${newer:+--exclude-newer "$newer"} --store "$store" "${moving[@]/#/--upgrade=}" \
		-r "$work/asked/requirements.txt" -o "$work/asked/overrides.txt" "${@:2}" \
		--known "$work/requires.json" --output "$work/files.json" "$1"
}

# The packages of $work/pylock.resolved.toml that have no wheel for the target and shall rather be
# had in another version.
unwanted_sdists() {
	[ "${#binaries[@]}" -gt 0 ] || return 0
	"$tools/bin/lockplan" --target "$target" -o "$work" "$work/pylock.resolved.toml"
	jq -r '.packages[] | select(.file.kind == "sdist") | .name
		| select(. as $name | $ARGS.positional | any(. == "all" or . == $name))' \
		--args "${binaries[@]}" <"$work/plan.json"
}

version_of() { # NAME FILE
	awk -v name="$1" '{ gsub("\"", "", $3) }
		$1 == "name" { n = $3 } $1 == "version" && n == name { print $3 }' "$2"
}

prefer_binaries() {
	local sdist before after
	for sdist in $(unwanted_sdists); do
		before=$(version_of "$sdist" "$work/pylock.resolved.toml")
		cp "$work/pylock.resolved.toml" "$work/pylock.binary.toml"
		if compile "$work/pylock.binary.toml" "${options[@]}" --only-binary "$sdist" \
			2>"$work/uv.err"; then
			mv "$work/pylock.binary.toml" "$work/pylock.resolved.toml"
			options+=(--only-binary "$sdist")
			after=$(version_of "$sdist" "$work/pylock.resolved.toml")
			say "$sdist: $before has no wheel for $name: $after is taken instead"
		elif ! grep -qE -e 'No solution found|ResolutionImpossible' \
			-e 'No matching distribution|Could not find a version' "$work/uv.err"; then
			shown <"$work/uv.err" >&2
			die "$sdist: no wheel could be looked for, as explained above" 3
		else
			say "$sdist: no version with a wheel for $name satisfies the requirements: \
$before stays"
		fi
	done
}

# uv keeps an index's pages for as long as the index says. What is not there by these may be there
# by now, or the other way round: then all is done again with pages that were asked for just now.
# An upgrade wants these from the beginning.
ask_again() {
	case $resolver in
	uv==*)
		[ "${#refresh[@]}" -gt 0 ] || [ -n "$trial" ] ||
			exec "$0" "${arguments[@]}" --refresh
		;;
	esac
}
[ -z "$upgrade" ] || refresh=(--refresh)

rm -f "$work/pylock.resolved.toml"
options=()
if [ -e "$lock" ] && { [ -z "$upgrade" ] || [ "${#packages[@]}" -gt 0 ]; }; then
	if [ -n "$fresh" ]; then
		cp "$lock" "$work/pylock.resolved.toml"
	else
		without_references "$lock" >"$work/pylock.resolved.toml"
	fi
elif [ -n "$seed" ] && [ -z "$upgrade" ]; then
	"$tools/bin/seedlock" --target "$target" "$seed" >"$work/pylock.resolved.toml"
fi
for package in "${packages[@]}"; do
	options+=(--upgrade-package "$package")
done
status=0
if [ -n "$fresh" ]; then # --renew: nothing moves, the lock is written as it is written today
	say "$name: $lock, as it is"
	: >"$work/resolver.err"
else
	[ -n "$trial" ] || { [ "${#refresh[@]}" -gt 0 ] && [ -z "$upgrade" ]; } ||
		say "$name: $(printf '%s ' "${requirements[@]}")by ${resolver/==/ }"
	compile "$work/pylock.resolved.toml" "${options[@]}" 2>"$work/resolver.err" || status=$?
	[ "$status" -ne 1 ] || ask_again
fi
# What pip-compile says besides is of interest only when it fails.
case $status-$resolver in
0-pip-tools==*)
	grep -E '^(routeindex\.py|pinfiles|pipcompile\.py): ' "$work/resolver.err" | shown >&2 ||
		true
	;;
*) shown <"$work/resolver.err" >&2 ;;
esac
if [ "$status" -ne 0 ]; then
	[ -z "$trial" ] || exit "$((status == 3 ? 3 : 1))"
	kept=
	[ ! -e "$lock" ] || kept="; $lock is untouched"
	grep -qE 'No solution found|ResolutionImpossible' "$work/resolver.err" &&
		kept="$kept; \`make analyze\` looks for what mends them"
	die "$name: the requirements cannot be resolved, as explained above$kept" \
		"$((status == 3 ? 3 : 1))"
fi
[ -n "$fresh" ] || prefer_binaries
[ -z "$provided" ] || [ -n "$fresh" ] || drop_provided "$work/pylock.resolved.toml"
[ -z "$trial" ] || exit 0

# --- which files are meant --------------------------------------------------------

# What is locked are the files that the indexes have now, whose hashes are known.
meant=$work/pylock.meant.toml
status=0
mean "$work/pylock.resolved.toml" --lock "$meant" 2>"$work/pinfiles.err" || status=$?
[ "$status" -ne 1 ] || [ -n "$fresh" ] ||
	! grep -qE ": not at index '|has no file of it\$" "$work/pinfiles.err" || ask_again
cat "$work/pinfiles.err" >&2
[ "$status" -eq 0 ] || die "$name: no lock is written, as explained above" "$status"
[ -z "$fresh" ] || meant=$work/pylock.resolved.toml

# --- write the lock -------------------------------------------------------------

jq -n --arg inputs "$key" --arg target "$name" --arg resolver "${resolver/==/ }" \
	--arg newer "$newer" --slurpfile provided "$provided_json" \
	'{$inputs, $target, $resolver, excluded: $ARGS.positional}
		+ if $provided == [] then {} else {provided: ($provided[0] | to_entries |
		map("\(.key) \(.value.version), \(.value.base) of the base"))} end
		+ if $newer == "" then {} else {"exclude-newer": $newer} end' \
	--args "${excluded[@]}" >"$work/tool.json"
old=()
[ ! -e "$lock" ] || old=(--old "$lock")
pin() {
	"$tools/bin/lockpin" --target "$target" "${old[@]}" --policy "$policy" \
		--files "$work/files.json" "${references[@]}" --tool "$work/tool.json" \
		--wheelhouse "build/$name/wheelhouse" --requirements "$work/requirements.txt" \
		"${moving[@]/#/--upgrade=}" ${dry_run:+--dry-run} -o "$work/new.toml" "$meant"
}
pin
# The resolver may know other requirements of a package than the file has that is taken, or repair
# them. Such a lock is what was asked for, and says so.
if [ -z "$dry_run" ]; then
	status=0
	unmet "$work/new.toml" --record "$work/unmet.json" >"$work/unmet.txt" || status=$?
	[ "$status" -le 1 ] || exit "$status"
	if [ -s "$work/unmet.txt" ]; then
		sed "s/^/resolve: $name: note: /; s/\$/, by ${resolver/==/ }, which reads it \
otherwise/" "$work/unmet.txt" >&2
		jq --slurpfile unmet "$work/unmet.json" '.unmet = $unmet[0]' "$work/tool.json" \
			>"$work/tool.new"
		mv "$work/tool.new" "$work/tool.json"
		pin >"$work/pin.out"
	fi
fi
if [ -z "$dry_run" ]; then
	# An old lock is not replaced by one that a power cut would leave empty.
	sync "$work/requirements.txt" "$work/new.toml" 2>/dev/null || true
	mv "$work/requirements.txt" "$(dirname "$lock")/requirements.lock.$name.txt"
	mv "$work/new.toml" "$lock"
fi
