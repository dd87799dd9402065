#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A target that needs no package: a lock of nothing, and an image of it; and the shapes of
# requirements that pip-compile's pins could lose. With either resolver.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"

mkdir "$tmp/index"
"$top/tests/support/mkindex" "$tmp/index" six==1.0 text==1.0 local==2.0+cu1 base==1.0 motor==1.0 \
	"whole==1.0;motor when extra == 'net';whole[net] when extra == 'all'"
serve_nginx "$tmp/index"
"$top/tests/support/mkbase" "$tmp/base"
export UV_CACHE_DIR=$tmp/cache

project() { # directory, resolver, requirements
	mkdir -p "$tmp/$1"
	printf 'PYLOCK_NAME := x\nPYLOCK_TARGETS := debian12-amd64\nPYLOCK_INDEX_URL := %s\n'\
'PYLOCK_BASE := %s\nPYLOCK_RESOLVER := %s\ninclude %s/mk/pylock.mk\n' "$nginx/simple" "$tmp/base" \
		"$2" "$top" >"$tmp/$1/Makefile"
	printf '%b' "$3" >"$tmp/$1/requirements.in"
}
run() {
	local directory=$tmp/$1
	shift
	make --no-print-directory -C "$directory" PYLOCK_STORE="$tmp/store" "$@" >"$tmp/out" 2>&1
}
packages() {
	awk '{ gsub("\"", "", $3) } $1 == "name" { n = $3 } $1 == "version" { print n "==" $3 }' \
		"$tmp/$1/pylock.debian12-amd64.toml" | xargs
}

for resolver in uv pip-compile; do
	# When every marker is false, or nothing is asked for
	project "$resolver" "$resolver" 'six ; sys_platform == "win32"\n'
	ok "$resolver: nothing to install" run "$resolver" resolve
	is "$resolver: is a lock of nothing" "$(packages "$resolver")" ''
	like "$resolver: that says so" "$(cat "$tmp/$resolver/pylock.debian12-amd64.toml")" \
		$'\npackages = \\[\\]\n'
	ok "$resolver: which is fresh" run "$resolver" resolve PYLOCK_LOCKED=1
	ok "$resolver: an image" run "$resolver" image || tap_show output "$(tail "$tmp/out")"
	ok "$resolver: without findings" run "$resolver" verify ||
		tap_show output "$(tail "$tmp/out")"
	printf 'six\n' >"$tmp/$resolver/requirements.in"
	ok "$resolver: then something" run "$resolver" resolve
	is "$resolver: is locked" "$(packages "$resolver")" six==1.0
	printf '# nothing\n' >"$tmp/$resolver/requirements.in"
	ok "$resolver: no line at all" run "$resolver" resolve
	is "$resolver: is nothing, too" "$(packages "$resolver")" ''

	# When a line is no plain pin
	project "shapes-$resolver" "$resolver" \
		"text===1.0\nlocal==2.0+cu1\nwhole[all]\nsix @ $nginx/files/six-1.0-py3-none-any.whl\n"
	ok "$resolver: ===, local versions, URLs, extras" run "shapes-$resolver" resolve ||
		tap_show output "$(tail "$tmp/out")"
	is "$resolver: are locked" "$(packages "shapes-$resolver")" \
		'local==2.0+cu1 motor==1.0 six==1.0 text==1.0 whole==1.0'
done
done_testing
