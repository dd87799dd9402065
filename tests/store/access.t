#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# access: a store that others can write, or replace, is refused, unless it is said to be shared;
# what programs make in one cannot be written by others, whatever the umask.
. "$(dirname "$0")/../tap.sh"
printf 'x' >"$tmp/x"
hash=$(sha256sum <"$tmp/x" | cut -c1-64)
fetch() { # STORE
	printf '%s 1 x file://%s\n' "$hash" "$tmp/x" | "$bin/fetch" --quiet --store "$1" -
}
refused='the store is not this user.s alone: .*PYLOCK_STORE_SHARED := yes'

mkdir -p "$tmp/a/b"
ok 'a store of the user' fetch "$tmp/a/b/store"
chmod 0777 "$tmp/a/b/store"
fails 'others can write it' 1 "$refused" \
	fetch "$tmp/a/b/store"
chmod 1777 "$tmp/a/b/store"
fails 'a sticky one, too' 1 "$refused" fetch "$tmp/a/b/store"
chmod 0755 "$tmp/a/b/store"
chmod 0777 "$tmp/a"
fails 'or a directory above it' 1 "$refused" fetch "$tmp/a/b/store"
fails 'before it is there' 1 "$refused" fetch "$tmp/a/new/store"
ok 'nothing was made' test ! -e "$tmp/a/new"
shared() { (export PYLOCK_STORE_SHARED=yes && fetch "$1"); }
ok 'a shared one' shared "$tmp/a/b/store"
chmod 1777 "$tmp/a"
ok 'in a sticky directory others replace nothing' fetch "$tmp/a/b/store"
chmod 0775 "$tmp/a" && chgrp 12345 "$tmp/a" 2>/dev/null &&
	fails 'a group can write' 1 "$refused" fetch "$tmp/a/b/store"
chmod 0755 "$tmp/a"
ln -s "$tmp/a/b" "$tmp/link"
chmod 0777 "$tmp/a/b"
fails 'through a link' 1 "$refused" fetch "$tmp/link/store"
chmod 0755 "$tmp/a/b"
(umask 000 && fetch "$tmp/open") || :
is 'with umask 000 others can write nothing' "$(find "$tmp/open" -perm /022)" ''
(umask 077 && fetch "$tmp/closed") || :
is 'with umask 077 they see nothing' "$(find "$tmp/closed" -type d -perm /077)" ''
done_testing
