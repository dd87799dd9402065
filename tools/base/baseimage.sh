#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# baseimage.sh: locks the image of a base in a registry, and brings what is locked into a layout;
# see baseimage.sh(1).
set -u -o pipefail
export LC_ALL=C

usage="usage: baseimage.sh --arch ARCH [--offline] [--option OPTION]... -o LOCK IMAGE
       baseimage.sh --pull LAYOUT --store DIR [--offline] [--option OPTION]... LOCK
       baseimage.sh --layers --store DIR [--offline] [--option OPTION]... LOCK
       baseimage.sh --manifest --store DIR [--offline] [--option OPTION]... LOCK

  --arch ARCH      the architecture of the image, as OCI names it, such as arm64
  -o LOCK          write to LOCK the digests that IMAGE has now,
                   docker://NAME[:TAG][@sha256:DIGEST]
  --pull LAYOUT    make LAYOUT the OCI image layout of the image that LOCK names
  --layers         print how many layers the image that LOCK names has
  --manifest       print the manifest that LOCK names, as the registry has it
  --store DIR      take blobs from this store, and keep there what is transferred
  --offline        ask no registry
  --option OPTION  an option for \`skopeo copy\`, such as --src-tls-verify=false
  -h, --help       print this"

end() { # status message...
	local status=$1
	shift
	printf 'baseimage.sh: %s\n' "$*" >&2
	exit "$status"
}

# --- the registry, through skopeo --------------------------------------------

# What to do about what skopeo said. No text of the registry but one line.
explain() { # image what
	local image=$1 what=$2 said host
	said=$(shown <"$work/said" |
		sed -E 's/^time="[^"]*" level=[a-z]+ msg="?//; s/"$//; s/\\"/"/g' | tail -n 1 |
		cut -c1-400)
	host=${image%%/*}
	case ${said,,} in
	*toomanyrequests* | *'429 '* | *'too many requests'* | *'pull rate limit'*)
		end 3 \
			"docker://$image: the registry's rate limit is reached: wait, or log in (skopeo login $host)" ;;
	*unauthorized* | *'authentication required'* | *'invalid username/password'* | *'401 '*)
		end 1 \
			"docker://$image: the registry wants other credentials (401): run \`skopeo login $host\`" ;;
	*denied* | *'403 '* | *forbidden*)
		end 1 \
			"docker://$image: the registry denies access (403): \
run \`skopeo login $host\` as a user who may read it" ;;
	*'manifest unknown'* | *'name unknown'* | *'repository name not known'* | *'404 '* | *'not found'*)
		[ "$what" = tag ] &&
			end 1 \
			"docker://$image: not in the registry (any more): \
name a tag or digest that is there in PYLOCK_BASE"
		end 1 \
			"docker://$image: the registry no longer has what $lock names: \
\`make base-upgrade\` locks what is there now" ;;
	*'server gave http response to https'*)
		end 3 \
			"docker://$image: the registry has no TLS: \
PYLOCK_PULL_OPTIONS := --src-tls-verify=false allows that" ;;
	*x509:* | *certificate*) end 3 \
		"docker://$image: the registry's certificate is not accepted: $said" ;;
	*'dial tcp'* | *'no such host'* | *timeout* | *'connection re'* | *eof*)
		end 3 "docker://$image: the registry cannot be reached: $said" ;;
	*) end 3 "docker://$image: skopeo: $said" ;;
	esac
}

# Prints the bytes of a manifest or, with --config, of a configuration.
inspect() { # image what option...
	local image=$1 what=$2
	shift 2
	skopeo inspect --raw "$@" ${inspect_options[@]+"${inspect_options[@]}"} "docker://$image" \
		2>"$work/said" || explain "$image" "$what"
}

digest_of() { printf 'sha256:%s' "$(sha256sum <"$1" | cut -c1-64)"; }

# --- locking -------------------------------------------------------------------

# The digest of the platform's manifest in the file of an index or manifest that lies at that
# digest.
manifest_of() { # file digest
	local found config
	jq -e 'type == "object"' "$1" >/dev/null 2>&1 || end 1 "$image: $2 is not a manifest"
	if [ "$(jq -r 'has("manifests")' "$1")" = true ]; then
		found=$("$bin/choosebase" --platform "linux/$arch" --name "$image" "$1" \
			2>"$work/said") ||
			end $? "$(sed 's/^choosebase: //' "$work/said")"
		printf '%s' "$found"
		return
	fi
	[ "$(jq -r '.schemaVersion' "$1")" = 2 ] ||
		end 1 \
		"$image: is in docker's first format (schema 1), which has no digests of layers: push it again"
	config=$(inspect "$name@$2" digest --config) || exit
	found=$(jq -r '[.os, .architecture] | join("/")' <<<"$config" 2>/dev/null)
	[ "$found" = "linux/$arch" ] || end 1 "$image: has no image for linux/$arch; it has $found"
	printf '%s' "$2"
}

is_digest() { [[ $1 =~ ^sha256:[0-9a-f]{64}$ ]]; }

# Sets name, tag and digest from docker://NAME[:TAG][@sha256:DIGEST].
parse_image() { # image
	local rest=${1#docker://} last
	[[ $1 =~ ^docker://[a-z0-9][A-Za-z0-9._:/-]*(@sha256:[0-9a-f]{64})?$ ]] ||
		end 1 "$1: not of the form docker://NAME[:TAG][@sha256:DIGEST]"
	digest='' tag=''
	if [ "$rest" != "${rest%@*}" ]; then
		digest=${rest#*@}
		rest=${rest%@*}
	fi
	last=${rest##*/}
	name=$rest
	if [ "$last" != "${last%:*}" ]; then
		tag=${last#*:}
		name=${rest%:*}
	fi
	[ -n "$tag$digest" ] || tag=latest
}

write_lock() {
	local found manifest layers
	# By digest, if one is given: what the tag is now does not count.
	if [ -n "$digest" ]; then inspect "$name@$digest" tag; else
		inspect "$name:$tag" tag
	fi >"$work/found"
	found=$(digest_of "$work/found")
	[ -z "$digest" ] || [ "$digest" = "$found" ] ||
		end 1 "$image: the registry gives other content than that digest"
	manifest=$(manifest_of "$work/found" "$found") || exit
	[ "$manifest" = "$found" ] || inspect "$name@$manifest" tag >"$work/found"
	layers=$(jq -r '.layers | length' "$work/found") ||
		end 1 "$image: $manifest is not a manifest"
	{ printf '%s\n' '# The image of a base, in a registry. Made by baseimage.sh; do not edit.' \
		"# image $image" \
		"# platform linux/$arch" "# layers $layers" \
		'# digest, and manifest of the platform' "$found $manifest" \
		>"$output.new.$$"; } 2>/dev/null ||
		end 3 "$output: cannot be written"
	if cmp -s "$output.new.$$" "$output"; then rm -f "$output.new.$$"; else
		mv -f "$output.new.$$" "$output"
	fi
}

# --- pulling -------------------------------------------------------------------

# From the lock; from the manifest when the lock is of an older kind that does not say it.
print_layers() { # lock
	local layers
	layers=$(sed -n 's/^# layers //p' "$1")
	if [[ ! $layers =~ ^[0-9]{1,4}$ ]]; then
		bring_manifest
		layers=$(jq -r '.layers | length' "$work/manifest.json") ||
			end 1 "$image: $manifest is not a manifest"
	fi
	printf '%s\n' "$layers"
}

# Sets image, name and manifest from a lock.
read_lock() { # lock
	local problem
	problem=$(input_problem "$1" 16777216)
	[ -z "$problem" ] || end 1 "$1: $problem"
	image=$(sed -n 's/^# image //p' "$1")
	manifest=$(sed -n '/^[^#]/s/^sha256:[0-9a-f]* //p' "$1")
	if ! is_digest "$manifest" || [[ $image == *$'\n'* ]]; then
		end 1 "$1: not a lock of an image; \`make base-upgrade\` makes it anew"
	fi
	parse_image "$image"
}

# Puts a file of $work into the store.
keep() { # sha256 name
	printf '%s - %s file://%s\n' "$1" "$2" "$work/$2" |
		"$bin/fetch" --quiet --store "$store" - || exit
}

# The manifest, from the store or the registry, into $work/manifest.json.
bring_manifest() {
	local hex=${manifest#sha256:}
	if [ -r "$store/sha256/${hex:0:2}/$hex" ] &&
		[ "$(digest_of "$store/sha256/${hex:0:2}/$hex")" = "$manifest" ]; then
		cp "$store/sha256/${hex:0:2}/$hex" "$work/manifest.json"
		return
	fi
	[ -z "$offline" ] ||
		end 1 \
		"$image: the store lacks its manifest $manifest, and PYLOCK_OFFLINE=1: \
run \`make base\` once without it"
	inspect "$name@$manifest" digest >"$work/manifest.json"
	[ "$(digest_of "$work/manifest.json")" = "$manifest" ] ||
		end 1 "$image: the registry gives another manifest than $manifest"
	keep "$hex" manifest.json
}

# The configuration as it is: skopeo would write one of docker's formats anew.
bring_config() {
	local hex
	hex=$(jq -r '.config.digest' "$work/manifest.json")
	grep -q "^$hex " "$work/missing" || return 0
	is_digest "$hex" || end 1 "$image: the configuration has no SHA-256 digest"
	inspect "$name@$manifest" digest --config >"$work/config.json"
	[ "$(digest_of "$work/config.json")" = "$hex" ] ||
		end 1 "$image: the registry gives another configuration than $hex"
	keep "${hex#sha256:}" config.json
}

# Sets $work/missing to the blobs that neither the layout nor the store has.
pullblobs() {
	"$bin/pullblobs" --store "$store" "$work/manifest.json" "$layout" >"$work/missing" || exit
}

# The layout stays from one try to the next, so that nothing comes twice.
bring_blobs() {
	local quiet=--quiet
	pullblobs
	[ -s "$work/missing" ] || return 0
	[ -z "$offline" ] ||
		end 1 "$image: the store lacks $(wc \
			-l \
			<"$work/missing") of its blobs, and PYLOCK_OFFLINE=1: run \`make base\` once without it"
	bring_config
	pullblobs
	[ -s "$work/missing" ] || return 0
	rm -f "$layout"/oci-put-blob*
	[ ! -t 2 ] || quiet=
	skopeo copy $quiet --dest-oci-accept-uncompressed-layers ${options[@]+"${options[@]}"} \
		"docker://$name@$manifest" \
		"oci:$layout:pulled" >&2 2>"$work/said" || explain "$name@$manifest" digest
	pullblobs
	[ ! -s "$work/missing" ] ||
		end 1 "$image: skopeo did not bring $(head -n 1 "$work/missing" | cut -d' ' -f1)"
}

# --- command line ----------------------------------------------------------------

arch='' output='' layout='' shown='' lock='' store='' offline='' options=() inspect_options=() \
	rest=()
# shellcheck source=tools/lib/inputfile.sh
. "$(dirname "$0")/../lib/inputfile.sh"
# shellcheck source=tools/lib/shown.sh
. "$(dirname "$0")/../lib/shown.sh"
bin=$(cd "$(dirname "$0")/../../build/bin" 2>/dev/null && pwd)
while [ $# -gt 0 ]; do
	case $1 in
	-h | --help) printf '%s\n' "$usage"; exit 0 ;;
	--version) printf '%s %s\n' "${0##*/}" "$(cat "${0%/*}/../VERSION")"; exit ;;
	--offline) offline=yes; shift ;;
	--layers | --manifest) shown=${1#--}; shift ;;
	--arch | --pull | --store | --option | -o)
		[ $# -ge 2 ] || end 2 "$1: a value is wanted (see baseimage.sh --help)"
		case $1 in
		--arch) arch=$2 ;;
		--pull) layout=$2 ;;
		--store) store=$2 ;;
		--option) options+=("$2") inspect_options+=("${2/#--src-/--}") ;;
		-o) output=$2 ;;
		esac
		shift 2
		;;
	-*) end 2 "$1: no such option (see baseimage.sh --help)" ;;
	*) rest+=("$1"); shift ;;
	esac
done
[ ${#rest[@]} -eq 1 ] || end 2 'exactly one IMAGE or LOCK must be given (see baseimage.sh --help)'
command -v skopeo >/dev/null || end 3 'skopeo is missing: `make setup` installs it'
work=$(mktemp -d) || end 3 'cannot make a temporary directory'
trap 'rm -rf "$work" ${output:+"$output.new.$$"}' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

if [ -n "$layout$shown" ]; then
	[ -n "$store" ] || end 2 '--store is missing'
	lock=${rest[0]}
	read_lock "$lock"
	case $shown in
	layers) print_layers "$lock" ;;
	manifest) bring_manifest && cat "$work/manifest.json" ;;
	*) bring_manifest && bring_blobs ;;
	esac
else
	[[ $arch =~ ^[a-z0-9]+$ ]] || end 2 "--arch: '$arch' is not an architecture such as arm64"
	[ -n "$output" ] || end 2 '-o is missing'
	[ -z "$offline" ] ||
		end 1 \
		"$output: to be made, which only the registry can tell, and PYLOCK_OFFLINE=1: \
run \`make base\` once without it"
	image=${rest[0]}
	parse_image "$image"
	write_lock
fi
