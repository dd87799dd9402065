#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# unhashed: an index that gives no SHA-256 of its files, but another hash or none. Such a file is
# fetched and hashed once, and that is said. uv and pip-compile, and an index on loopback.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"

mkdir "$tmp/index"
"$top/tests/support/mkindex" "$tmp/index" 'app==1.0;lib>=1;bare;empty;strong' \
	'lib==1.0#cp311-cp311-manylinux_2_17_x86_64' 'lib==1.0#cp310-cp310-manylinux_2_17_x86_64' \
	'lib==1.0#sdist' 'bare==1.0;known' 'bare==1.0#sdist' empty==1.0 strong==1.0 \
	known==1.0 lone==1.0 wrong==1.0
cp -r "$tmp/index" "$tmp/made"
"$top/tests/support/unhash" "$tmp/index" lib html md5
"$top/tests/support/unhash" "$tmp/index" bare html
"$top/tests/support/unhash" "$tmp/index" empty json
"$top/tests/support/unhash" "$tmp/index" strong json sha512 md5
"$top/tests/support/unhash" "$tmp/index" lone html
"$top/tests/support/unhash" "$tmp/index" wrong html md5
serve_nginx "$tmp/index"
sha() { sha256sum "$tmp/index/files/$1" | cut -c1-64; }
project() { # directory; requirements; lines
	mkdir -p "$tmp/$1"
	printf 'PYLOCK_NAME := a\nPYLOCK_TARGETS := debian12-amd64\nPYLOCK_INDEX_URL := %s\n%b\n%s' \
		"$nginx/simple" "${3:-}" "include $top/mk/pylock.mk" >"$tmp/$1/Makefile"
	printf '%b' "$2" >"$tmp/$1/requirements.in"
}
run() {
	UV_CACHE_DIR=$tmp/uv.$1 make --no-print-directory -C "$tmp/$1" \
		PYLOCK_STORE="$tmp/store.$1" "${@:2}" >"$tmp/out" 2>&1
}
locked() { # project package
	awk -v name="$2" '/^name = / { mine = $3 == "\"" name "\"" }
		mine && match($0, /sha256 = "[0-9a-f]+"/) { print substr($0, RSTART + 10, 64) }' \
		"$tmp/$1/pylock.debian12-amd64.toml"
}
said() { # name what package file
	like "$1" "$(cat "$tmp/out")" "pinfiles: $3: note: index 'default' gives no SHA-256$2 of $4: \
it was fetched, and is locked as it came: [0-9]+ bytes, sha256 $(sha "$4")"
}

wheel=lib-1.0-cp311-cp311-manylinux_2_17_x86_64.whl
for resolver in uv pip-compile; do
	project $resolver 'app\n' "PYLOCK_RESOLVER := $resolver"
	run $resolver resolve
	is "$resolver: resolves" $? 0 || note "$(cat "$tmp/out")"
	said "$resolver: md5 in HTML" ' but md5' lib "$wheel"
	said "$resolver: nothing in HTML" '' bare bare-1.0-py3-none-any.whl
	said "$resolver: empty hashes in JSON" '' empty empty-1.0-py3-none-any.whl
	said "$resolver: other hashes in JSON" ' but (md5, sha512|sha512, md5)' strong \
		strong-1.0-py3-none-any.whl
	is "$resolver: a file whose hash the index gives is not spoken of" \
		"$(grep -c 'pinfiles: \(app\|known\)' "$tmp/out")" 0
	is "$resolver: locked by what came" \
		"$(for name in lib bare empty strong known; do locked $resolver $name; done)" \
		"$(sha $wheel; sha bare-1.0-py3-none-any.whl; sha empty-1.0-py3-none-any.whl
		sha strong-1.0-py3-none-any.whl; sha known-1.0-py3-none-any.whl)"
	cp "$tmp/$resolver/pylock.debian12-amd64.toml" "$tmp/before"
	printf 'app\nlib<2\n' >"$tmp/$resolver/requirements.in"
	ok "$resolver: again, when a line is new" run $resolver resolve
	is "$resolver: nothing is said of what is known" "$(grep -c SHA-256 "$tmp/out")" 0
	is "$resolver: the same is locked" \
		"$(grep -v '^inputs' "$tmp/$resolver/pylock.debian12-amd64.toml")" \
		"$(grep -v '^inputs' "$tmp/before")"
	: >"$nginx_log"
	ok "$resolver: fetched" run $resolver fetch || note "$(cat "$tmp/out")"
	is "$resolver: of them nothing, the store has them" \
		"$(grep ' GET /files/' "$nginx_log" | sed 's/.*GET //' | sort)" \
		$'/files/app-1.0-py3-none-any.whl\n/files/known-1.0-py3-none-any.whl'
done
is 'both resolvers lock the same' \
	"$(grep -E '^(name|version)|sha256' "$tmp/uv/pylock.debian12-amd64.toml")" \
	"$(grep -E '^(name|version)|sha256' "$tmp/pip-compile/pylock.debian12-amd64.toml")"

# --- what is not what its page says, or too much -------------------------------------------

refused() { # name package resolver regex
	project refused "$2\n" "PYLOCK_RESOLVER := $3"
	rm -rf "$tmp/refused/build" "$tmp/refused"/pylock*
	run refused resolve
	is "$1: exit status" $? 2
	like "$1: said" "$(cat "$tmp/out")" "$4" || note "$(cat "$tmp/out")"
	ok "$1: no lock" test ! -e "$tmp/refused/pylock.debian12-amd64.toml"
}
"$top/tests/support/mkindex" "$tmp/made" 'wrong==1.0;known'
cp "$tmp/made/files/wrong-1.0-py3-none-any.whl" "$tmp/index/files/"
refused 'another file than the md5 of its page' wrong uv \
	"wrong: index 'default' gives no SHA-256 but md5 of wrong-1\.0-py3-none-any\.whl, and it "\
'cannot be computed: .*/wrong-1\.0-py3-none-any\.whl: has another md5 than the [0-9a-f]{32} that '\
'its page gives'
refused 'and by pip, which looks first' wrong pip-compile 'Expected md5 [0-9a-f]{32}'
project later 'lone\n'
ok 'a file without any hash' run later resolve
was=$(locked later lone)
"$top/tests/support/mkindex" "$tmp/made" 'lone==1.0;known'
cp "$tmp/made/files/lone-1.0-py3-none-any.whl" "$tmp/index/files/"
rm -rf "$tmp/store.later" "$tmp/uv.later"
cp "$tmp/later/pylock.debian12-amd64.toml" "$tmp/before"
run later fetch
is 'replaced, it is not fetched: exit status' $? 2
like 'and that is said' "$(cat "$tmp/out")" "$was.*the file was replaced after the lock was made"
printf 'lone\nknown\n' >"$tmp/later/requirements.in"
run later resolve
is 'nor locked by a resolve: exit status' $? 2
like 'which says how it would be' "$(cat "$tmp/out")" "lone 1\.0: lone-1\.0-py3-none-any\.whl is \
locked with sha256 $was, and index 'default' has it with [0-9a-f]{64} by now: the file was "\
'replaced; if you trust it, run `make upgrade PACKAGE=lone`'
ok 'the lock is as it was' cmp "$tmp/before" "$tmp/later/pylock.debian12-amd64.toml"
run later upgrade PACKAGE=known
is 'nor when another is upgraded' $? 2
ok 'when it is upgraded, it is' run later upgrade PACKAGE=lone
is 'as it is now' "$(locked later lone)" "$(sha lone-1.0-py3-none-any.whl)"
run later resolve PYLOCK_OFFLINE=1
is 'without network: fresh' $? 0
printf 'lone\nknown\nbare\n' >"$tmp/later/requirements.in"
run later resolve PYLOCK_OFFLINE=1
like 'not fresh: said what to do' "$(cat "$tmp/out")" 'not fresh, and the index may not be asked '\
'\(PYLOCK_OFFLINE=1\); run `make resolve TARGET=debian12-amd64` once without it'
done_testing
