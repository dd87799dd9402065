#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# resolve: what only a back end says of an sdist, or of a directory, it says in a box. The resolvers
# run nothing of what they find.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
needs bwrap jq nginx
cd "$tmp" || exit 1
python=$top/build/setup/venv/bin/python

# Given a back end that tries what is not for it, in each hook and when it is imported,
mkdir -p home/.ssh project index/files index/simple
printf 'hidden' | tee home/.netrc >home/.ssh/id
serve_nginx "$tmp/index"
hostile() { # directory name lines of METADATA [of pyproject.toml]
	mkdir -p "$1"
	printf '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n%b' \
		"${4:-}" >"$1/pyproject.toml"
	cat >"$1/backend.py" <<-PY
		import os, pathlib, socket, zipfile

		def attempt(name, what):
		    try:
		        reached = what()
		    except BaseException:
		        reached = False
		    print(f"attempt {name}: {'reached' if reached else 'stopped'}", flush=True)

		def written(path):
		    pathlib.Path(path).write_text("planted")
		    return True

		def connected():
		    with socket.create_connection(("127.0.0.1", ${nginx##*:}), 5):
		        return True

		def tries(when):
		    attempt(f"{when}: write in HOME", lambda: written("$tmp/home/planted"))
		    attempt(f"{when}: write in the project", lambda: written("$tmp/project/planted"))
		    attempt(f"{when}: write in the framework", lambda: written("$top/build/planted"))
		    attempt(f"{when}: read a key", lambda: open("$tmp/home/.ssh/id").read())
		    attempt(f"{when}: read netrc", lambda: open("$tmp/home/.netrc").read())
		    attempt(f"{when}: the network", connected)
		    attempt(f"{when}: a variable", lambda: "PLAIN_VARIABLE" in os.environ)
		    attempt(f"{when}: HOME", lambda: os.environ["HOME"] == "$tmp/home")

		tries("import")

		def get_requires_for_build_wheel(settings=None):
		    tries("requires")
		    return []

		def build_wheel(directory, settings=None, metadata_directory=None):
		    tries("build")
		    name = "$2-1.0-py3-none-any.whl"
		    with zipfile.ZipFile(f"{directory}/{name}", "w") as archive:
		        archive.writestr("$2-1.0.dist-info/METADATA", "Metadata-Version: 2.1\n"
		                         "Name: $2\nVersion: 1.0\n$3\nText\n")
		    return name
	PY
}
hostile src/hostile-1.0 hostile \
	'Requires-Dist: plain; python_version > \"3\"\nRequires-Dist: other\n'
printf 'Metadata-Version: 2.1\nName: hostile\nVersion: 1.0\n' >src/hostile-1.0/PKG-INFO
tar -czf index/files/hostile-1.0.tar.gz -C src hostile-1.0
# with requirements that only the back end tells,
"$top/tests/support/mkindex" index plain==1.0 plain==2.0 other==1.0 other==2.0

# which is able to do all of it where nothing stops it,
(cd src/hostile-1.0 && HOME=$tmp/home PLAIN_VARIABLE=1 "$python" -B -c 'import backend') >reached
is 'in no box it reaches all' "$(grep -c ': reached$' reached) $(grep -vc ': reached$' reached)" \
'8 0'
rm -f home/planted project/planted "$top/build/planted"

# when each resolver resolves a project that wants it
run() {
	HOME=$tmp/home PLAIN_VARIABLE=1 make --no-print-directory -C project \
		PYLOCK_STORE="$tmp/store" "$@" >out 2>&1
}
for resolver in uv pip-compile; do
	rm -rf project store
	mkdir project
	printf 'hostile\nplain<2\n' >project/requirements.in
	printf '%s\n' 'PYLOCK_NAME := boxed' 'PYLOCK_TARGETS := debian12-amd64' \
		"PYLOCK_INDEX_URL := $nginx/simple" "PYLOCK_RESOLVER := $resolver" \
		"include $top/mk/pylock.mk" >project/Makefile
	run resolve
	is "$resolver: resolves" $? 0 || note "$(tail -n 20 out)"
	is "$resolver: with what the back end says" \
		"$(sed -n 's/^name = "\(.*\)"/\1/p' project/pylock.debian12-amd64.toml | xargs)" \
		'hostile other plain'
	is "$resolver: the sdist is locked" \
		"$(grep -c 'hostile-1\.0\.tar\.gz' project/pylock.debian12-amd64.toml)" 1
	log=$(echo project/build/debian12-amd64/resolve/sdists/*/build.log)
	is "$resolver: every way was tried" \
		"$(sed -n 's/^.*attempt \([a-z]*\): .*/\1/p' "$log" | sort | uniq -c | xargs)" \
		'8 build 16 import 8 requires'
	is "$resolver: what it reached" "$(grep 'reached$' "$log")" ''
	is "$resolver: nothing was written" \
		"$(find home project "$top/build" -maxdepth 1 -name planted)" ''
	like "$resolver: the store has what it said" "$(cat store/keys/metadata/*.json)" \
		'Requires-Dist: other'

	# and when it is wanted again, then it is not asked again
	rm -rf project/build project/pylock.*
	run resolve
	is "$resolver: resolves again" $? 0
	is "$resolver: and asks nobody" "$(ls project/build/*/resolve/sdists 2>/dev/null)" ''
done

# When the back end fails, then that is said, and no lock is written.
mkdir -p src/broken-1.0
printf 'raise SystemExit("this is broken")\n' >src/broken-1.0/setup.py
printf '[build-system]\nrequires = []\nbuild-backend = "setup"\nbackend-path = ["."]\n' \
	>src/broken-1.0/pyproject.toml
tar -czf index/files/broken-1.0.tar.gz -C src broken-1.0
"$top/tests/support/mkindex" index
for resolver in uv pip-compile; do
	printf 'broken\n' >project/requirements.in
	rm -f project/pylock.*
	run resolve PYLOCK_RESOLVER=$resolver
	is "$resolver: a back end that fails" $? 2
	like "$resolver: is said" "$(cat out)" \
		'sdistmetadata\.py: broken 1\.0: the build failed \(exit status 1\)'
	like "$resolver: with what it said" "$(cat out)" 'this is broken'
	ok "$resolver: no lock is written" test ! -e project/pylock.debian12-amd64.toml
done

# When a directory is wanted whose version only its back end tells
hostile project/app app '' '[project]\nname = "app"\ndynamic = ["version", "dependencies"]\n'
printf './app\n' >project/requirements.in
run resolve PYLOCK_RESOLVER=uv
is 'a directory: resolves' $? 0 || note "$(tail -n 20 out)"
like 'its version' "$(cat project/pylock.debian12-amd64.toml)" 'version = "1\.0"'
is 'what it reached' "$(cat project/build/*/resolve/sdists/*/build.log | grep 'reached$')" ''
is 'of as many ways, of the directory and of its sdist' \
	"$(cat project/build/*/resolve/sdists/*/build.log | grep -c 'stopped$')" 64
is 'nothing was written' "$(find home project "$top/build" -maxdepth 1 -name planted)" ''

# On a machine without namespaces it says what to do.
mkdir without
printf '#!/bin/sh\necho "bwrap: No permissions to create new namespace" >&2\nexit 1\n' \
	>without/bwrap
chmod +x without/bwrap
printf 'hostile\n' >project/requirements.in
rm -rf store project/pylock.*
PATH=$tmp/without:$PATH run resolve PYLOCK_RESOLVER=uv
is 'without namespaces' $? 2
like 'it says what to do' "$(cat out)" 'builds run in namespaces .*PYLOCK_BUILD_UNCONFINED'
ok 'and locks nothing' test ! -e project/pylock.debian12-amd64.toml
done_testing
