# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2154 # what baselock.sh has
# aptsources.sh: archives besides Debian's, part of baselock.sh(1).
#
# A source is NAME|ADDRESS|SUITE|COMPONENTS|KEY[|sha256=HEX][|snapshot]. Each has a key of its own,
# which signs nothing but it.

sources=() # the words

# Sets source_name, source_url, source_suite, source_components, source_key, source_hash and
# source_snapshot. Ends when it is no source.
read_source() { # source
	local fields field
	IFS='|' read -ra fields <<<"$1"
	[ ${#fields[@]} -ge 5 ] ||
		end 2 \
		"--source: '$1' is not NAME|ADDRESS|SUITE|COMPONENTS|KEY[|sha256=HEX][|snapshot]"
	source_name=${fields[0]} source_url=${fields[1]%/} source_suite=${fields[2]} \
		source_components=${fields[3]} source_key=${fields[4]}
	source_hash='' source_snapshot=''
	for field in "${fields[@]:5}"; do
		case $field in
		sha256=*) source_hash=${field#sha256=} ;;
		snapshot) source_snapshot=yes ;;
		*) end 2 "--source: $source_name: '$field' is neither sha256=<hex> nor snapshot" ;;
		esac
	done
	[[ $source_name =~ ^[a-z0-9][a-z0-9-]*$ && ! $source_name =~ ^debian(-security)?$ ]] ||
		end 2 "--source: '$source_name' is not a name for an archive besides Debian's"
	is_archive "$source_url" ||
		end 2 "--source: $source_name: '$source_url' is not an address of an archive"
	[[ $source_suite =~ ^[A-Za-z0-9._/-]+$ ]] ||
		end 2 "--source: $source_name: '$source_suite' is not a suite"
	[[ $source_components =~ ^[A-Za-z0-9._/-]+(,[A-Za-z0-9._/-]+)*$ ]] ||
		end 2 "--source: $source_name: '$source_components' are not components"
	[[ $source_components == - ]] && [[ $source_suite != */ ]] &&
		end 2 \
		"--source: $source_name: components are missing: only a suite that ends in / has none"
	[[ -z $source_hash || $source_hash =~ ^[0-9a-f]{64}$ ]] ||
		end 2 "--source: $source_name: sha256=$source_hash is not a SHA-256"
	[[ $source_key =~ ^https?:// && -z $source_hash ]] &&
		end 2 "--source: $source_name: a key that is fetched wants its |sha256=<hex>"
	return 0
}

# What a lock says of the sources that it was made with: no addresses.
sources_line() {
	local source words=()
	for source in ${sources[@]+"${sources[@]}"}; do
		read_source "$source"
		words+=("$source_name|$source_suite|$source_components")
	done
	printf '%s' "${words[*]-}"
}

# The address of the archive NAME.
source_address() { # name
	local source
	for source in ${sources[@]+"${sources[@]}"}; do
		read_source "$source"
		[ "$source_name" != "$1" ] || { printf '%s' "$source_url"; return; }
	done
}

# Puts the key of the source that was read where apt takes it, and prints its path.
bring_key() { # directory
	local file=$source_key got
	if [[ $source_key =~ ^https?:// ]]; then
		printf '%s - key %s\n' "$source_hash" "$source_key" |
			"$(dirname "$0")/../../build/bin/fetch" --quiet --store "$1/keys" - ||
			end 3 "$source_name: the key of the archive cannot be had"
		file=$1/keys/sha256/${source_hash:0:2}/$source_hash
	fi
	[ -r "$file" ] || end 1 "$source_name: the key of the archive, $source_key, is not there"
	got=$(sha256sum <"$file" | cut -c1-64)
	[ -z "$source_hash" ] || [ "$got" = "$source_hash" ] ||
		end 1 "$source_name: $source_key has the SHA-256 $got, not $source_hash"
	if grep -q '^-----BEGIN PGP PUBLIC KEY BLOCK' "$file"; then
		cp "$file" "$1/etc/$source_name.asc" && printf '%s' "$1/etc/$source_name.asc"
	else
		cp "$file" "$1/etc/$source_name.gpg" && printf '%s' "$1/etc/$source_name.gpg"
	fi
}

# Adds the sources to an apt that prepare_apt has prepared. What Debian has comes from Debian,
# whatever version another archive has.
prepare_sources() { # directory
	local source key components
	[ ${#sources[@]} -gt 0 ] || return 0
	for source in "${sources[@]}"; do
		read_source "$source"
		key=$(bring_key "$1") || exit
		components=${source_components//,/ }
		printf 'deb [signed-by=%s%s] %s %s %s\n' "$key" \
			"${source_snapshot:+ check-valid-until=no}" "$source_url" "$source_suite" \
			"${components#-}"
	done >>"$1/etc/sources.list"
	printf 'Package: *\nPin: release o=Debian\nPin-Priority: 900\n' \
		>"$1/etc/preferences.d/debian"
}

# Ends with what to do when apt refused one of the sources.
explain_sources() { # what apt said
	local source line
	for source in ${sources[@]+"${sources[@]}"}; do
		read_source "$source"
		line=$(grep -F "${source_url#file://}" "$1" |
			grep -m 1 -oE 'EXPKEYSIG|NO_PUBKEY|BADSIG|KEYEXPIRED|not signed|'\
'Release file .* (expired|is not valid)') || continue
		case $line in
		EXPKEYSIG | KEYEXPIRED) end 1 \
			"$source_name: the archive's key has expired: get the new one into $source_key" ;;
		BADSIG) end 1 "$source_name: the archive's signature is wrong" ;;
		Release*) end 1 \
			"$source_name: what the archive says has expired; one of a moment is given with |snapshot" ;;
		*) end 1 "$source_name: the archive is not signed by $source_key" ;;
		esac
	done
}
