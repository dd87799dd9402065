#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What an image keeps of its lock is what is installed: how that was asked for, and by which
# resolver, changes no byte of it.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
uv=$top/build/setup/venv/bin/uv python=$top/build/setup/venv/bin/python
export UV_CACHE_DIR=$tmp/uv

mkdir "$tmp/index"
"$top/tests/support/mkindex" "$tmp/index" \
	"alpha==1.0;beta>=1;fast when extra == 'quick'@2026-01-01" 'beta==1.0@2026-01-01' \
	beta==2.0@2026-02-01 \
	gamma==1.0@2026-01-01 'One_More==3@2026-01-01' delta==1.0@2026-01-01 \
	'built==1.0#sdist@2026-01-01'
serve_nginx "$tmp/index"
"$top/tests/support/mkbase" "$tmp/base"
"$top/tests/support/mkbase" --python 3.11.4 "$tmp/newer"

p=$tmp/project
mkdir "$p"
printf 'alpha\ngamma>=0.5\none.more\nnever ; sys_platform == "win32"\n' >"$p/requirements.in"
cat >"$p/Makefile" <<EOT
PYLOCK_NAME      := sample
PYLOCK_TARGETS   := debian12-amd64
PYLOCK_INDEX_URL := $nginx/simple
PYLOCK_BASE      := $tmp/base
-include more.mk
include $top/mk/pylock.mk
EOT

# run DIRECTORY ARGUMENTS...: what make did, a word per step.
run() {
	make --no-print-directory -C "$1" PYLOCK_STORE="$tmp/store" "${@:2}" >"$tmp/out" 2>&1 || {
		echo FAILED
		cat "$tmp/out" >&2
	}
	sed \
		-nE \
		's/^  ([A-Z]+) .*/\1/p; s/^fetch: .*/fetch/p; s/^resolve: debian12-[^ ]* '\
'requirements.*/resolve/p' "$tmp/out" | sort -u | tr '\n' ' ' | sed 's/ $//'
}
digest() { cat "$1/build/debian12-amd64/image.digest"; }
clean() { # the digest of a fresh clone, with the same locks
	rm -rf "$tmp/clone"
	mkdir "$tmp/clone"
	cp "$p"/*.* "$p/Makefile" "$tmp/clone"
	run "$tmp/clone" image PYLOCK_LOCKED=1 >/dev/null
	digest "$tmp/clone"
}

document() { # path in the image
	tar -xzOf "$p/build/debian12-amd64/image/blobs/sha256/$(jq -r '.digest[7:]' \
		"$p/build/debian12-amd64/documents.json")" "$1"
}
label() { # key
	local config
	config=$(jq -r '.config.digest[7:]' \
		"$p/build/debian12-amd64/image/blobs/sha256/$(digest "$p" | cut -d: -f2)")
	jq -r --arg key "$1" '.config.Labels[$key]' \
		"$p/build/debian12-amd64/image/blobs/sha256/$config"
}

# --- what it keeps --------------------------------------------------------------------

run "$p" image >/dev/null
first=$(digest "$p")
is 'a clean build is the same' "$(clean)" "$first"
is 'the direct requirements, as they are installed' \
	"$(document opt/environment_info/explicit_deps.txt | tr '\n' ' ')" \
	'alpha==1.0 gamma==1.0 One_More==3 '
document opt/environment_info/pylock.toml >"$tmp/pylock.toml"
is 'the label is the hash of the lock that the image holds' "$(label mk.pylock.lock)" \
	"sha256:$(sha256sum <"$tmp/pylock.toml" | cut -c1-64)"
is 'it names no input' "$(grep -c 'inputs\|tool' "$tmp/pylock.toml")" 0
ok 'it has what the lock has, for the packaging library' "$python" - \
	"$p/pylock.debian12-amd64.toml" "$tmp/pylock.toml" <<'PY'
import sys, tomllib
from packaging.pylock import Pylock

ours, kept = (Pylock.from_dict(tomllib.load(open(path, "rb"))) for path in sys.argv[1:])
about = lambda lock: [
    (package.name, package.version, wheel.name, dict(wheel.hashes))
    for package in lock.packages
    for wheel in package.wheels
]
assert (
    about(ours) == about(kept) and len(about(kept)) == 4 and ours.environments == kept.environments
)
PY
run "$p" fetch >/dev/null
mkdir -p "$tmp/elsewhere/build" && cp -r "$p/build/debian12-amd64" "$tmp/elsewhere/build" &&
	cp "$tmp/pylock.toml" "$tmp/elsewhere"
ok 'uv installs it as it stands' "$uv" pip install --quiet --no-config --offline \
	--target "$tmp/target" --python-platform x86_64-manylinux_2_36 \
	--python-version 3.11 --no-deps -r "$tmp/elsewhere/pylock.toml"
is 'all of it' "$(find "$tmp/target" -name '*.dist-info' | wc -l)" 4
ok 'verify finds that the image is of this lock' eval \
	'run "$p" verify >/dev/null; jq -e "[.findings[] | select(.check == \"label\")] == []" '\
'"$p/build/debian12-amd64/verify.json"'

# --- what moves nothing changes nothing -------------------------------------------------

# keeps NAME [STEPS [COMMAND...]]: after the command, make does the steps at most, and nothing more,
# and the image is what it was and what a clean build makes.
keeps() {
	local did steps=${2:-resolve}
	"${@:3}"
	did=$(run "$p" image)
	[ -z "$did" ] || is "$1: what is done" "$did" "$steps"
	is "$1: then nothing" "$(run "$p" image)" ''
	is "$1: the image" "$(digest "$p")" "$first"
}
put() { printf '%b' "$2" >"$p/$1"; }

keeps 'other specifiers' resolve put requirements.in \
	'alpha>=0.1,<9\ngamma==1.*\none-more!=2\nnever ; sys_platform == "darwin"\n'
keeps 'pins of what is there' resolve put requirements.in 'alpha==1.0\ngamma===1.0\none-more==3\n'
keeps 'markers that hold' resolve put requirements.in \
	'alpha ; python_version > "3"\ngamma>=0.5 ; sys_platform == "linux"\none.more\n'
keeps 'comments and order' '' put requirements.in \
	'# why\none.more\n  gamma >= 0.5 ; sys_platform == "linux" # here\nALPHA ; python_version '\
'> "3"\n'
keeps 'a file that is included' resolve eval \
	'put requirements.in "-r more.in\ngamma\n"; put more.in "alpha\none-more\n"'
keeps 'a constraint that does not bind' resolve put constraints.txt 'beta<9\nnosuch<1\n'
keeps 'a constraint of what is there' resolve put constraints.txt 'beta==2.0\ngamma==1.0\n'
keeps 'without it' resolve rm "$p/constraints.txt"
keeps 'an override by what is there' resolve put overrides.txt 'beta>=1\n'
keeps 'without it' resolve rm "$p/overrides.txt"
keeps 'requirements of the target' resolve put requirements.debian12-amd64.in 'alpha\n'
rm "$p/requirements.debian12-amd64.in"
keeps 'an exclusion of what is not there' resolve put more.mk 'PYLOCK_EXCLUDE := delta\n'
is 'nothing is said to be left out' \
	"$(label mk.pylock.excluded) $(document opt/environment_info/environment.txt |
		grep -c 'left out')" 'null 0'
keeps 'a preference for what is not there' resolve put more.mk \
	'PYLOCK_PREFER.delta := tag:linux_x86_64 local:none\n'
keeps 'a preference that has nothing to choose from' resolve put more.mk \
	'PYLOCK_PREFER.* := local:none\n'
keeps 'a wheel preferred where there is one' resolve put more.mk \
	'PYLOCK_PREFER_BINARY := alpha delta\n'
keeps 'an index for what is not there' resolve put more.mk \
	"PYLOCK_INDEXES := default other\nPYLOCK_INDEX_URL.other := \
$nginx/simple\nPYLOCK_INDEX.delta := other\n"
keeps 'a date that all is older than' resolve put more.mk 'PYLOCK_EXCLUDE_NEWER := 2026-06-01\n'
keeps 'another resolver that comes to the same' resolve put more.mk \
	'PYLOCK_RESOLVER := pip-compile\n'
keeps 'another address of the index, another time-out' '' put more.mk \
	"PYLOCK_INDEX_URL := $nginx/./simple\nPYLOCK_INDEX_TIMEOUT := 50\n"
keeps 'a builder for what is not built' '' put more.mk 'PYLOCK_BUILDER.delta := native\n'
keeps 'all of it at once' resolve eval \
	'put more.mk "PYLOCK_EXCLUDE := delta\nPYLOCK_EXCLUDE_NEWER := 2026-06-01\n\
PYLOCK_PREFER.delta := local:none\n"
	put constraints.txt "gamma<7\n"; put requirements.in "alpha>0\ngamma\none-more\n"'
is 'which is what a clean build makes' "$(clean)" "$first"
rm "$p/more.mk" "$p/constraints.txt"
keeps 'taken back'
keeps 'a lock that is written anew' '' eval 'run "$p" resolve RENEW=1 >"$tmp/renewed"'
is 'as a clean build does' "$(clean)" "$first"

# --- what moves something does ------------------------------------------------------------

# moves NAME COMMAND...: another image, and that of a clean build.
moves() {
	local before
	before=$(digest "$p")
	"${@:2}"
	run "$p" image >/dev/null
	ok "$1: another image" test "$(digest "$p")" != "$before"
	is "$1: a clean build" "$(clean)" "$(digest "$p")"
}
moves 'an exclusion of what is there' put more.mk 'PYLOCK_EXCLUDE := beta delta\n'
is 'which is said, alone' \
	"$(label mk.pylock.excluded), $(document opt/environment_info/environment.txt |
		grep 'left out')" 'beta, packages left out: beta'
moves 'an exclusion of a direct requirement' put more.mk 'PYLOCK_EXCLUDE := gamma One_More\n'
is 'which is said' "$(label mk.pylock.excluded)" 'gamma one-more'
is 'and is no longer among the explicit ones' "$(document opt/environment_info/explicit_deps.txt)" \
	'alpha==1.0'
moves 'none' rm "$p/more.mk"
moves 'a constraint that binds' put constraints.txt 'beta<2\n'
moves 'one more direct requirement, though it is installed' put requirements.in \
	'alpha\ngamma\none-more\nbeta\n'
done_testing
