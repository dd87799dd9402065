#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# store-verify: what a disk changed in silence is found by reading all, and taken away.
. "$(dirname "$0")/../tap.sh"
store=$tmp/store
run() { make -s --no-print-directory -C "$tmp" PYLOCK_STORE="$store" "$@"; }
printf 'PYLOCK_NAME := a\nPYLOCK_TARGETS := debian12-amd64\ninclude %s/mk/pylock.mk\n' "$top" \
	>"$tmp/Makefile"
echo humanize >"$tmp/requirements.in"
is 'nothing yet' "$(run store-verify)" "store-verify: $store: there is nothing in it yet"

# Given a store with three files,
for name in a b c; do
	head -c 100000 /dev/urandom >"$tmp/$name"
	printf '%s 100000 %s file://%s/%s\n' "$(sha256sum <"$tmp/$name" | cut -c1-64)" $name \
		"$tmp" $name
done >"$tmp/list"
"$bin/fetch" --quiet --store "$store" "$tmp/list"
path_of() { sha256sum <"$tmp/$1" | sed -E "s,^((..).{62}).*,$store/sha256/\2/\1,"; }
is 'all is well' "$(run store-verify)" "store-verify: $store: 3 files, 0.0 GB, read"

# when a byte of one changes, and neither its size, time nor inode,
before=$(stat -c '%s %i %Y' "$(path_of b)")
touch -r "$(path_of b)" "$tmp/time"
chmod u+w "$(path_of b)"
printf x | dd of="$(path_of b)" bs=1 seek=5000 conv=notrunc status=none
chmod u-w "$(path_of b)"
touch -r "$tmp/time" "$(path_of b)"
is 'a change that cannot be seen' "$(stat -c '%s %i %Y' "$(path_of b)")" "$before"

# then it is named and taken away, and nothing else is.
fails 'is found' 1 "^storeverify: $(path_of b): is not what its name says: removed$" \
	"$top/tools/store/storeverify.sh" "$store"
ok 'and removed' test ! -e "$(path_of b)"
ok 'the others stay' cmp "$tmp/a" "$(path_of a)"
ok 'it is fetched again' "$bin/fetch" --quiet --store "$store" "$tmp/list"
ok 'as it was' cmp "$tmp/b" "$(path_of b)"

# What was never finished is removed a day later.
mkdir -p "$store/tmp"
: >"$store/tmp/new"
: >"$store/tmp/old"
touch -d '2 days ago' "$store/tmp/old"
like 'what was never finished' "$(run store-verify)" '^store-verify: never finished, and removed: 1'
is 'is what is old' "$(ls "$store/tmp")" new
ok 'a name that is no hash' eval \
	': >"$store/sha256/00x" && ! run store-verify 2>/dev/null && [ ! -e "$store/sha256/00x" ]'
fails 'two stores' 2 'wanted one STORE' "$top/tools/store/storeverify.sh" a b
done_testing
