#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# inputfile.py, inputfile.sh and jsonfile.py: what is no file, too large or of another shape is bad
# input, in one line; nothing that was read can write to the terminal.
. "$(dirname "$0")/../tap.sh"
# shellcheck source=tools/lib/inputfile.sh
. "$top/tools/lib/inputfile.sh"
python=$top/build/setup/venv/bin/python
needs "$python"
cd "$tmp" || exit 1
cat >reads.py <<'END'
"""reads.py FILE [SHAPE]: what read_json says of it."""
import pathlib, re, sys

sys.path.insert(0, sys.argv.pop(1))
from lib.commandline import run
from lib.jsonfile import read_json


def main():
    shape = eval(sys.argv[2]) if len(sys.argv) > 2 else None
    print(read_json(pathlib.Path(sys.argv[1]), shape))
    return 0


run(main)
END
reads() { "$python" -B reads.py "$top/tools" "$@"; }

ln -s round round
mkdir folder
truncate -s 1T hole
long=$(printf '%0300d' 0)
while read -r path python_says shell_says; do
	fails "Python: ${path:0:20}" 1 "^reads\\.py: $path: ${python_says//_/ }\$" reads "$path"
	is "shell: ${path:0:20}" "$(input_problem "$path" 5)" "${shell_says//_/ }"
done <<END
none No_such_file_or_directory No_such_file_or_directory
round Too_many_levels_of_symbolic_links No_such_file_or_directory
folder Is_a_directory Is_a_directory
$long File_name_too_long No_such_file_or_directory
/dev/zero a_device,_not_a_file a_device,_not_a_file
hole larger_than_the_268435456_bytes_that_are_allowed larger_than_the_5_bytes_that_are_allowed
END
is 'a pipe is a file to shell' "$(input_problem <(echo) 5)" ''
is 'so is one of as many bytes' "$(printf 12345 >five; input_problem five 5)" ''
is 'a pipe is a file to Python' "$(reads <(echo '{"a": 1}'))" "{'a': 1}"

# What Python's json takes and JSON is not, or no other reader takes
deep=$(head -c 100000 /dev/zero | tr '\0' '[')
for text in NaN '[Infinity]' '{"a": 1, "a": 2}' '"\ud800"' '"\uD800"' "$(printf '\xff')" "$deep" \
	"$(head -c 5000 /dev/zero | tr '\0' 1)" ''; do
	printf '%s' "$text" >bad.json
	fails "no JSON: ${text:0:20}" 1 '^reads\.py: bad\.json: not (valid JSON: |UTF-8 text)' \
		reads bad.json
done

# Shapes
shape='{"name": str, "n?": int, "list": [{"v": re.compile("[0-9]+")}], "flag?": bool, '\
'"all?": {...: str}}'
ok 'what has the shape' reads <(echo '{"name": "x", "n": null, "list": [{"v": "5"}], "more": 1,
	"all": {"a": "b"}}') "$shape"
while IFS='|' read -r text says; do
	printf '%s' "$text" >bad.json
	fails "a shape: $text" 1 "^reads\\.py: bad\\.json: $says\$" reads bad.json "$shape"
done <<'END'
[]|the document: not an object
{"list": []}|\.name: missing
{"name": null, "list": []}|\.name: missing
{"name": 5, "list": []}|\.name: not a string
{"name": "x", "list": {}}|\.list: not an array
{"name": "x", "list": [5]}|\.list\[0\]: not an object
{"name": "x", "list": [{"v": "5"}, {}]}|\.list\[1\]\.v: missing
{"name": "x", "list": [{"v": "5\n"}]}|\.list\[0\]\.v: .* is not what it may be
{"name": "x", "list": [], "n": true}|\.n: not a whole number
{"name": "x", "list": [], "n": 1.5}|\.n: not a whole number
{"name": "x", "list": [], "flag": 1}|\.flag: not true or false
{"name": "x", "list": [], "all": {"a": 5}}|\.all\.a: not a string
END
bad=$(printf 'a\033[31m\u202e\u2028é\302\205')
fails 'what misleads is escaped' 1 \
	'^reads\.py: a\\x1b\[31m\\xe2\\x80\\xae\\xe2\\x80\\xa8é\\xc2\\x85: No such file' reads "$bad"
done_testing
