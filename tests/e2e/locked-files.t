#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Which file of a release is locked: what the requirements, the project's variables and the index
# say of files holds for the one that is taken; with either resolver.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
cd "$tmp" || exit 1
export UV_CACHE_DIR=$tmp/cache
"$top/tests/support/mkindex" index 'both==1.0;lib' 'both==1.0;lib#sdist' lib==1.0 'lib==1.0#sdist' \
	'lib==2.0#sdist' 'pure==1.0' 'pure==2.0' \
	'local==2.0#cp311-cp311-linux_x86_64' 'local==2.0+cu1#cp311-cp311-linux_x86_64' \
	'binary==1.0#cp311-cp311-manylinux_2_17_x86_64' 'binary==1.0#sdist' 'binary==1.1#sdist'
# What back ends need to say what an sdist requires.
mkdir -p index/files
backend=$(find "$top/build/setup" -name 'setuptools-*.whl' -print -quit)
[ -n "$backend" ] || "$top/build/setup/venv/bin/python" -m pip download -q --no-deps \
	-d index/files setuptools wheel
[ -z "$backend" ] || cp "$backend" index/files
"$top/tests/support/mkindex" index
serve_nginx "$tmp/index"
sha() { sha256sum "index/files/$1" | cut -c1-64; }
project() { # directory, requirements, further lines of the Makefile
	mkdir -p "$1"
	printf 'PYLOCK_NAME := p\nPYLOCK_TARGETS := debian12-amd64\nPYLOCK_RESOLVER := %s\n%b\n' \
		"$resolver" "${3:-}" >"$1/Makefile"
	printf 'PYLOCK_INDEX_URL := %s/simple\ninclude %s/mk/pylock.mk\n' "$nginx" "$top" \
		>>"$1/Makefile"
	printf '%b' "$2" >"$1/requirements.in"
}
run() { make --no-print-directory -C "$1" PYLOCK_STORE="$tmp/store" "${@:2}" >out 2>&1; }
files() { grep -o 'name = "[^"]*\(\.whl\|\.tar\.gz\)"' "$p/pylock.debian12-amd64.toml" |
	cut -d'"' -f2 | paste -sd' '; }
locks() { # name, files, requirements, further lines
	p=$resolver/$((++projects))
	project "$p" "$3" "${4:-}"
	run "$p" resolve
	is "$resolver: $1: resolves" $? 0 || tap_show output "$(cat out)"
	is "$resolver: $1" "$(files)" "$2"
	is "$resolver: $1: is fresh" "$(run "$p" resolve CHECK=1; echo $?)" 0
}
projects=0
for resolver in uv pip-compile; do
	locks 'wheels when nothing is said' 'both-1.0-py3-none-any.whl lib-1.0-py3-none-any.whl' \
		'both\nlib<2\n'
	locks '--no-binary' 'both-1.0.tar.gz lib-1.0-py3-none-any.whl' \
		'--no-binary both\nboth\nlib<2\n'
	like "$resolver: the lock says why" "$(cat "$p/pylock.debian12-amd64.toml")" \
		'choice = \{ by = "--no-binary", over = \["both-1\.0-py3-none-any\.whl"\] \}'
	sed -i 's/^--no-binary.*/# none/' "$p/requirements.in"
	is "$resolver: without it the lock is not fresh" "$(run "$p" resolve CHECK=1; echo $?)" 2
	ok "$resolver: and is made again" run "$p" resolve
	is "$resolver: with the wheel" "$(files)" 'both-1.0-py3-none-any.whl lib-1.0-py3-none-any.whl'
	locks '--only-binary' 'lib-1.0-py3-none-any.whl' '--only-binary=lib\nlib\n'
	locks '--only-binary, of a release without' \
		'binary-1.0-cp311-cp311-manylinux_2_17_x86_64.whl' '--only-binary :all:\nbinary\n'
	locks '--no-binary and what undoes it' 'both-1.0-py3-none-any.whl lib-1.0.tar.gz' \
		'--no-binary :all:\n--only-binary both,setuptools\nboth\nlib<2\n'
	locks ':none:' 'both-1.0-py3-none-any.whl lib-1.0-py3-none-any.whl' \
		'--no-binary both\n--no-binary :none:\nboth\nlib<2\n'
	locks 'PYLOCK_NO_BINARY' 'both-1.0.tar.gz lib-1.0-py3-none-any.whl' 'both\nlib<2\n' \
		'PYLOCK_NO_BINARY := both'
	is "$resolver: a variable that says less: not fresh" \
		"$(run "$p" resolve CHECK=1 PYLOCK_NO_BINARY=; echo $?)" 2
	locks 'PYLOCK_ONLY_BINARY' 'lib-1.0-py3-none-any.whl' 'lib\n' 'PYLOCK_ONLY_BINARY := all'
	locks 'an sdist by its hash' "both-1.0.tar.gz lib-1.0-py3-none-any.whl" 'both\nlib<2\n' \
		"PYLOCK_PREFER.both := sha256:$(sha both-1.0.tar.gz)"
	locks 'a specifier in the next line, and a comment that says the encoding' \
		'pure-1.0-py3-none-any.whl' '# coding: latin-1\n# caf\xe9\npure \\\n  ==1.0\n'
	locks 'as PowerShell writes it' 'pure-1.0-py3-none-any.whl' \
		"$(printf 'pure==1.0\r\n' | iconv -f ascii -t utf-16 | od -An -v -tx1 |
			sed 's/ /\\x/g' | tr -d '\n')"
	locks '--hash, of one file of a release' 'both-1.0.tar.gz lib-1.0-py3-none-any.whl' \
		"both==1.0 \\\\\n --hash=sha256:$(sha both-1.0.tar.gz)\nlib<2\n"
	locks '--hash, of an older release' 'pure-1.0-py3-none-any.whl' \
		"pure>=1 --hash sha256:$(sha pure-1.0-py3-none-any.whl)\n"
	locks '--hash, in a line that does not hold' 'pure-2.0-py3-none-any.whl' \
		"pure\npure; python_version<'3' --hash=sha256:$(printf %064d 0)\n"
	project zeros "# one\npure==1.0 --hash=sha256:$(printf %064d 0)\n"
	run zeros resolve
	is "$resolver: no file has the hash: exit status" $? 2
	is "$resolver: no file has the hash: one line says so" \
		"$(grep '^pinfiles' out)" \
		"pinfiles: requirements.in:2: pure 1.0: none of its files at index 'default' has a hash \
that this line gives: pure-1.0-py3-none-any.whl has sha256:$(sha pure-1.0-py3-none-any.whl)"
	ok "$resolver: and no lock is written" test ! -e zeros/pylock.debian12-amd64.toml
	locks 'an exact local version' 'local-2.0+cu1-cp311-cp311-linux_x86_64.whl' 'local==2.0+cu1\n'
	project none '--no-binary pure\npure\n'
	run none resolve
	is "$resolver: no sdist at all: exit status" $? 2
	like "$resolver: no sdist at all: is said" "$(cat out)" 'pure: --no-binary leaves out 1\.0, 2\.0'
	ok "$resolver: and no lock is written" test ! -e none/pylock.debian12-amd64.toml
done
done_testing
