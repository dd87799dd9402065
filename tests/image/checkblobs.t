#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# checkblobs: each way in which a blob is not what its digest says; what was hashed before is hashed
# again when it was touched.
. "$(dirname "$0")/../tap.sh"
needs jq
cd "$tmp" || exit 1
export XDG_STATE_HOME=$tmp/state
"$top/tests/support/mkbase" --layers 2 base etc/x=1
layers() {
	jq -r '.layers[].digest[7:]' \
		"$1/blobs/sha256/$(jq -r '.manifests[0].digest[7:]' "$1/index.json")"
}
check() { "$bin/checkblobs" "$@"; }
spoil() { # BLOB: other bytes, the same size and times
	touch -r "$1" time && chmod u+w "$1"
	printf X | dd of="$1" bs=1 seek=20 conv=notrunc status=none
	touch -r time "$1"
}
first=$(layers base | head -n 1)
ok 'an image that is well' check base

for way in spoiled short long gone directory link; do
	rm -rf image && cp -r base image && chmod -R u+w image
	blob=image/blobs/sha256/$first
	case $way in
	spoiled) spoil "$blob" ;;
	short) truncate -s -1 "$blob" ;;
	long) printf x >>"$blob" ;;
	gone) rm "$blob" ;;
	directory) rm "$blob" && mkdir "$blob" ;;
	link) mv "$blob" other && ln -s "$tmp/other" "$blob" ;;
	esac
	fails "$way" 1 "^checkblobs: $blob: .*: is not what its digest and size say; removed$" \
		check image
	[ "$way" = directory ] || ok "$way: it is removed" test ! -e "$blob"
done
rm -rf image && cp -r base image && chmod -R u+w image
printf ' ' >>"image/blobs/sha256/$(jq -r '.manifests[0].digest[7:]' image/index.json)"
fails 'a manifest' 1 '^checkblobs: image/' check image

# What was hashed is known by its time of change; one that is young is hashed again
rm -rf image && cp -r base image && chmod -R u+w image
blob=image/blobs/sha256/$first
ok 'what is young' check --known known image
is 'is not remembered' "$(grep -c "$first" known)" 0
sleep 2.1
ok 'what is not' check --known known image
is 'is' "$(grep -c "$first" known)" 1
hashed() { # NAME: reads of the blob
	strace -f -y -e trace=read -o trace "$bin/checkblobs" --known known image
	grep -c "$first" trace
}
if command -v strace >/dev/null; then
	is 'it is not read again' "$(hashed)" 0
fi
spoil "$blob"
cp known before
fails 'changed, with its time put back' 1 "^checkblobs: $blob: " check --known known image
is 'it is not known any more' "$(grep -c "$first" known)" 0

# What somebody else says was hashed counts for nothing
cp base/blobs/sha256/"$first" "$blob" && spoil "$blob"
{
	sed 1q before
	stat -c "$first %d %i %s %.9Y %.9Z" "$blob"
} >known
fails 'a line of somebody else' 1 "^checkblobs: $blob: " check --known known image
fails 'no layout' 1 'not an OCI image layout' check state
fails 'none given' 2 'one layout must be given' check
done_testing
