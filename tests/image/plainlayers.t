#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# plainlayers: layers of zstd become plain archives of the same diffID; others are left alone.
. "$(dirname "$0")/../tap.sh"
needs jq zstd
cd "$tmp" || exit 1
manifest() { cat "$1/blobs/sha256/$(jq -r '.manifests[0].digest[7:]' "$1/index.json")"; }
diff_ids() {
	jq -r '.rootfs.diff_ids[][7:]' \
		"$1/blobs/sha256/$(manifest "$1" | jq -r '.config.digest[7:]')"
}

for kind in zstd chunked docker-zstd mistaken; do
	"$top/tests/support/mkbase" --layers 2 --as $kind $kind etc/x=1
	"$bin/plainlayers" -o plain-$kind $kind >map
	is "$kind: the names by the digests of the layers" "$(cat map)" \
		"$(paste -d' ' <(manifest $kind | jq -r '.layers[].digest') <(diff_ids $kind) |
			jq -cRS '[., inputs] | map(split(" ") | {(.[0]): .[1]}) | add')"
	is "$kind: each is what its name says" \
		"$(cd plain-$kind && sha256sum ./* | sed 's|^\([0-9a-f]*\)  \./\1$|right|')" \
		"$(printf 'right\nright')"
	ok "$kind: and an archive" tar -tf "plain-$kind/$(diff_ids $kind | head -n 1)"
done
for kind in plain gzip docker mistaken-plain foreign; do
	"$top/tests/support/mkbase" --layers 2 --as $kind $kind etc/x=1
	is "$kind: nothing is to be done" "$("$bin/plainlayers" -o nothing $kind)" '{}'
done
ok 'and nothing is written' test ! -e nothing

blob=zstd/blobs/sha256/$(manifest zstd | jq -r '.layers[1].digest[7:]')
printf x >>"$blob"
fails 'a layer that was changed' 1 "^plainlayers: $blob: " "$bin/plainlayers" -o changed zstd
ok 'is not written' test ! -e "changed/$(diff_ids zstd | tail -n 1)"
blob=chunked/blobs/sha256/$(manifest chunked | jq -r '.layers[0].digest[7:]')
head -c 20 "$blob" >short && cp short "$blob"
fails 'one that is cut off' 1 '^plainlayers: chunked/blobs/' "$bin/plainlayers" -o cut-off chunked
fails 'no layout' 1 'not an OCI image layout' "$bin/plainlayers" -o x plain-zstd
fails 'no output' 2 'must be given' "$bin/plainlayers" zstd
like '--help' "$("$bin/plainlayers" --help)" '^usage: plainlayers '
done_testing
