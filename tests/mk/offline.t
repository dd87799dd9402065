#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# PYLOCK_OFFLINE=1: no socket is opened; what the store has is enough, and what it lacks is named.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
needs strace

mkdir "$tmp/index"
"$top/tests/support/mkindex" "$tmp/index" 'alpha==1.0;beta' beta==1.0
serve_nginx "$tmp/index"
"$top/tests/support/mkbase" "$tmp/base"
export UV_CACHE_DIR=$tmp/uv PYLOCK_STORE=$tmp/store

new_project() { # directory
	mkdir "$1"
	cat >"$1/Makefile" <<-EOF
		PYLOCK_NAME      := sample
		PYLOCK_TARGETS   := debian12-amd64
		PYLOCK_INDEX_URL := $nginx/simple
		PYLOCK_BASE      := $tmp/base
		include $top/mk/pylock.mk
	EOF
	printf 'alpha\n' >"$1/requirements.in"
}
run() { make --no-print-directory -C "$@" >"$tmp/out" 2>&1; }
sockets() { strace -f -qq --seccomp-bpf -e trace=socket -o "$tmp/trace" "$@"; }
# What make says, and that it opens no socket. Usage: refused NAME REGEX DIRECTORY GOAL...
refused() {
	sockets make --no-print-directory -C "${@:3}" PYLOCK_OFFLINE=1 >"$tmp/out" 2>&1
	is "$1: an error" $? 2
	like "$1: said" "$(cat "$tmp/out")" "$2"
	is "$1: no socket" "$(grep AF_INET "$tmp/trace")" ''
}

# Given a project without a lock, then offline nothing can be resolved.
new_project "$tmp/a"
refused 'no lock' \
	'resolve: pylock\.debian12-amd64\.toml: not there, and the index may not be asked '\
'\(PYLOCK_OFFLINE=1\); run `make resolve TARGET=debian12-amd64` once without it' \
	"$tmp/a" image
ok 'no lock is left' test ! -e "$tmp/a/pylock.debian12-amd64.toml"

# Given an image, when a clone is made offline, then it has the same.
ok 'online' run "$tmp/a" image
new_project "$tmp/b"
cp "$tmp"/a/*.toml "$tmp/b"
sockets make --no-print-directory -C "$tmp/b" PYLOCK_OFFLINE=1 image fetch >"$tmp/out" 2>&1
is 'a clone, offline' $? 0
is 'has the same image' "$(cat "$tmp/b/build/debian12-amd64/image.digest")" \
	"$(cat "$tmp/a/build/debian12-amd64/image.digest")"
is 'and opened no socket' "$(grep AF_INET "$tmp/trace")" ''
ok 'the environment counts, too' env PYLOCK_OFFLINE=1 make --no-print-directory -C "$tmp/b" -q image

# When the store has lost a file, then it is named.
new_project "$tmp/c"
cp "$tmp"/a/*.toml "$tmp/c"
beta=$(sha256sum <"$tmp/index/files/beta-1.0-py3-none-any.whl" | cut -c1-64)
rm -rf "$tmp/store/sha256/${beta:0:2}/$beta" "$tmp/store/keys"
refused 'a file that the store lacks' \
	'locate: beta: beta-1\.0-py3-none-any\.whl: not in the store, and nothing may be '\
'downloaded \(PYLOCK_OFFLINE=1\): run once without it, or unpack a bundle' \
	"$tmp/c" image
is 'only that' "$(grep -c 'not in the store' "$tmp/out")" 1

# What asks others says so.
printf 'beta\n' >"$tmp/c/requirements.in"
refused 'a lock that is not fresh' \
	'resolve: pylock\.debian12-amd64\.toml: not fresh, and the index may not be asked '\
'\(PYLOCK_OFFLINE=1\)' "$tmp/c" resolve
refused 'an upgrade' \
	'resolve: pylock\.debian12-amd64\.toml: an upgrade has to ask the index, and '\
'PYLOCK_OFFLINE=1' "$tmp/b" upgrade
refused 'a push' 'pylock\.mk: push needs the network; and PYLOCK_OFFLINE=1' "$tmp/b" push \
	PYLOCK_VERIFY=no PYLOCK_REPOSITORY=127.0.0.1:1/x
run "$tmp/b" image PYLOCK_OFFLINE=maybe
like 'another value' "$(cat "$tmp/out")" "PYLOCK_OFFLINE is 'maybe': write"

# Debian packages, likewise.
sed -i '/PYLOCK_BASE /d' "$tmp/b/Makefile"
refused 'no base.lock' \
	'baselock\.sh: base\.debian12-amd64\.lock: to be made, which needs .*PYLOCK_OFFLINE=1' \
	"$tmp/b" base
cp "$top/projects/hello/base.debian12-amd64.lock" "$tmp/b"
refused 'its packages' 'fetch: base-files_[^ ]*\.deb: not in the store' "$tmp/b" base
is 'each is named' "$(grep -c 'not in the store' "$tmp/out")" \
	"$(grep -vc '^#' "$tmp/b/base.debian12-amd64.lock")"

# A base of a registry and an interpreter from elsewhere, too.
refused 'an image of a registry' \
	'baseimage\.sh: base\.debian12-amd64\.lock: to be made, which only the registry can tell, '\
'and PYLOCK_OFFLINE=1: run `make base`' \
	"$tmp/a" base PYLOCK_BASE=docker://127.0.0.1:1/team/base:1
standalone=(PYLOCK_PYTHON=3.12.1 "PYLOCK_PYTHON_FROM=http://127.0.0.1:1/python.tar.gz#sha256=$beta")
run "$tmp/a" resolve "${standalone[@]}"
refused 'an interpreter' 'fetch: python\.tar\.gz: not in the store' "$tmp/a" \
	build/debian12-amd64/interpreter.json "${standalone[@]}"
done_testing
