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

# A commit, an archive in the project, and a part of one.
source_plan() { # hash, source
	printf '{"packages":[{"name":"lib","version":"1.0","file":{"filename":"lib-1.0.tar.gz",'\
'"sha256":"%s","source":%s}}]}' "$1" "$2" >plan.json
}
made() { # source: the hash of what is made
	source_plan "$(printf %064d 0)" "$1"
	make_it lib 2>&1 | sed 's/.* sha256 \([0-9a-f]*\) here.*/\1/'
}
again() { # source, hash, options
	rm -rf store
	source_plan "$2" "$1"
	"$bin/sourcearchive" --tools "$top/build" --store store --plan plan.json "${@:3}" lib &&
		test -f "store/sha256/${2:0:2}/$2"
}
mkdir -p repository/part
printf '[project]\nname = "lib"\nversion = "1.0"\n' >repository/part/pyproject.toml
git -c init.defaultBranch=main init --quiet repository
git -C repository add .
git -C repository -c user.name=T -c user.email=t@example.invalid -c commit.gpgSign=false \
	commit --quiet -m one
commit=$(git -C repository rev-parse HEAD)
vcs() { # URL
	printf '{"vcs":{"type":"git","url":"%s","commit-id":"%s","subdirectory":"part"}}' "$1" "$commit"
}
hash=$(made "$(vcs "file://$tmp/repository")")
ok 'a commit is the same bytes' again "$(vcs "file://$tmp/repository")" "$hash" --offline
fails 'a commit that is nowhere' 1 "has no branch, tag or commit '$(printf %040d 0)'" \
	again "$(vcs "file://$tmp/repository" | sed "s/$commit/$(printf %040d 0)/")" "$hash"
fails 'a server that may not be asked' 1 'lib: not in the store, and nothing may be downloaded' \
	again "$(vcs git://127.0.0.1:1/x)" "$hash" --offline
fails 'a scheme that git might take' 1 'lib: ext::date: https:, ssh: or file: is wanted' \
	again "$(vcs ext::date)" "$hash"
tar -czf part.tar.gz -C repository part/pyproject.toml --transform 's#^#top/#'
tar -czf whole.tar.gz repository
ok 'so is a part of an archive' test "$hash" = "$(made \
	'{"archive":{"path":"part.tar.gz","subdirectory":"part"}}')"
hash=$(sha256sum <whole.tar.gz | cut -d' ' -f1)
ok 'an archive is copied' again '{"archive":{"path":"whole.tar.gz"}}' "$hash"
fails 'an archive outside the project' 1 "lib: '../x.tar.gz' lies outside the project" \
	again '{"archive":{"path":"../x.tar.gz"}}' "$hash"

# What a lock is made from: contents, not times; what is nowhere is something, too.
contents() { # paths
	printf '%s\n' "$@" >list
	"$bin/sourcearchive" --tools "$top/build" --contents list
}
mkdir 'my lib' && printf '[project]\nname = "lib"\nversion = "1.0"\n' >'my lib/pyproject.toml'
first=$(contents my%20lib part.tar.gz none)
like 'contents have a hash' "$first" '^local=[0-9a-f]{64}$'
touch -d 2001-01-01 'my lib/pyproject.toml'
is 'the same in any order, however often' "$(contents none part.tar.gz my%20lib none)" "$first"
ok 'another without the last' test "$first" != "$(contents my%20lib part.tar.gz)"
printf '\n' >>'my lib/pyproject.toml'
ok 'and with other contents' test "$first" != "$(contents my%20lib part.tar.gz none)"
fails 'neither a name nor a list' 2 'a name' "$bin/sourcearchive" --tools "$top/build"
done_testing
