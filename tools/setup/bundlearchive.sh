# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2154
# bundlearchive.sh: the tar archive that bundle.sh writes.
#
#   archive    prints it: $work/list as pylock-bundle, and the files of the store whose sha256 and
#              size $work/members has, a line each
#
# Of what bundle.sh has: $work; end, find_place.

zeros() { # count
	local blanks
	printf -v blanks '%*s' "$1" ''
	printf %b "${blanks// /\\0}"
}

# Prints a member of the archive: a header as POSIX has it for ustar, and the content. The owner is
# 0, the mode 0444, the time 1980-01-01. The checksum of the header is the sum of its bytes, its
# own eight taken as blanks.
member() { # name size file
	local size text sum=256 i byte
	printf -v size %011o "$2"
	[ ${#size} -eq 11 ] || end 3 "$3: too large for a tar archive"
	text="${1}000044400000000000000${size}022635230000ustar00"
	for ((i = 0; i < ${#text}; i++)); do
		printf -v byte %d "'${text:i:1}"
		sum=$((sum + byte))
	done
	printf %s "$1" && zeros $((100 - ${#1})) &&
		printf '0000444\0000000000\0000000000\000%s\00002263523000\000%06o\000 0' "$size" "$sum" &&
		zeros 100 && printf 'ustar\00000' && zeros 247 && cat "$3" &&
		zeros $(((512 - $2 % 512) % 512)) || exit 3
}

# The list, and the members in the order of their hashes; ended as tar ends an archive, with two
# empty blocks, filled up to a record of 20.
archive() {
	local sha256 size sum
	member pylock-bundle "$(stat -c %s "$work/list")" "$work/list"
	while read -r sha256 size; do
		find_place "$sha256"
		sum=$(sha256sum <"$place") || exit 3
		[ "${sum%% *}" = "$sha256" ] ||
			end 1 "$place: the content is not what its name says; remove it and try again"
		member "sha256/${sha256:0:2}/$sha256" "$size" "$place"
	done <"$work/members"
	zeros 1024
}
