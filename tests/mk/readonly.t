#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A store on a read-only file system serves what it has.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
needs bwrap

mkdir "$tmp/index" "$tmp/project"
"$top/tests/support/mkindex" "$tmp/index" 'alpha==1.0;beta>=1' beta==1.0
serve_nginx "$tmp/index"
"$top/tests/support/mkbase" "$tmp/base"
cat >"$tmp/project/Makefile" <<-EOF
	PYLOCK_NAME      := sample
	PYLOCK_TARGETS   := debian12-amd64
	PYLOCK_INDEX_URL := $nginx/simple
	PYLOCK_BASE      := $tmp/base
	include $top/mk/pylock.mk
EOF
printf 'alpha\n' >"$tmp/project/requirements.in"
export UV_CACHE_DIR=$tmp/uv PYLOCK_STORE=$tmp/store
run() { make --no-print-directory -C "$tmp/project" "$@" 2>&1; }
read_only() { # ARGUMENT...: make with a store that nobody can write
	bwrap --dev-bind / / --ro-bind "$tmp/store" "$tmp/store" \
		make --no-print-directory -C "$tmp/project" "$@" 2>&1
}
digest() { cat "$tmp/project/build/debian12-amd64/image.digest"; }
listing() { find "$tmp/store" -printf '%P %y %s %T@\n' | sort | sha256sum; }

# Given a store that has all of an image
ok 'an image, and what verify finds' run image verify
first=$(digest)
before=$(listing)

# When nobody can write the store
said=$(read_only image)
is 'nothing changed: it stands' $? 0
like 'and nothing is done' "$said" "Nothing to be done for 'image'"

# When build/ is gone, too
rm -rf "$tmp/project/build"
said=$(read_only image)
is 'without build/: an image' $? 0
is 'what is not kept is said' "$(grep -v '^  ' <<<"$said")" \
	"basefacts: $tmp/store: on a read-only file system: what was found out is not kept there"
is 'which is the same' "$(digest 2>/dev/null)" "$first"
said=$(read_only verify)
is 'it is verified' $? 0
like 'and nothing is wrong' "$said" 'verify: no finding that is not declared'

# When something is made that it does not have
mkdir "$tmp/project/app"
printf 'x = 1\n' >"$tmp/project/app/x.py"
said=$(read_only image PYLOCK_FILES=app:/app)
is 'something new: no image' $? 2
like 'because the store cannot take it' "$said" \
	"filelayer: $tmp/store: on a read-only file system, and it does not have what was made here"
is 'the store is as it was' "$(listing)" "$before"
done_testing
