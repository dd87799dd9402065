#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# ondevice.sh: writes the file that checks an image on its device, and takes what that printed; see
# ondevice.sh(1). devicecheck.sh is the greater part of that file, and not run here.
set -u -o pipefail
export LC_ALL=C.UTF-8
here=$(dirname "$0")
# shellcheck source=tools/lib/inputfile.sh
. "$here/../lib/inputfile.sh"
largest_result=$((64 << 20))
largest_input=$((256 << 20))

usage="usage: ondevice.sh make --plan FILE --image LAYOUT --payload FILE [--gpu] -o FILE
                        [LAYER.json]...
       ondevice.sh result --image LAYOUT [--allow PACKAGE=REASON]... [--json FILE]
                          [--junit FILE] RESULT

Checks an image on its device: make writes the file for it, result takes what that printed.

  --plan FILE             plan.json of lockplan
  --image LAYOUT          the OCI image layout
  --payload FILE          what \`runimage.py --payload\` wrote
  --gpu                   the device has an NVIDIA GPU
  -o, --output FILE       the file for the device
  LAYER.json              what \`layer\` printed of a layer, for the size on the disk
  --allow PACKAGE=REASON  accepts findings on a package
  --json FILE             where the result goes
  --junit FILE            where it goes as JUnit XML
  -h, --help              print this"

end() { # status message...
	local status=$1
	shift
	printf 'ondevice.sh: %s\n' "$*" >&2
	exit "$status"
}

# The image's manifest and configuration, as files $manifest and $config.
read_image() { # layout
	local digest is='select(test("^sha256:[0-9a-f]{64}\\z")) | "blobs/sha256/" + .[7:]'
	digest=$(jq -er ".manifests[0].digest | $is" "$1/index.json" 2>/dev/null) &&
		manifest=$1/$digest &&
		digest=$(jq -er ".config.digest | $is" "$manifest" 2>/dev/null) &&
		config=$1/$digest && jq -e . "$config" >/dev/null 2>&1 && return
	end 1 "$1: not an OCI image layout"
}

make() {
	local manifest config name gpu=no new file problem
	[ -z "${given[gpu]:-}" ] || gpu=yes
	for file in "${given[plan]}" "${given[payload]}" "$@"; do
		problem=$(input_problem "$file" "$largest_input")
		[ -z "$problem" ] || end 1 "$file: $problem"
	done
	read_image "${given[image]}"
	cat -- /dev/null "$@" >"$work/layers" || exit 3
	jq -r -n --slurpfile plan "${given[plan]}" --slurpfile manifest "$manifest" \
		--slurpfile config "$config" --slurpfile layers "$work/layers" --arg gpu "$gpu" \
		-f "$here/devicevalues.jq" >"$work/values" 2>"$work/said" ||
		end 1 "${given[image]}: $(sed -E '1!d; s/^jq: (error[^:]*: )?//' "$work/said")"
	name=$(jq -r .target.name "${given[plan]}")
	new=${given[output]}.$$.new
	if ! {
		printf '#!/bin/sh\n# device-check.sh: whether a device runs the image of %s. %s\n' \
			"$name" 'Made by pylock.mk.' && cat "$work/values" "$here/devicecheck.sh" &&
			printf ": <<'PYLOCK_PROGRAM'\n" && cat -- "${given[payload]}" &&
			printf 'PYLOCK_PROGRAM\n'
	} >"$new" || ! chmod 0755 "$new" || ! mv -f "$new" "${given[output]}"; then
		rm -f "$new"
		exit 3
	fi
	printf '%s\n' 'copy it to the device and run it there:' \
		"  sh ${given[output]##*/} IMAGE >result.json" 'then here:' \
		'  make device-result FILE=result.json'
}

result() { # file
	local manifest config options=() other option problem
	read_image "${given[image]}"
	problem=$(input_problem "$1" 1099511627776) # of what is larger, head takes its part
	[ -z "$problem" ] || end 1 "$1: $problem"
	head -c "$largest_result" -- "$1" >"$work/result" || exit 3
	if [ "$(stat -c %s "$work/result")" -ge "$largest_result" ] ||
		! jq -ce -s -L "$here" --slurpfile config "$config" -f "$here/deviceresult.jq" \
			"$work/result" >"$work/taken" 2>/dev/null; then
		end 1 "$1: not what device-check.sh prints"
	fi
	other=$(jq -r '.lock // empty' "$work/taken")
	[ -z "$other" ] || end 1 "$1: $other"
	for option in json junit; do
		[ -z "${given[$option]:-}" ] || options+=("--$option" "${given[$option]}")
	done
	jq -c .result "$work/taken" | "$here/runreport.sh" "${allow[@]}" "${options[@]}" -
}

command=${1:-}
case $command in
make) wanted='plan image payload output' ;;
result) wanted=image ;;
-h | --help) printf '%s\n' "$usage" && exit ;;
--version) printf '%s %s\n' "${0##*/}" "$(cat "${0%/*}/../VERSION")"; exit ;;
*) end 2 'the first argument must be make or result; see ondevice.sh --help' ;;
esac
shift
declare -A given=()
allow=()
while [ $# -gt 0 ]; do
	case $1 in
	-h | --help) printf '%s\n' "$usage" && exit ;;
	--gpu) given[gpu]=yes && shift && continue ;;
	--plan | --image | --payload | -o | --output | --allow | --json | --junit) ;;
	-?*) end 2 "unknown option '$1'; see ondevice.sh --help" ;;
	*) break ;;
	esac
	[ $# -gt 1 ] || end 2 "$1 wants a value; see ondevice.sh --help"
	case $1 in
	-o) given[output]=$2 ;;
	--allow) allow+=("$1" "$2") ;;
	*) given[${1#--}]=$2 ;;
	esac
	shift 2
done
for option in $wanted; do
	[ -n "${given[$option]:-}" ] || end 2 "--$option must be given; see ondevice.sh --help"
done
[ "$command" = make ] || [ $# -eq 1 ] || end 2 'one RESULT must be given; see ondevice.sh --help'
work=$(mktemp -d) || exit 3
trap 'rm -rf "$work"' EXIT
"$command" "$@"
