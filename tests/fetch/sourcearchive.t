#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# sourcearchive: the same bytes again, or an error.
. "$(dirname "$0")/../tap.sh"
needs git
cd "$tmp" || exit 1
mkdir lib && printf '[project]\nname = "lib"\nversion = "1.0"\n' >lib/pyproject.toml
plan() { # hash
	printf '{"packages":[{"name":"lib","version":"1.0","file":{"filename":"lib-1.0.tar.gz",'\
'"sha256":"%s","source":{"directory":{"path":"lib"}}}}]}' "$1" >plan.json
}
make_it() { # [package]
	"$bin/sourcearchive" --tools "$top/build" --store "$tmp/store" \
		--plan plan.json "$1"
}
plan "$(printf %064d 0)"
fails 'other bytes than the lock has' 1 'lib-1\.0\.tar\.gz has the sha256 [0-9a-f]* here, and' \
	make_it lib
hash=$(make_it lib 2>&1 | sed 's/.* sha256 \([0-9a-f]*\) here.*/\1/')
plan "$hash"
rm -rf store
ok 'the same bytes' make_it lib
ok 'are in the store' test -f "store/sha256/${hash:0:2}/$hash"
is 'below one directory, as in an sdist' "$(tar -tzf "store/sha256/${hash:0:2}/$hash")" \
	"$(printf 'lib-1.0/\nlib-1.0/pyproject.toml')"

# Neither times, modes, what .gitignore names, nor what builds leave behind counts.
rm -rf store
git init --quiet .
printf '*.log\n' >.gitignore
mkdir lib/build lib/lib.egg-info lib/__pycache__
touch lib/x.log lib/build/x lib/lib.egg-info/x lib/__pycache__/x
touch -d 2001-01-01 lib/pyproject.toml
chmod 600 lib/pyproject.toml
ok 'the same bytes from a used directory' make_it lib
rm -rf store
ln -s /etc/passwd lib/link
fails 'a link out of it' 1 '' bash -c "$(declare -f make_it); top='$top' bin='$bin' \
	tmp='$tmp'; make_it lib 2>&1 | tail -n 1 >&2; exit \${PIPESTATUS[0]}"
rm -rf lib
fails 'a directory that is gone' 1 "lib: 'lib' is not there" make_it lib
fails 'a package that the plan does not have' 1 'no other' make_it other
done_testing
