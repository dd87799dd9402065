#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# pushimage.sh: an image into a registry, and the registry's word for it; see pushimage.sh(1).
set -u -o pipefail
# shellcheck source=tools/lib/shown.sh
. "${0%/*}/../lib/shown.sh"
export LC_ALL=C

usage="usage: pushimage.sh [--option OPTION]... LAYOUT REFERENCE

  LAYOUT           the OCI image layout
  REFERENCE        where its image goes: [REGISTRY/]NAME:TAG
  --option OPTION  an option for \`skopeo copy\`, such as --dest-tls-verify=false
  -h, --help       print this"

end() { # status message...
	local status=$1
	shift
	printf 'pushimage.sh: %s\n' "$*" >&2
	exit "$status"
}

# Those of `skopeo copy` that say how the destination is reached, as `skopeo inspect` has them. A
# value may be a word of its own.
inspect_options() {
	local option value
	inspect=()
	while [ $# -gt 0 ]; do
		option=$1 value=()
		shift
		case $option in
		--*=* | --quiet | --all | --dest-tls-verify | --dest-no-creds | \
			--preserve-digests | --remove-signatures) ;;
		--*) [[ ${1:-} == -* ]] || { value=("${@:1:1}") && shift "$(($# > 0))"; } ;;
		esac
		case $option in
		--authfile | --authfile=* | --retry-times | --retry-times=*) \
			inspect+=("$option" "${value[@]}") ;;
		--dest-authfile* | --dest-cert-dir* | --dest-creds* | --dest-no-creds* | --dest-password* | \
			--dest-registry-token* | --dest-tls-verify* | --dest-username*) \
			inspect+=("--${option#--dest-}" "${value[@]}") ;;
		esac
	done
}

# What went wrong, by skopeo's last line. A value of an option may be a secret: none is shown.
explain() {
	local said option host=${reference%%/*}
	said=$(shown <"$work/said" |
		sed -E 's/^time="[^"]*" level=[a-z]+ msg="?//; s/"$//; s/\\"/"/g' | tail -n 1 |
		cut -c1-400)
	for option in "${options[@]}"; do
		option=${option#*creds=} option=${option#*password=} \
			option=${option#*registry-token=}
		[[ $option == -* || -z $option ]] || said=${said//"$option"/...}
		[[ $option != *:* || $option == -* || -z ${option#*:} ]] ||
			said=${said//"${option#*:}"/...}
	done
	case ${said,,} in
	*unauthorized* | *'authentication required'* | *'invalid username/password'* | *'401 '*)
		end 1 \
			"$reference: the registry wants other credentials: run \`skopeo login $host\`" ;;
	*'preserve digests'* | *'invalidate digests'*)
		end 1 \
			"$reference: the options of PYLOCK_PUSH_OPTIONS would make another image of it: $said" ;;
	*denied* | *'403 '* | *forbidden*) end 1 \
		"$reference: the registry denies it: run \`skopeo login $host\` as a user who may push" ;;
	*'server gave http response to https'*)
		end 3 \
			"$reference: the registry has no TLS: \
PYLOCK_PUSH_OPTIONS := --dest-tls-verify=false allows that" ;;
	*'dial tcp'* | *'no such host'* | *timeout* | *'connection re'*) end 3 \
		"$reference: the registry cannot be reached: $said" ;;
	*) end 3 "$reference: skopeo: ${said:-it failed}" ;;
	esac
}

main() {
	local options=() preserve=() inspect layout reference digest found
	while [ $# -gt 0 ]; do
		case $1 in
		-h | --help) printf '%s\n' "$usage" && exit ;;
		--version) printf '%s %s\n' "${0##*/}" "$(cat "${0%/*}/../VERSION")"; exit ;;
		--option) [ $# -ge 2 ] || {
			printf 'pushimage.sh: --option: its value is missing\n' >&2 && exit 2
		} && options+=("$2") && shift 2 ;;
		-*) printf 'pushimage.sh: %s: not an option: see pushimage.sh --help\n' "$1" >&2 &&
			exit 2 ;;
		*) break ;;
		esac
	done
	[ $# -eq 2 ] || {
		printf \
			'pushimage.sh: a layout and a reference must be given: see pushimage.sh --help\n' >&2 && exit 2
	}
	layout=$1 reference=$2
	command -v skopeo >/dev/null || end 3 'skopeo: not found: `make setup` installs it'
	work=$(mktemp -d) || exit 3
	trap 'rm -rf "$work"' EXIT
	digest=$(jq -er '.manifests[0].digest' "$layout/index.json" 2>/dev/null) ||
		end 1 "$layout: not an OCI image layout"

	# It would compress plain layers and give the image another digest; older ones than 1.5
	# cannot be told.
	skopeo copy --help 2>&1 | grep -q -e --preserve-digests && preserve=(--preserve-digests)
	skopeo copy --quiet "${preserve[@]}" "${options[@]}" "oci:$layout:latest" \
		"docker://$reference" >/dev/null 2>"$work/said" || explain
	inspect_options "${options[@]}"
	skopeo inspect --raw "${inspect[@]}" "docker://$reference" >"$work/manifest" \
		2>"$work/said" || explain
	found=sha256:$(sha256sum <"$work/manifest" | cut -c1-64)
	[ "$found" = "$digest" ] ||
		end 1 \
		"$reference: the registry has $found there, and the image is $digest: \
it was changed on the way, or by somebody else"
	printf '%s\n' "$digest"
}

main "$@"
