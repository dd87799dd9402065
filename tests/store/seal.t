#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# seal: the key that results are sealed with, how it is made and read; a user without one
# makes everything again, and is told so once a program.
. "$(dirname "$0")/../tap.sh"
python=$top/build/setup/venv/bin/python
state=$tmp/state
key=$state/pylock.mk/key
export XDG_STATE_HOME=$state

mkdir "$tmp/wheels"
PYTHONPATH=$top/tests/support "$python" -B -c '
import sys
from wheels import Wheel
Wheel("a", "1.0").add("a.py", b"x = 1\n").write(sys.argv[1])' "$tmp/wheels"
layer() { # what is kept is taken
	"$bin/layer" --python 3.12 --prefix /opt/venv --site /opt/venv/lib/python3.12/site-packages \
		--store "$tmp/store" --recall "$tmp/wheels/a-1.0-py3-none-any.whl"
}
kept() { cat "$tmp"/store/keys/layer/*.json; }
seal() { # what is kept: its seal
	echo '{}' | "$bin/storeresult" keep --store "$tmp/other" built "$1" &&
		jq -r .seal "$tmp/other/keys/built/$1.json"
}
one=$(printf one | sha256sum | cut -c1-64)

# The key
ok 'a program that keeps something' layer
is 'makes a key of 64 digits' "$(grep -cxE '[0-9a-f]{64}' "$key")" 1
is 'for this user alone' "$(stat -c '%a %U' "$key")" "600 $(id -un)"
is 'in a directory that others do not see' "$(stat -c %a "$state/pylock.mk")" 700
ok 'what it kept has a seal' grep -qE '^\{"seal":"[0-9a-f]{64}","result":\{' <(kept)
is 'the seal is the HMAC that openssl computes' \
	"$(kept | jq -r .seal)" \
	"$({
		printf 'pylock.mk 1 layer %s\n' "$(basename "$tmp"/store/keys/layer/*.json .json)"
		kept | sed -E 's/^.{84}//' | head -c -1
	} | openssl dgst -sha256 -hmac "$(cat "$key")" -r | cut -c1-64)"
rm -r "$state"
ok 'what keeps something for others makes the key, too' test -n "$(seal "$one")"
is 'with the same mode' "$(stat -c %a "$key")" 600
is 'and seals as openssl does' "$(seal "$one")" "$(printf 'pylock.mk 1 built %s\n{}' "$one" |
	openssl dgst -sha256 -hmac "$(cat "$key")" -r | cut -c1-64)"
rm -r "$state"
for _ in 1 2 3 4 5 6 7 8; do seal "$one" & done >"$tmp/seals" 2>&1
wait
is 'several at once agree' "$(sort -u "$tmp/seals" | grep -cxE '[0-9a-f]{64}')" 1
is 'and leave nothing' "$(ls "$state/pylock.mk")" key

# Another key: nothing of what is there counts, and it is kept anew
before=$(kept | jq -r .seal)
ok 'with another key' layer
ok 'it is made again' test "$(kept | jq -r .seal)" != "$before"

# No key
without() { # NAME REGEX: a line, and what is made is right
	local said
	said=$(layer 2>&1 >"$tmp/layer.json")
	is "$1: all the same" "$(jq -r .digest "$tmp/layer.json")" "$(jq -r .digest "$tmp/good.json")"
	like "$1: one line" "$said" "^layer: $2: what the store keeps of earlier runs is not used$"
	is "$1: no more" "$(wc -l <<<"$said")" 1
}
layer >"$tmp/good.json"
chmod 0640 "$key"
without 'a key that others read' '.*/key: others can read it: make one that they cannot .rm it.'
chmod 0600 "$key"
printf 'short\n' >"$key"
without 'one that is none' '.*/key: it is not 64 hexadecimal digits'
rm "$key" && mkdir "$key"
without 'a directory' '.*/key: (it is not a file of this user|Is a directory)'
rmdir "$key" && ln -s /dev/null "$key"
without 'a link' '.*/key: Too many levels of symbolic links'
rm "$key"
XDG_STATE_HOME=/proc/none without 'a home that cannot be written' \
	'/proc/none/pylock.mk/key: No such file or directory'
unset XDG_STATE_HOME
HOME='' without 'no home' "the user.?s? key: HOME is not set"
quiet() { HOME='' _pylock_turn=1 layer 2>"$tmp/quiet" >"$tmp/layer.json"; cat "$tmp/quiet"; }
is 'under make the program that takes its lock says it' "$(quiet)" ''
done_testing
