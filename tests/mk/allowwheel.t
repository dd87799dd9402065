#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# PYLOCK_ALLOW_WHEEL: a wheel that could mislead is refused with the line to write, and taken with
# it; what changes for it, and what verify says.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
needs jq

python=$top/build/setup/venv/bin/python
version=$("$python" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])')
export UV_CACHE_DIR=$tmp/uv PYTHONPATH=$top/tests/support PYTHONDONTWRITEBYTECODE=1

# Given an index with a good wheel, one whose RECORD lacks a file, one that misleads nobody, and an
# sdist whose wheel has a wrong hash
mkdir "$tmp/index" && "$top/tests/support/mkindex" "$tmp/index" alpha==1.0
"$python" - "$tmp/index/files" <<'end'
import sys
from wheels import Wheel

wheel = Wheel("unlisted", "1.0").add("unlisted.py", b"x = 1\n")
wheel.record = lambda rows: rows[1:]
wheel.write(sys.argv[1])
wheel = (
    Wheel("spelled", "1.0").add("spelled.py", b"def main(): pass\n").add("Spelled.py", b"x = 2\n")
)
wheel.add("Spelled-1.0.data/scripts/spelled", b"#!python\n")
wheel.record = lambda rows: [
    ["spelled-1.0.dist-info/", "", ""],
    *(["/" + rows[0][0], *rows[0][1:]], *rows[1:]),
]
wheel.write(sys.argv[1])
end
mkdir -p "$tmp/src/gamma-1.0"
printf 'Metadata-Version: 2.2\nName: gamma\nVersion: 1.0\n' >"$tmp/src/gamma-1.0/PKG-INFO"
printf \
	'[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = '\
'["."]\n[project]\nname = "gamma"\nversion = "1.0"\n' >"$tmp/src/gamma-1.0/pyproject.toml"
{
	cat "$top/tests/support/wheels.py"
	printf 'def build_wheel(directory, config_settings=None, metadata_directory=None):\n'
	printf '    wheel = Wheel("gamma", "1.0").add("gamma.py", b"x = 1\\n")\n'
	printf '    wheel.record = lambda rows: [["gamma.py", record_hash(b"y"), 6], *rows[1:]]\n'
	printf '    return os.path.basename(wheel.write(directory))\n'
} >"$tmp/src/gamma-1.0/backend.py"
tar -czf "$tmp/index/files/gamma-1.0.tar.gz" -C "$tmp/src" gamma-1.0
"$top/tests/support/mkindex" "$tmp/index"
serve_nginx "$tmp/index"
"$top/tests/support/mkbase" --python "$version" "$tmp/base"
unlisted=$(sha256sum <"$tmp/index/files/unlisted-1.0-py3-none-any.whl" | cut -c1-64)
alpha=$(sha256sum <"$tmp/index/files/alpha-1.0-py3-none-any.whl" | cut -c1-64)

p=$tmp/project
mkdir "$p"
printf 'alpha\nspelled\nunlisted\n' >"$p/requirements.in"
project() { # lines of the makefile...
	{
		printf '%s\n' 'PYLOCK_NAME := sample' 'PYLOCK_TARGETS := debian12-amd64' \
			"PYLOCK_INDEX_URL := $nginx/simple" "PYLOCK_BASE := $tmp/base" \
			"PYLOCK_BASE_PYTHON@debian12-amd64 := $version" \
			"PYLOCK_STORE := $tmp/store" "$@" "include $top/mk/pylock.mk"
	} >"$p/Makefile"
}
run() { make --no-print-directory -C "$p" "$@" >"$tmp/out" 2>&1; }
did() {
	sed -nE 's/^  ([A-Z]+) +(LAYER )?([^ ]*).*/\1:\3/p' "$tmp/out" |
		grep -E '^(LAYER|IMAGE|PLAN):' | sed -E 's/^(IMAGE|PLAN):.*/\1/' | sort -u |
		tr '\n' ' '
}
digest() { cat "$p/build/debian12-amd64/image.digest"; }

# When nothing is declared, then it is refused, in one line
project
run image
is 'without a declaration: exit status' $? 2
is 'one line, with the line to write' "$(grep '^layer: ' "$tmp/out")" \
	"layer: unlisted-1.0-py3-none-any.whl: unlisted.py: is not in RECORD; to take it all the \
same: PYLOCK_ALLOW_WHEEL.$unlisted := <reason>"

# When that line is written
project "PYLOCK_ALLOW_WHEEL.$unlisted := read by hand # on Monday"
ok 'with it: an image' run image
like 'which says so' "$(cat "$tmp/out")" \
	'layer: unlisted-1\.0[^:]*: unlisted\.py: is not in RECORD; taken, as PYLOCK_ALLOW_WHEEL '\
'says'
like 'and what misleads nobody' "$(cat "$tmp/out")" \
	'layer: spelled-1\.0[^:]*: [^;]*/Spelled\.py and [^;]*/spelled\.py differ in case alone; '\
'taken, see pylock-wheels\(7\)'
first=$(digest)
run image
is 'again: nothing is done' "$(did)" ''
ok 'verify is content' run verify
like 'and shows it, with the reason' "$(cat "$tmp/out")" \
	'note +unlisted-1\.0-py3-none-any\.whl: unlisted\.py: is not in RECORD '\
'\(PYLOCK_ALLOW_WHEEL: read by hand\)'
like 'what RECORD then lacks, too' "$(cat "$tmp/out")" \
	'note +unlisted: RECORD has no SHA-256 for [^ ]*/unlisted\.py \(PYLOCK_ALLOW_WHEEL: read '\
'by hand\)'
is 'and the notes on the other' \
	"$(grep \
		-c \
		'note  spelled-1.0-py3-none-any.whl: .*(taken: it misleads nobody, see '\
'pylock-wheels(7))' "$tmp/out")" 4
is 'nothing is left over' "$(grep -c 'PYLOCK_ALLOW_WHEEL.*take it out' "$tmp/out")" 0

# When the reason is another, only verify has to do with it
project "PYLOCK_ALLOW_WHEEL.$unlisted := read twice"
ok 'another reason' run verify
is 'makes nothing anew' "$(did)" ''
like 'and is shown' "$(cat "$tmp/out")" '\(PYLOCK_ALLOW_WHEEL: read twice\)'
upper=$(tr a-f A-F <<<"$unlisted")
project "PYLOCK_ALLOW_WHEEL.$upper@debian12-amd64 := read twice"
ok 'in capitals, for this target' run verify
like 'it is the same' "$(cat "$tmp/out")" '\(PYLOCK_ALLOW_WHEEL: read twice\)'

# When wheels are declared that do not need it or are not there, that is said, and the image is the
# same
project "PYLOCK_ALLOW_WHEEL.$unlisted := read" "PYLOCK_ALLOW_WHEEL.$alpha := why not" \
	"PYLOCK_ALLOW_WHEEL.${alpha//[0-9]/0} := gone"
ok 'for others, too' run verify
is 'what is not needed' \
	"$(grep \
		-c \
		"PYLOCK_ALLOW_WHEEL.$alpha is declared, and the wheel does not need it: take it \
out" "$tmp/out")" 1
is 'what is for no wheel' \
	"$(grep \
		-c \
		"PYLOCK_ALLOW_WHEEL.${alpha//[0-9]/0} is declared, and no wheel of the lock has \
that hash" "$tmp/out")" 1
is 'the image is what it was' "$(digest)" "$first"

# When it is taken back, it is refused again, with all that was made for it still there
project
run image
is 'taken back: exit status' $? 2
like 'refused again' "$(cat "$tmp/out")" \
	'layer: unlisted-1\.0[^:]*: unlisted\.py: is not in RECORD; to take it'

# What is no declaration
project 'PYLOCK_ALLOW_WHEEL.unlisted := x'
run help
like 'a name is no hash' "$(cat "$tmp/out")" \
	"pylock\.mk: PYLOCK_ALLOW_WHEEL\.unlisted: 'unlisted' is not the SHA-256 of a wheel: 64 \
hexadecimal digits are wanted"
project "PYLOCK_ALLOW_WHEEL.${unlisted}0 := x"
run help
like 'nor are 65 digits' "$(cat "$tmp/out")" 'is not the SHA-256 of a wheel'
project "PYLOCK_ALLOW_WHEEL.$unlisted :="
run help
like 'a reason is needed' "$(cat "$tmp/out")" \
	"pylock\.mk: PYLOCK_ALLOW_WHEEL\.$unlisted is empty: write the reason why the wheel is \
taken"

# A wheel that is built is checked by the same rules
echo gamma >"$p/requirements.in"
project
run image
is 'a built wheel: exit status' $? 2
like 'refused by its build, with the line' "$(cat "$tmp/out")" \
	'gamma\.py: the hash is not the one that RECORD says; to take it all the same: '\
'PYLOCK_ALLOW_WHEEL\.[0-9a-f]{64} := <reason>'
line=$(grep -oE 'PYLOCK_ALLOW_WHEEL\.[0-9a-f]{64}' "$tmp/out" | head -n 1)
project "$line := its back end is old"
ok 'with it: an image' run image verify
like 'verify shows it' "$(cat "$tmp/out")" \
	'note +gamma-1\.0-py3-none-any\.whl: gamma\.py: the hash is not the one that RECORD says '\
'\(PYLOCK_ALLOW_WHEEL: its back end is old\)'
like 'and that RECORD is wrong' "$(cat "$tmp/out")" \
	'note +gamma: files differ from RECORD: [^ ]*/gamma\.py \(PYLOCK_ALLOW_WHEEL: its back '\
'end is old\)'
is 'nothing is left over' "$(grep -c 'PYLOCK_ALLOW_WHEEL.*take it out' "$tmp/out")" 0

# Evidence that is not what was made is no finding, and no old result stands for it: it is made
# again.
evidence=$(echo "$p"/build/*/evidence.json)
cp "$evidence" "$tmp/evidence"
jq -c 'del(.elf)' "$evidence" >"$tmp/damaged" && cp "$tmp/damaged" "$evidence"
ok 'evidence that is damaged' run verify
like 'is named' "$(cat "$tmp/out")" '^makelock: [^ ]*/evidence\.json: is not what was made'
ok 'and made again' cmp "$evidence" "$tmp/evidence"
done_testing
