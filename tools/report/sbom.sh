#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# sbom.sh: what an image is made of, as a CycloneDX 1.6 and as an SPDX 2.3 document; see sbom.sh(1).
set -u -o pipefail
export LC_ALL=C.UTF-8
here=$(dirname "$0")
# shellcheck source=tools/lib/inputfile.sh
. "$here/../lib/inputfile.sh"

usage="usage: sbom.sh --name NAME --plan FILE --image LAYOUT --facts FILE [--base-lock FILE]
               --cyclonedx FILE --spdx FILE [LAYER.json]...

Writes what an image is made of, as CycloneDX and as SPDX.

  --name NAME       the project's
  --plan FILE       plan.json of lockplan
  --image LAYOUT    the OCI image layout
  --facts FILE      what basefacts printed of the base
  --base-lock FILE  the lock of the base's Debian packages
  --cyclonedx FILE  where the CycloneDX document goes
  --spdx FILE       where the SPDX document goes
  LAYER.json        what \`layer\` printed of each package layer
  -h, --help        print this"

end() { # status message...
	local status=$1
	shift
	printf 'sbom.sh: %s\n' "$*" >&2
	exit "$status"
}

# What jq said, in one line.
refuse() {
	end 1 "$(head -n 1 "$work/said" | sed -E 's/^jq: (error[^:]*: )?//' | tr -d '\000-\037' |
		cut -c1-400)"
}

declare -A given=([base-lock]=/dev/null)
while [ $# -gt 0 ]; do
	case $1 in
	-h | --help) printf '%s\n' "$usage" && exit ;;
	--version) printf '%s %s\n' "${0##*/}" "$(cat "${0%/*}/../VERSION")"; exit ;;
	--name | --plan | --image | --facts | --base-lock | --cyclonedx | --spdx)
		[ $# -gt 1 ] || end 2 "$1 wants a value; see sbom.sh --help"
		given[${1#--}]=$2
		shift 2
		;;
	-*) end 2 "unknown option '$1'; see sbom.sh --help" ;;
	*) break ;;
	esac
done
for option in name plan image facts cyclonedx spdx; do
	[ -n "${given[$option]:-}" ] || end 2 "--$option must be given; see sbom.sh --help"
done
index=${given[image]}/index.json
for file in "${given[plan]}" "${given[facts]}" "${given[base-lock]}" "$index" "$@"; do
	problem=$(input_problem "$file" 268435456)
	[ -z "$problem" ] || end 1 "$file: $problem"
done
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work" "${given[cyclonedx]}.new" "${given[spdx]}.new"' EXIT

digest=$(jq -er '.manifests[0].digest | select(test("^sha256:[0-9a-f]{64}$"))' \
	"$index" 2>/dev/null) || end 1 "$index: names no image"
"$here/../../build/bin/documents" needs --plan "${given[plan]}" "$@" >"$work/needs" || exit
# The hash of a name-based UUID (RFC 9562, version 5): of our name space and the image's digest.
hash=$({ printf '\157\155\153\056\160\171\134\157\214\153\056\155\153\000\000\001' &&
	printf %s "$digest"; } | sha1sum) || exit 3

jq -a -n --arg name "${given[name]}" --arg digest "$digest" --arg hash "$hash" \
	--arg plan_file "${given[plan]}" --slurpfile plan "${given[plan]}" \
	--arg facts_file "${given[facts]}" --slurpfile facts "${given[facts]}" \
	--arg lock_file "${given[base-lock]}" --rawfile lock "${given[base-lock]}" \
	--slurpfile needs "$work/needs" -f "$here/sbom.jq" >"$work/both" 2>"$work/said" || refuse
for file in "${given[cyclonedx]}" "${given[spdx]}"; do
	mkdir -p "$(dirname "$file")" || exit 3
done
# Each document ends with a line that is a brace.
sed '/^}$/q' "$work/both" >"${given[cyclonedx]}.new" &&
	sed '1,/^}$/d' "$work/both" >"${given[spdx]}.new" &&
	mv -f "${given[spdx]}.new" "${given[spdx]}" &&
	mv -f "${given[cyclonedx]}.new" "${given[cyclonedx]}" || exit 3
