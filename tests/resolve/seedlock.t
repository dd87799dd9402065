#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# seedlock: pins as a lock that uv stays close to; bad input is one line.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
uv=$top/build/setup/venv/bin/uv
needs "$uv"
cd "$tmp" || exit 1
printf '{"name":"t","arch":"x86_64","glibc":"2.36","python":"3.11","pythonFull":"3.11.2"}' \
	>target.json

# Given a file of pins
cat >pins.txt <<'TEXT'
Lib_One[fast] == 1.0  # a comment
two===2.0 --hash=sha256:0000000000000000000000000000000000000000000000000000000000000000
forked==1.0 ; python_version < "3.10"
forked==2.0 ; python_version >= "3.10"
any>=3
series==4.*
both>=1,==5.0rc1
-e .
at @ https://host.example/at-1.0-py3-none-any.whl
TEXT

# When it becomes a lock
"$bin/seedlock" --target target.json pins.txt >pylock.seed.toml
is 'a file of pins: exit status' $? 0
is 'every pin that counts for the target' \
	"$(awk '{ gsub("\"", "", $3) }
		$1 == "name" { n = $3 } $1 == "version" { print n "==" $3 }' pylock.seed.toml |
		xargs)" 'lib-one==1.0 two==2.0 forked==2.0 both==5.0rc1'
"$top/tests/support/mkindex" index lib-one==1.0 lib-one==2.0 'forked==2.0' forked==3.0
serve_nginx "$tmp/index"
printf 'lib-one\nforked\n' >requirements.in
"$uv" pip compile -q --no-config --default-index "$nginx/simple" --format pylock.toml \
	--python-version 3.11 -o pylock.seed.toml requirements.in >/dev/null 2>err
is 'uv keeps to it' "$(sed -n 's/^version = "\(.*\)"/\1/p' pylock.seed.toml | xargs)" '2.0 1.0'

# When the input is bad
refused() { # NAME STATUS PATTERN ARGUMENT...
	"$bin/seedlock" "${@:4}" >out 2>err
	is "$1: exit status" $? "$2"
	like "$1: one line" "$(head -n 1 err)" "$3"
	is "$1: nothing on standard output" "$(cat out)" ''
}
printf 'app==\n' >bad.txt
refused 'a requirement that is none' 1 '^seedlock: bad\.txt:1: ' --target target.json bad.txt
refused 'a file that is not there' 1 '^seedlock: none\.txt: ' --target target.json none.txt
refused 'a target that is none' 1 '^seedlock: pins\.txt:1:3: ' --target pins.txt pins.txt
refused 'no target' 2 '^seedlock: wants --target' pins.txt
done_testing
