#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# commandline.py: every way in which a program in Python ends is one line and an exit status; and
# jsonfile.py: what is wrong with a file of JSON is said with its name.
. "$(dirname "$0")/../tap.sh"
python=$top/build/setup/venv/bin/python
cd "$tmp" || exit 1

# A program whose main is BODY
ends() { # body [subject]
	cat >program.py <<-END
		import pathlib, subprocess, sys
		sys.path[0] = "$top/tools"
		from fetch.pages import Failed
		from lib.badinput import BadInput, Stop
		from lib.commandline import run
		from lib.jsonfile import read_json
		file = pathlib.Path("file.json")
		def main():
		    $1
		run(main, "${2:-}")
	END
	"$python" -B program.py
}

# --- ends ----------------------------------------------------------------------------------------

ok 'all is well' ends 'return 0'
ends 'return 1'
is 'the answer is no' $? 1
ends 'raise KeyboardInterrupt' 2>said
is 'interrupted' "$? $(cat said)" '130 '
fails 'bad input' 1 '^program\.py: file: is bad$' ends 'raise BadInput("file: is bad")'
fails 'with a subject' 1 '^program\.py: alpha 1\.0: is bad$' \
	ends 'raise BadInput("is bad")' 'alpha 1.0: '
fails 'something broke' 3 '^program\.py: broke$' ends 'raise Stop("broke")'
fails 'an index says no' 1 '^program\.py: no$' ends 'raise Failed("no", refused=True)'
fails 'an index fails' 3 '^program\.py: not now$' ends 'raise Failed("not now")'
fails 'a file that is not there' 3 '^program\.py: none: No such file or directory$' \
	ends 'open("none")'
fails 'an error of the system without a file' 3 '^program\.py: disk$' ends 'raise OSError("disk")'
fails 'a program that fails' 3 "^program\\.py: Command '\\['false'\\]' returned non-zero" \
	ends 'subprocess.run(["false"], check=True)'
for error in KeyError ValueError TypeError AttributeError; do
	fails "$error" 3 "^program\\.py: $error: '?x'?\$" ends "raise $error('x')"
done

# What it says has no password and nothing that a terminal obeys; the same as of programs in C.
says() { # text wanted
	ends "raise Stop(r'''$1''')" 2>said
	is "said: $1" "$(cat said)" "program.py: $2"
}
says 'a @ https://u:p@h/x' 'a @ https://****@h/x'
says 'https://token@h, http://u:p@q@i/' 'https://****@h, http://****@i/'
says 'https://u:p/w@h/x' 'https://****@h/x'
says 'git+ssh://git:p@h/ git+ssh://git@h/' 'git+ssh://****@h/ git+ssh://git@h/'
says 'docker://u:p@[::1]:80/x' 'docker://****@[::1]:80/x'
for text in 'https://h/x@y' 'https://h:80/x@y' 'https://[::1]:80/x@y' 'https://@h/' \
	'https://h/ a@b' '"https://h"@' '<https://h>@' 'u:p@h'; do
	says "$text" "$text"
done
says $'\033[2J\u202e\u009b' '\x1b[2J\xe2\x80\xae\xc2\x9b'

# --- files of JSON ---------------------------------------------------------------

# contents body
file() { printf '%b' "$1" >file.json && ends "$2"; }
is 'what it holds' "$(file '{"a": [{"b": 1}]}' 'print(read_json(file) == {"a": [{"b": 1}]})')" True
fails 'a member that is missing' 1 '^program\.py: file\.json: \.b: missing$' \
	file '{"a": 1}' 'read_json(file)["b"]'
fails 'deep inside, too' 1 '^program\.py: file\.json: \.b: missing$' \
	file '[{"a": {}}]' 'read_json(file)[0]["a"]["b"]'
is 'one that need not be there' \
	"$(file '{}' 'print(read_json(file).get("b"), "b" in read_json(file))')" 'None False'
fails 'no JSON' 1 '^program\.py: file\.json: not valid JSON: .*line 1 column 2' \
	file '{]' 'read_json(file)'
fails 'an empty file' 1 'file\.json: not valid JSON: ' file '' 'read_json(file)'
fails 'no UTF-8' 1 'file\.json: not UTF-8 text' file '"\0377"' 'read_json(file)'
fails 'too deep' 1 'file\.json: not valid JSON: .*recursion' \
	file "$(printf '[%.0s' {1..100000})" 'read_json(file)'
rm file.json
fails 'no file' 1 '^program\.py: file\.json: No such file' ends 'read_json(file)'

# --- the programs ----------------------------------------------------------------

# Given inputs that are JSON, and not what they should be, then each names the file
echo '{}' >empty.json
run() { "$python" -B "$top/tools/$1" "${@:2}"; }
fails 'routeindex' 1 '^routeindex\.py: empty\.json: \.indexes: missing$' \
	run resolve/routeindex.py --policy empty.json --tools "$top/build" -- true
fails 'runimage' 1 '^runimage\.py: empty\.json: \.target: missing$' \
	run run/runimage.py --plan empty.json --image . --work work --select x
fails 'mend' 1 '^mend\.py: empty\.json: \.imports: missing$' \
	run run/mend.py --run empty.json --plan empty.json --policy empty.json --image . \
	--store store --work work --bin "$bin" --lock lock --target empty.json --resolve true
done_testing
