#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# fetchurl: a file of an unknown hash arrives whole, under the hash that it turns out to have.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
export HOME=$tmp no_proxy='*'
unset http_proxy https_proxy all_proxy

mkdir "$tmp/files"
head -c 3000000 /dev/urandom >"$tmp/files/a.whl"
: >"$tmp/files/nothing"
serve_nginx "$tmp/files"
sum() { sha256sum <"$tmp/files/$1" | cut -d' ' -f1; }
fetch() { "$bin/fetchurl" --store "$tmp/store" --retries 0 "$@"; }

is 'its hash and size' "$(fetch "$nginx/a.whl")" "$(sum a.whl) 3000000"
hash=$(sum a.whl)
ok 'it is in the store' cmp "$tmp/files/a.whl" "$tmp/store/sha256/${hash:0:2}/$hash"
is 'an empty file' "$(fetch "$nginx/nothing")" "$(sum nothing) 0"
fails 'a file that is not there' 1 'HTTP status 404|404' fetch "$nginx/none"
fails 'a server that is not there' 3 '' fetch "$(nowhere)/a"
fails 'without network' 1 'PYLOCK_OFFLINE=1' fetch --offline "$nginx/a.whl"
fails 'a file of this machine' 1 'not an http or https URL' fetch "file://$tmp/files/a.whl"
is 'nothing else is left' "$(find "$tmp/store/sha256" -type f | wc -l) $(find "$tmp/store/tmp" \
	-type f | wc -l)" '2 0'
fails 'no URL' 2 '' fetch
ok 'help' "$bin/fetchurl" --help

# A download that breaks off in the middle begins again, from its beginning.
serve_faults "$tmp/files"
is 'one that breaks off is begun again' "$("$bin/fetchurl" --store "$tmp/store2" --retries 3 \
	"$faults/truncated/a.whl" 2>/dev/null || echo failed)" "$(sum a.whl) 3000000"
is 'one that is elsewhere is followed' "$(fetch "$faults/redirect/a.whl")" "$(sum a.whl) 3000000"
fails 'to a file of this machine it is not' 3 'not supported' fetch "$faults/tofile/a.whl"
done_testing
