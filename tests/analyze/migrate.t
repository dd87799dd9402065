#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# migrate: what it writes out of a file of pins, and what it refuses. Whole projects, with either
# resolver: tests/mk/migrate.t.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
needs jq nginx
cd "$tmp" || exit 1

# Given an index, and another with what it lacks
mkdir index extra
"$top/tests/support/mkindex" index 'app==1.0;lib' "lib==1.0;speed when extra == 'fast';win when \
sys_platform == 'win32'" speed==1.0 win==1.0 'old==1.0;python<3' pip==20.0
"$top/tests/support/mkindex" extra 'only==3.0;speed'
mkdir -p index/simple/built sdist/built-1.0
printf 'Metadata-Version: 2.2\nName: built\nVersion: 1.0\nRequires-Dist: win\n' \
	>sdist/built-1.0/PKG-INFO
tar -czf index/files/built-1.0.tar.gz -C sdist built-1.0
printf '<!DOCTYPE html><a href="../../files/built-1.0.tar.gz">x</a>' >index/simple/built/index.html
serve_nginx "$tmp/extra"
extra=$nginx
serve_nginx "$tmp/index"
printf '{"name":"t","arch":"x86_64","glibc":"2.36","python":"3.11","pythonFull":"3.11.2"}' >target
policy() { jq -n --arg url "$1" '{indexes: {default: {url: $url, retries: 0}}}' >policy; }
policy "$nginx/simple"
options=(--tools "$top/build" --target target
	--policy policy --lock lock --seed seed --report report)
migrate() { "$bin/migrate" "${options[@]}" "$@"; }
reason() { jq -r --arg name "$1" '.pins[] | select(.name == $name) | .reason' report; }

cat >pins.txt <<TEXT
--extra-index-url $extra/simple
--require-hashes
# about the app
App == 1.0  # ours
built==1.0
lib[fast]==1.0  # keep
only==3.0
speed==1.0
win==1.0 ; os.name=='nt'
old==1.0
gone==1.0
free
-c bounds.txt
# the end
TEXT
echo 'lib<2  # bound' >bounds.txt
ok 'a file of pins' eval 'migrate pins.txt >said'
is 'what the project itself asks for, with its comments' "$(cat requirements.in)" \
	'# Out of pins.txt by `make migrate`: what the project itself asks for. The lock holds the rest.

# about the app
App == 1.0  # ours
built==1.0
lib[fast]==1.0  # keep
only==3.0
old==1.0
gone==1.0
free
# the end'
is 'what the first lock prefers' "$(paste -sd'|' seed)" \
	'app==1.0|built==1.0|lib==1.0|only==3.0|speed==1.0|win==1.0 ; os_name == "nt"|old==1.0|gone==1.0'
is 'constraints' "$(cat constraints.txt)" 'lib<2  # bound'
is 'variables' "$(jq -r '.variables[]' report)" \
	"PYLOCK_INDEXES := default extra
PYLOCK_INDEX_URL.extra := $extra/simple
PYLOCK_INDEX.only := extra"
is 'why a pin may be missing: nothing speaks against it' "$(reason app)" null
is 'its Python' "$(reason old)" 'wants Python <3'
is 'its marker' "$(reason win)" 'its marker is false for the target'
is 'the index' "$(reason gone)" 'not at the index'
is 'all of it is said' "$(sed 's/127[^/]*/HOST/' said)" \
	'requirements.in: 7 of 9 packages; 2 are asked for by these
constraints.txt: 1 constraints
Put into the Makefile, above the include:
    PYLOCK_INDEXES := default extra
    PYLOCK_INDEX_URL.extra := http://HOST/simple
    PYLOCK_INDEX.only := extra
note: pins.txt:2: --require-hashes: not needed: every file is locked by its hash
note: pins.txt:11: gone==1.0: not at the index: is it the name of another?
note: pins.txt:12: free: not at the index: is it the name of another?'

# When another file says what the project asks for
rm requirements.in
ok 'pyproject.toml has the requirements' eval 'migrate --pyproject pyproject.toml pins.txt >said'
ok 'nothing is written beside it' test ! -e requirements.in
is 'which is said' "$(head -n 3 said)" 'pyproject.toml: says what the project itself asks for
Put into the Makefile, above the include:
    PYLOCK_REQUIREMENTS := pyproject.toml'
ok 'another output, called by another name' migrate --output sub/in.txt --name uv.lock pins.txt
like 'is there' "$(head -n 1 sub/in.txt)" '^# Out of uv\.lock by'
is 'and the index that the file names' "$(printf -- '-i http://u:p@h.example/s\napp==1.0\n' >i.txt
	migrate --output other.in i.txt | tail -n 3)" \
	'Put into the Makefile, above the include:
    PYLOCK_INDEX_URL := http://h.example/s
note: i.txt:1: credentials belong into ~/.netrc, as `machine h.example login … password …`, '\
'and were left out'

# When it cannot be done
rm -f requirements.in
fails 'no file' 2 '^migrate: one file of pins is wanted' migrate
fails 'no lock' 2 '^migrate: --tools is wanted' "$bin/migrate" pins.txt
fails 'a file that is not there' 1 '^migrate: none\.txt: there is no such file' migrate none.txt
fails 'a directory' 1 '^migrate: sub: there is no such file' migrate sub
fails 'the output itself' 1 '^migrate: pins\.txt: is the file that is to be written: rename it' \
	migrate --output pins.txt pins.txt
fails 'an output that is there' 1 '^migrate: other\.in: is there already: move it away first' \
	migrate --output other.in pins.txt
echo '# none' >empty.txt
fails 'no pins' 1 '^migrate: empty\.txt: names no package' migrate empty.txt
echo 'app ==' >bad.txt
fails 'a line that is none' 1 '^migrate: bad\.txt:1: ' migrate bad.txt
printf 'app==1.0  # via lib\nlib==1.0  # via app\n' >cycle.txt
fails 'none of them its own' 1 "^migrate: cycle\.txt: none of its 2 packages is the project's own" \
	migrate cycle.txt
policy "$(nowhere)/simple"
fails 'an index that is not there' 3 '^migrate: .*(Could not connect|onnection refused)' \
	migrate pins.txt
touch lock
fails 'a lock that is there' 1 '^migrate: lock: is there already: move it away first' \
	migrate pins.txt
ok 'nothing is written' test ! -e requirements.in
done_testing
