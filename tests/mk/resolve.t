#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# resolve: locks stay close to what they were, move when asked, and nothing is lost when it fails.
# uv, and an index on loopback.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
python=$top/build/setup/venv/bin/python

mkdir "$tmp/index"
"$top/tests/support/mkindex" "$tmp/index" 'app==1.0;lib>=1;other' 'lib==1.0@2026-01-01' \
	'lib==1.5@2026-02-01' 'other==1.0@2026-01-01' \
	'fast==1.0#cp311-cp311-manylinux_2_17_x86_64@2026-01-01' 'fast==1.1#sdist@2026-02-01' \
	'fast==1.2#cp311-cp311-manylinux_2_39_x86_64' \
	'slow==1.0#sdist' 'needs-lib-2==1.0;lib>=2' 'wants-lib-1==1.0;lib<2' app==1.0#sdist
serve_nginx "$tmp/index"
export UV_CACHE_DIR=$tmp/uv

project() { # directory; requirements
	mkdir -p "$tmp/$1"
	printf \
		'PYLOCK_NAME := %s\nPYLOCK_TARGETS := debian12-amd64\nPYLOCK_INDEX_URL := '\
'%s/simple\n%b\ninclude %s/mk/pylock.mk\n' \
		"$1" "$nginx" "${3:-}" "$top" >"$tmp/$1/Makefile"
	printf '%b' "$2" >"$tmp/$1/requirements.in"
}
run() {
	local directory=$tmp/$1
	shift
	make --no-print-directory -C "$directory" PYLOCK_STORE="$tmp/store" "$@" >"$tmp/out" 2>&1
}
version() {
	sed -n "/^name = \"$2\"/{n;s/version = \"\(.*\)\"/\1/p}" \
		"$tmp/$1/pylock.debian12-amd64.toml"
}
serial() {
	grep -A5 "^name = \"$2\"" "$tmp/$1/pylock.debian12-amd64.toml" |
		sed -n 's/.*serial = \([0-9]*\).*/\1/p'
}

# --- a lock -----------------------------------------------------------------------

project a 'app\n'
ok 'resolves' run a resolve
is 'the newest' "$(version a lib)" 1.5
ok 'the lock names no server' test "$(grep -c 'http' "$tmp/a/pylock.debian12-amd64.toml")" -eq 0
ok 'it is a PEP 751 lock for the packaging library' "$python" - \
	"$tmp/a/pylock.debian12-amd64.toml" <<'PY'
import pathlib, sys, tomllib
from packaging.pylock import Pylock, is_valid_pylock_path

path = pathlib.Path(sys.argv[1])
lock = Pylock.from_dict(tomllib.loads(path.read_text()))
assert is_valid_pylock_path(path)
assert [package.name for package in lock.packages] == ["app", "lib", "other"]
assert all(
    len(package.wheels) == 1 and package.wheels[0].size and not package.wheels[0].url
    for package in lock.packages
)
assert all(
    package.wheels[0].path.startswith("build/debian12-amd64/wheelhouse/")
    for package in lock.packages
)
environment = {
    "sys_platform": "linux",
    "platform_machine": "x86_64",
    "python_version": "3.11",
    "implementation_name": "cpython",
}
assert any(marker.evaluate(environment) for marker in lock.environments)
PY
ok 'fetched, pip installs it with its hashes, in the environment it was made for' run a fetch
mkdir "$tmp/env"
ok 'requirements.lock is what pip takes' "$python" -m pip download --quiet --isolated --no-deps \
	--require-hashes --no-index \
	--find-links "$tmp/a/build/debian12-amd64/wheelhouse" -d "$tmp/env" \
	-r "$tmp/a/requirements.lock.debian12-amd64.txt"
is 'all of it' "$(find "$tmp/env" -name '*.whl' | wc -l)" 3
sed 's/sha256:[0-9a-f]\{8\}/sha256:00000000/' "$tmp/a/requirements.lock.debian12-amd64.txt" \
	>"$tmp/wrong.txt"
ok 'and pip refuses other bytes' test \
	"$("$python" -m pip download --quiet --isolated --no-deps --require-hashes --no-index \
	--find-links "$tmp/a/build/debian12-amd64/wheelhouse" -d "$tmp/env" -r "$tmp/wrong.txt" \
	>/dev/null 2>&1; echo $?)" -ne 0
ok 'uv installs the lock as it stands' "$top/build/setup/venv/bin/uv" pip install --quiet \
	--no-config --offline --target "$tmp/target" \
	--python-platform x86_64-manylinux_2_36 --python-version 3.11 --no-deps \
	-r "$tmp/a/pylock.debian12-amd64.toml"
ok 'with all of it' test -e "$tmp/target/app.py" -a -e "$tmp/target/lib.py" -a \
	-e "$tmp/target/other.py"

# --- a C library newer than those that uv has a name for -------------------------------

"$top/tests/support/mkindex" "$tmp/index" 'newest==1.0#cp313-cp313-manylinux_2_39_x86_64' \
	'newest==1.1#cp313-cp313-manylinux_2_41_aarch64'
project newer 'newest\n'
ok 'Debian 13: resolves' run newer resolve PYLOCK_TARGETS=debian13-amd64
like 'to a wheel for an older one' "$(cat "$tmp/newer/pylock.debian13-amd64.toml")" \
	'newest-1\.0-cp313-cp313-manylinux_2_39_x86_64\.whl'

# --- stable, until moved ------------------------------------------------------------

"$top/tests/support/mkindex" "$tmp/index" lib==1.6 other==1.1
export UV_CACHE_DIR=$tmp/uv2
printf 'app\nfast==1.0\n' >"$tmp/a/requirements.in"
ok 'a new requirement' run a resolve
is 'nothing else moves' "$(version a lib) $(version a other) $(version a fast)" '1.5 1.0 1.0'
is 'what is new has a higher serial' "$(serial a lib) $(serial a fast)" '1 2'
cp "$tmp/a/pylock.debian12-amd64.toml" "$tmp/before"
ok 'a dry run of the upgrade' run a upgrade DRYRUN=1
like 'says what would move' "$(cat "$tmp/out")" 'lib 1\.5 -> 1\.6'
ok 'and writes nothing' cmp "$tmp/before" "$tmp/a/pylock.debian12-amd64.toml"
ok 'one package' run a upgrade PACKAGE=lib
is 'moves alone' "$(version a lib) $(version a other)" '1.6 1.0'
ok 'all' run a upgrade
is 'move' "$(version a lib) $(version a other)" '1.6 1.1'
is 'and their serials tell when' "$(serial a app) $(serial a lib) $(serial a other)" '1 3 4'
ok 'the lock is fresh after that' run a resolve CHECK=1

# --- fresh or not --------------------------------------------------------------------

cp "$tmp/a/pylock.debian12-amd64.toml" "$tmp/before"
for change in 's/^app/app>=0.5/' 's/^app/app; python_version > "3"/'; do
	cp "$tmp/a/requirements.in" "$tmp/requirements"
	sed -i "$change" "$tmp/a/requirements.in"
	run a resolve CHECK=1
	is "changed by $change: CHECK=1 fails" $? 2
	cp "$tmp/requirements" "$tmp/a/requirements.in"
done
run a resolve CHECK=1 PYLOCK_EXCLUDE=other
is 'another variable that counts: not fresh' $? 2
like 'says so' "$(cat "$tmp/out")" 'pylock\.debian12-amd64\.toml: not fresh'
ok 'all this wrote nothing' cmp "$tmp/before" "$tmp/a/pylock.debian12-amd64.toml"
ok 'and taken back it is fresh again' run a resolve CHECK=1
mkdir "$tmp/elsewhere"
cp "$tmp/a/Makefile" "$tmp/a/requirements.in" "$tmp/a/pylock.debian12-amd64.toml" "$tmp/elsewhere"
ok 'in a clone too, without uv and index' run elsewhere resolve CHECK=1 \
	PYLOCK_INDEX_URL=http://127.0.0.1:1/

# A merge can take one side's line of the requirements and another side's packages of the lock.
merged() { # name, what of the lock is left, regex
	project merged 'app\nlib>=1.5\n'
	rm -rf "$tmp/merged/build"
	awk -v RS= -v ORS='\n\n' "$2" "$tmp/merged.toml" \
		>"$tmp/merged/pylock.debian12-amd64.toml"
	cp "$tmp/merged/pylock.debian12-amd64.toml" "$tmp/before.toml"
	run merged resolve CHECK=1
	is "$1: not fresh" $? 2
	run merged resolve PYLOCK_LOCKED=1
	is "$1: nor with PYLOCK_LOCKED=1" $? 2
	like "$1: said which requirement does not hold" "$(cat "$tmp/out")" "$3"
	ok "$1: nothing is written" cmp "$tmp/before.toml" \
		"$tmp/merged/pylock.debian12-amd64.toml"
	ok "$1: resolved again" run merged resolve
	like "$1: and said why" "$(cat "$tmp/out")" "$3"
	ok "$1: the lock is fresh after that" run merged resolve PYLOCK_LOCKED=1
}
project merged 'app\nlib>=1.5\n'
ok 'a lock to merge' run merged resolve
cp "$tmp/merged/pylock.debian12-amd64.toml" "$tmp/merged.toml"
merged 'a version of the other side' '/name = "lib"/ { gsub("1[.]6", "1.0") } { print }' \
	'pylock\.debian12-amd64\.toml: .*requirements\.in:2: lib>=1\.5 does not hold: the lock has '\
'lib 1\.0'
is 'with the version that is asked for' "$(version merged lib)" 1.6
merged 'a package that is lost' '!/name = "other"/' \
	'app 1\.0: other does not hold: the lock does not have it'
is 'with what is required' "$(version merged other)" 1.1

# An override takes the place of what packages require; with a false marker it takes that away.
printf 'lib==1.0\nother ; sys_platform == "win32"\n' >"$tmp/merged/overrides.txt"
ok 'overrides' run merged resolve
is 'are what counts' "$(version merged lib) $(version merged other)" '1.0 '
rm -rf "$tmp/merged/build"
ok 'also where the lock is looked at alone' run merged resolve PYLOCK_LOCKED=1
printf 'app\nneeds-lib-2\n' >"$tmp/merged/requirements.in"
printf 'lib ; sys_platform == "win32"\n' >"$tmp/merged/overrides.txt"
ok 'without what cannot be had' run merged resolve
ok 'the requirements have nothing wrong' run merged analyze
like 'for analyze either' "$(cat "$tmp/out")" 'The requirements resolve: 3 packages'
ok 'which does not want it back' eval '! grep -E "override|changes nothing" "$tmp/out"'

# --- what cannot be resolved ------------------------------------------------------------

printf 'needs-lib-2\nwants-lib-1\n' >"$tmp/a/requirements.in"
run a resolve
is 'unsatisfiable: exit status' $? 2
like 'the whole explanation' "$(cat "$tmp/out")" 'needs-lib-2'
like 'with both sides' "$(cat "$tmp/out")" 'unsatisfiable'
like 'the lock is said to be untouched, and what to do next' "$(cat "$tmp/out")" \
	'is untouched; `make analyze` looks for what mends them'
ok 'and it is' cmp "$tmp/before" "$tmp/a/pylock.debian12-amd64.toml"
printf 'app\nlib >= \n' >"$tmp/a/requirements.in"
run a resolve
is 'a malformed line: exit status' $? 2
like 'file and line are named' "$(cat "$tmp/out")" 'lockhash: requirements\.in:2: '
printf 'app\n' >"$tmp/a/requirements.in"
project unreachable 'app\n'
run unreachable resolve PYLOCK_INDEX_URL="$(nowhere)/simple"
is 'an index that is not there: exit status' $? 2
ok 'which is no conflict' eval '! grep -q analyze "$tmp/out"' || note "$(cat "$tmp/out")"
ok 'no lock is written' test ! -e "$tmp/unreachable/pylock.debian12-amd64.toml"

# --- options ----------------------------------------------------------------------------

project older 'lib\n' 'PYLOCK_EXCLUDE_NEWER := 2026-01-15'
ok 'a date' run older resolve
is 'what was uploaded later does not exist' "$(version older lib)" 1.0
project binary 'fast==1.2\n'
run binary resolve
is 'the only file of a version does not fit' $? 2
like 'uv says why' "$(cat "$tmp/out")" 'fast==1\.2 has no wheels with a matching platform tag'
project binary2 'fast<1.2\n'
ok 'an sdist, when nothing else is said' run binary2 resolve
is 'of the newest' "$(version binary2 fast)" 1.1
project binary3 'fast<1.2\n' 'PYLOCK_PREFER_BINARY := fast'
ok 'with PYLOCK_PREFER_BINARY' run binary3 resolve
is 'the nearest that has a wheel' "$(version binary3 fast)" 1.0
like 'said aloud' "$(cat "$tmp/out")" \
	'fast: 1\.1 has no wheel for debian12-amd64: 1\.0 is taken instead'
project binary4 'slow\n' 'PYLOCK_PREFER_BINARY := all'
ok 'none has a wheel' run binary4 resolve
like 'said too' "$(cat "$tmp/out")" 'slow: no version with a wheel .*: 1\.0 stays'
project without 'app\n' 'PYLOCK_EXCLUDE := other'
ok 'a package left out' run without resolve
is 'is not in the lock' "$(version without other)" ''
like 'the lock says so' "$(cat "$tmp/without/pylock.debian12-amd64.toml")" 'excluded = \["other"\]'

# --- what a resolver's own build sees --------------------------------------------------------

# Given an sdist that only its build describes, whose back end looks for what is not for it
mkdir -p "$tmp/src/curious-1.0"
printf 'Metadata-Version: 2.1\nName: curious\nVersion: 1.0\n' >"$tmp/src/curious-1.0/PKG-INFO"
printf '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n' \
	>"$tmp/src/curious-1.0/pyproject.toml"
cat >"$tmp/src/curious-1.0/backend.py" <<'PY'
import os

def prepare_metadata_for_build_wheel(directory, settings=None):
    seen = [name for name in os.environ if "SECRET" in name or "PASSWORD" in name]
    os.mkdir(f"{directory}/curious-1.0.dist-info")
    with open(f"{directory}/curious-1.0.dist-info/METADATA", "w") as file:
        file.write("Metadata-Version: 2.1\nName: curious\nVersion: 1.0\n")
        file.writelines(f"Requires-Dist: {name.lower().replace('_', '-')}\n" for name in seen)
    return "curious-1.0.dist-info"
PY
tar -czf "$tmp/index/files/curious-1.0.tar.gz" -C "$tmp/src" curious-1.0
"$top/tests/support/mkindex" "$tmp/index"
for resolver in uv pip-compile; do
	project "curious-$resolver" 'curious\n' "PYLOCK_RESOLVER := $resolver"
	AWS_SECRET_KEY=hidden UV_INDEX_OTHER_PASSWORD=hidden run "curious-$resolver" resolve
	is "$resolver: none of the user's variables" "$?" 0 || note "$(tail -n 9 "$tmp/out")"
done

# --- a lock made elsewhere ------------------------------------------------------------------

project foreign 'app\n'
"$top/build/setup/venv/bin/uv" pip compile --quiet --no-config --default-index "$nginx/simple" \
	--python-version 3.11 \
	--python-platform x86_64-manylinux_2_36 --format pylock.toml \
	-o "$tmp/foreign/pylock.debian12-amd64.toml" "$tmp/foreign/requirements.in"
ok 'a lock that another tool wrote, with addresses' run foreign fetch \
	PYLOCK_INDEX_URL=http://127.0.0.1:1/
like 'taken as it is' "$(cat "$tmp/out")" 'made elsewhere, taken as it is'
is 'its files are here' \
	"$(find "$tmp/foreign/build/debian12-amd64/wheelhouse" -name '*.whl' | wc -l)" 3
done_testing
