# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2154
# bundlebuilds.sh: what builds of sdists take, for bundle.sh: wheels that they require, and, of a
# build in a root, that root and crates.
#
#   download_wheels REQUIREMENTS KIND [OPTION of pip]...
#   of_build NAME SDIST
#
# Of what bundle.sh has: $here, $work, $tools, $store, $python, $build; add, built, end, find_place,
# json, refuse_names, run.

# The files in that directory become content of the store.
put_into_store() { # directory kind
	local path sha256 uri
	: >"$work/put"
	for path in "$1"/*; do
		sha256=$(sha256sum <"$path") || exit 3
		refuse_names "${sha256%% *}" "${path##*/}"
		uri=$(jq -nr --arg path "$path" '$path | split("/") | map(@uri) | join("/")') || exit 3
		printf '%s %s %s file://%s\n' "${sha256%% *}" "$(stat -c %s "$path")" "${path##*/}" "$uri"
	done >"$work/put"
	run 'what was downloaded' "$tools/bin/fetch" --quiet --store "$store" - <"$work/put"
	while read -r sha256 _ path _; do add "$sha256" "$2" "$path"; done <"$work/put"
}

# The wheels that fit this machine, or what the options of pip say, of pinned requirements with
# hashes.
download_wheels() { # requirements kind [option of pip]...
	rm -rf "$work/wheels" && mkdir "$work/wheels" || exit 3
	run "the wheels of $1" "$python" -m pip download --quiet --disable-pip-version-check \
		--require-hashes --no-deps --only-binary :all: -d "$work/wheels" "${@:3}" -r "$1"
	put_into_store "$work/wheels" "$2"
}

# What a build of an sdist takes, so that it can be repeated: what it requires and, of one in a
# root, that root and crates. $work/entry is its entry of built.<target>.lock.
of_build() { # name sdist
	local builder lines machine glibc sha256 kind filename fits=() minor version name
	builder=$(built '.builder | strings') || exit
	if [ "$builder" != native ]; then
		find_place "$2"
		"$python" "${here%/*}/wheels/buildparts.py" --tools "$tools" --store "$store" \
			"$build" "$1" "$work/entry" "$place" >"$work/parts" || exit
		while read -r sha256 kind filename; do add "$sha256" "$kind" "$filename"; done \
			< <(tail -n +2 "$work/parts")
		read -r machine glibc version <"$work/parts"
		fits=(--python-version "$version" --implementation cp --abi "cp${version//./}"
			--abi abi3 --abi none)
		for ((minor = glibc; minor > 4; minor--)); do
			fits+=(--platform "manylinux_2_${minor}_$machine")
		done
		while read -r name; do
			fits+=(--platform "${name}_$machine")
		done < <(sed -n 's/^MANYLINUX(\([a-z0-9]*\),.*/\1/p' "$here/../pypa/manylinux.def")
		fits+=(--platform "linux_$machine")
	fi
	of_requirements "${fits[@]}"
}

# The wheels that a build of an sdist requires; their hashes make sure that the index does not
# matter.
of_requirements() { # option of pip...
	local line='if test("[[:cntrl:]]") then error("bad") else . end' lines urls index=() url
	lines=$(built ".requires[] | $line") || exit
	[ -n "$lines" ] || return 0
	printf '%s\n' "$lines" >"$work/requirements.txt" || exit 3
	urls=$(json "$build/policy.json" ".indexes | [.default // empty, (del(.default) | .[])] |
		if . == [] then error(\"none\") else .[].url end | $line") || exit
	while read -r url; do
		index+=("--${index[0]+extra-}index-url" "$url")
	done <<<"$urls"
	download_wheels "$work/requirements.txt" build-wheel "${index[@]}" "$@"
}
