#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# cachedpage: an index whose pages may be kept for ten minutes (Cache-Control), and that changes
# before. What is not there according to a page that was kept is asked for again; so is all on
# upgrade. uv by itself, uv behind the routing index, and pip-compile.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"

add() { "$top/tests/support/mkindex" "$tmp/index" "$@"; }
remove() { # package version
	rm "$tmp/index/files/$1-$2"-*
	add
}
locked() { # package
	sed -n "/^name = \"$1\"/{n;s/version = \"\(.*\)\"/\1/p}" \
		"$tmp/a/pylock.debian12-amd64.toml"
}
run() {
	UV_CACHE_DIR=$tmp/uv PIP_CACHE_DIR=$tmp/pip make --no-print-directory -C "$tmp/a" \
		PYLOCK_STORE="$tmp/store" "$@" >"$tmp/out" 2>&1
}
asks() { # lines of requirements
	printf '%b' "$1" >"$tmp/a/requirements.in"
}
export nginx_lines='add_header Cache-Control "max-age=600";'
mkdir -p "$tmp/index" "$tmp/a"
add lib==1.0
serve_nginx "$tmp/index"

changes() { # name, lines of the Makefile
	local name=$1
	rm -rf "$tmp/index/files" "$tmp/index/simple" "$tmp/a" "$tmp/uv"
	mkdir -p "$tmp/a"
	add lib==1.0 other==1.0
	printf 'PYLOCK_NAME := a\nPYLOCK_TARGETS := debian12-amd64\nPYLOCK_INDEX_URL := %s\n%b\n%s' \
		"$nginx/simple" "$2" "include $top/mk/pylock.mk" >"$tmp/a/Makefile"
	asks 'lib\n'
	ok "$name: what is there is locked" run resolve
	add lib==1.1
	asks 'lib>=1.1\n'
	ok "$name: a new version is asked for" run resolve || note "$(cat "$tmp/out")"
	is "$name: and found" "$(locked lib)" 1.1
	add fresh==1.0
	asks 'lib>=1.1\nfresh\n'
	ok "$name: a new name" run resolve || note "$(cat "$tmp/out")"
	is "$name: is found, and nothing moves" "$(locked fresh) $(locked lib)" '1.0 1.1'
	add lib==1.2
	ok "$name: one package is upgraded" run upgrade PACKAGE=lib
	is "$name: to the newest" "$(locked lib)" 1.2
	add lib==1.3
	ok "$name: all are upgraded" run upgrade
	is "$name: to the newest, too" "$(locked lib)" 1.3
	remove lib 1.3
	asks 'lib>=1.1\nfresh\nother\n'
	ok "$name: a version that was removed does not stop a resolve" run resolve ||
		note "$(cat "$tmp/out")"
	is "$name: which takes what is there" "$(locked lib) $(locked other)" '1.2 1.0'
	asks 'lib>=7\n'
	run resolve
	is "$name: what is nowhere: exit status" $? 2
	is "$name: is told once" "$(grep -c 'cannot be resolved' "$tmp/out")" 1
}
changes uv ''
changes 'behind the routing index' "PYLOCK_INDEXES := default vendor
PYLOCK_INDEX_URL.vendor := $nginx/simple
PYLOCK_INDEX.other := vendor"
changes pip-compile 'PYLOCK_RESOLVER := pip-compile'
done_testing
