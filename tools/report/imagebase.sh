#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# imagebase.sh: what an earlier image has, by a revision's locks or by a registry; see
# imagebase.sh(1).
set -eu -o pipefail
export LC_ALL=C

usage="usage: imagebase.sh --target TARGET --arch ARCH --store DIR [--insecure] BASE

Prints, as JSON, which layers and packages BASE has. BASE is a revision of the project's
repository, as git names it, or an image in a registry, [docker://]REGISTRY/NAME[:TAG].

  --target TARGET  whose locks are read of a revision
  --arch ARCH      the architecture of an image, as OCI names it, such as arm64
  --store DIR      the content-addressed store
  --insecure       the registry may have no TLS
  -h, --help       print this"

end() { # status message
	printf 'imagebase.sh: %s\n' "$2" >&2
	exit "$1"
}

target='' arch='' store='' insecure='' base=''
while [ $# -gt 0 ]; do
	case $1 in
	-h | --help) printf '%s\n' "$usage"; exit ;;
	--version) printf '%s %s\n' "${0##*/}" "$(cat "${0%/*}/../VERSION")"; exit ;;
	--insecure) insecure=yes ;;
	--target | --arch | --store)
		[ $# -gt 1 ] || end 2 "$1 needs a value"
		case $1 in
		--target) target=$2 ;;
		--arch) arch=$2 ;;
		--store) store=$2 ;;
		esac
		shift
		;;
	-*) end 2 "$1: no such option; see \`imagebase.sh --help\`" ;;
	*) [ -z "$base" ] || end 2 'one BASE is wanted'; base=$1 ;;
	esac
	shift
done
if [ -z "$target" ] || [ -z "$arch" ] || [ -z "$store" ] || [ -z "$base" ]; then
	end 2 "--target, --arch, --store and a BASE must be given; see \`imagebase.sh --help\`"
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# --- a revision ----------------------------------------------------------------

# A file of the revision; nothing when it had none.
at_revision() { # revision file
	git show "$1:./$2" 2>/dev/null | head -c 67108864 || :
}

of_revision() { # revision
	at_revision "$1" "layers.$target.lock" >"$work/layers"
	at_revision "$1" "requirements.lock.$target.txt" >"$work/packages"
	at_revision "$1" "base.$target.lock" >"$work/base"
	git diff --no-ext-diff --no-color -U0 "$1" -- Makefile targets 2>/dev/null |
		sed -n 's/^\([-+]\)\([^-+].*\)$/\1\2/p' | head -n 200 >"$work/configuration" || :
	[ -s "$work/packages" ] ||
		end 1 "$base: that revision has no requirements.lock.$target.txt"
	jq -cn --arg what "revision ${1:0:12}" --rawfile layers "$work/layers" \
		--rawfile packages "$work/packages" --rawfile base "$work/base" \
		--rawfile configuration "$work/configuration" -f "${0%/*}/revision.jq"
}

# --- an image ------------------------------------------------------------------

of_image() { # image
	local image=${1#docker://} options=()
	case $image in
	localhost[:/]* | 127.* | '[::1]'*) insecure=yes ;;
	esac
	[ -z "$insecure" ] || options=(--option --src-tls-verify=false)
	"${0%/*}/../base/baseimage.sh" --arch "$arch" ${options[@]+"${options[@]}"} \
		-o "$work/lock" "docker://$image" >/dev/null || exit
	"${0%/*}/../base/baseimage.sh" --manifest --store "$store" \
		${options[@]+"${options[@]}"} "$work/lock" >"$work/manifest" || exit
	jq -c --arg what "image $image" -f "${0%/*}/imagebase.jq" "$work/manifest" ||
		end 1 "$image: its manifest is not as it should be"
}

if revision=$(git rev-parse -q --verify "$base^{commit}" 2>/dev/null); then
	of_revision "$revision"
elif [[ $base == */* ]]; then
	of_image "$base"
else
	end 1 "$base: neither a revision of this repository nor an image, <registry>/<name>:<tag>"
fi
