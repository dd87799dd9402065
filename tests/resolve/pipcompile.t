#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# pipcompile.py: pip-compile resolves for the target: its markers, its files, its Python; overrides
# and what is left out; and nothing of the user's pip counts. Through make: tests/e2e/pip-compile.t.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
python=$top/build/setup/venv/bin/python
needs nginx "$python"
cd "$tmp" || exit 1
pipcompile() { "$python" -B "$top/tools/resolve/pipcompile.py" "$@"; }

is 'version' "$(pipcompile --version)" "pipcompile.py $(cat "$top/tools/VERSION")"
fails 'no target' 2 '^pipcompile\.py: .*--target' pipcompile --tools "$top/build" -- a.in
fails 'nothing to compile' 2 '^pipcompile\.py: .*arguments' \
	pipcompile --tools "$top/build" --target target.json
fails 'an option that is none' 2 '^pipcompile\.py: .*--none' \
	pipcompile --tools "$top/build" --target target.json --none -- a.in

# Given an index whose packages differ by machine and Python
mkdir index
"$top/tests/support/mkindex" index \
	'app==1.0;arm when platform_machine == "aarch64";intel when platform_machine == "x86_64"' \
	'app==2.0;python>=3.99' arm==1.0 arm==2.0 intel==1.0 \
	'old==1.0;backport when python_version < "3.9"' backport==1.0 \
	'fast==1.0#cp312-cp312-manylinux_2_17_aarch64' \
	'fast==2.0#cp312-cp312-manylinux_2_17_x86_64' \
	'needs==1.0;arm<2' 'top==1.0;needs;extra' extra==1.0 other==1.0
serve_nginx "$tmp/index"
export PIP_INDEX_URL=$nginx/simple PIP_CACHE_DIR=$tmp/cache HOME=$tmp
target() { # python arch
	printf '{"name": "t", "arch": "%s", "glibc": "2.36", "python": "%s", "pythonFull": "%s.2"}' \
		"$2" "$1" "$1" >target.json
}
# pins [OPTION...] LINE: the pins for the requirement LINE, without comments, on a line
pins() {
	printf '%b\n' "${*: -1}" >a.in
	rm -f pins.txt
	pipcompile --tools "$top/build" --target target.json "${@:1:$#-1}" -- --quiet --no-config \
		--no-header --no-annotate --strip-extras --no-emit-index-url \
		--resolver backtracking --output-file pins.txt a.in >printed || return
	xargs <pins.txt
}

target 3.12 aarch64
is "the target's machine" "$(pins app)" 'app==1.0 arm==2.0'
is 'files that fit it' "$(pins fast)" 'fast==1.0'
is 'its Python' "$(pins old)" 'old==1.0'
target 3.12 x86_64
is 'another machine' "$(pins app)" 'app==1.0 intel==1.0'
is 'has other files' "$(pins fast)" 'fast==2.0'
target 3.8 aarch64
is 'an older Python' "$(pins old)" 'backport==1.0 old==1.0'
target 3.99 aarch64
is 'a newer Python' "$(pins app)" 'app==2.0'
target 3.12 aarch64
is 'a marker of a requirement' "$(pins 'other ; platform_machine == "x86_64"\narm')" 'arm==2.0'

# Overrides and what is left out
echo 'arm==2.0' >over.txt
is 'without an override' "$(pins top)" 'arm==1.0 extra==1.0 needs==1.0 top==1.0'
is 'with one' "$(pins --override over.txt top)" 'arm==2.0 extra==1.0 needs==1.0 top==1.0'
is 'of a direct requirement' "$(pins --override over.txt 'arm<2')" 'arm==2.0'
echo 'arm ; platform_machine == "x86_64"' >over.txt
is 'whose marker is false' "$(pins --override over.txt top)" 'extra==1.0 needs==1.0 top==1.0'
is 'two are left out' "$(pins --exclude Extra --exclude needs top)" 'top==1.0'
is 'a direct one' "$(pins --exclude arm 'top\narm')" 'extra==1.0 needs==1.0 top==1.0'

# Nothing of the user's pip counts
printf '[global]\nindex-url = http://127.0.0.1:1/simple\n' >pip.conf
is 'its configuration' "$(PIP_CONFIG_FILE=$tmp/pip.conf pins other)" 'other==1.0'
is 'its environment' "$(PIP_NO_INDEX=1 PIP_CONSTRAINT=$tmp/none PIP_PRE=1 pins other)" 'other==1.0'

# pip passes over releases whose metadata has a requirement that is none, which is said
"$top/tests/support/mkindex" index bad==1.0 'bad==2.0;other>=1.0.*' 'bad==3.0;other ~~ 1' \
	$'bad==4.0;other>=1.0 \e[31mred'
is 'the one before' "$(pins bad 2>said)" 'bad==1.0'
is 'each is named, with its line' "$(cut -d'(' -f1 said)" "$(sed 's/ passes/: pip passes/
	s/^/pipcompile.py: note: bad-/; s/$/, which is no requirement /' <<-'TEXT'
		4.0-py3-none-any.whl passes over it: its metadata has 'other>=1.0 \x1b[31mred'
		3.0-py3-none-any.whl passes over it: its metadata has 'other ~~ 1'
		2.0-py3-none-any.whl passes over it: its metadata has 'other>=1.0.*'
	TEXT
)"
pins 'bad==2.0' 2>said
is 'where there is no other: status' $? 1
like 'it is said, too' "$(head -n 1 said)" "bad-2\.0.*'other>=1\.0\.\*'"

# What fails is said in one line, and leaves no pins
refused() { # name status regex command...
	fails "$@"
	ok "$1: no pins" test ! -s pins.txt
}
for line in 'git+https://127.0.0.1/x.git' './directory' '-e .' '--index-url http://127.0.0.1'; do
	printf '# a comment\n%s\n' "$line" >over.txt
	refused "an override $line" 1 '^pipcompile\.py: over\.txt:2: ' \
		pins --override over.txt other
done
refused 'no overrides' 1 '^pipcompile\.py: .*none\.txt: ' pins --override none.txt other
echo '[' >target.json
refused 'a target that is no JSON' 1 '^pipcompile\.py: target\.json: not valid JSON' pins other
for member in arch glibc python; do
	target 3.12 aarch64
	jq "del(.$member)" target.json >t && mv t target.json
	refused "a target without $member" 1 '^pipcompile\.py: target' pins other
done
rm target.json
refused 'no target' 1 '^pipcompile\.py: target\.json: No such file' pins other
target 3.12 aarch64
pins 'arm==3.0' 2>said
is 'what nobody has: status' $? 1
like 'is said' "$(tail -n 1 said)" '^pipcompile\.py: .*arm==3\.0'
ok 'and leaves no pins' test ! -s pins.txt
done_testing
