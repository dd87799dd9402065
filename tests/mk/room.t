#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# room: with a base of many layers the packages share fewer, as a clean build does it; with a usual
# one nothing is another.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
needs jq umoci

# Given six packages in six groups, and bases of one layer and of many
mkdir "$tmp/index"
"$top/tests/support/mkindex" "$tmp/index" a1==1 b2==1 c3==1 d4==1 e5==1 f6==1
serve_nginx "$tmp/index"
base() { "$top/tests/support/mkbase" --layers "$1" "$tmp/base$1"; }
for count in 1 3 110; do base $count; done
new_project() { # directory
	mkdir -p "$1/app"
	printf 'print("hi")\n' >"$1/app/main.py"
	printf \
		'PYLOCK_NAME := sample\nPYLOCK_TARGETS := debian12-amd64\nPYLOCK_INDEX_URL := '\
'%s/simple\nPYLOCK_BASE ?= %s/base1\nPYLOCK_FILES ?= app:/app\ninclude %s/mk/pylock.mk\n' \
		"$nginx" "$tmp" "$top" >"$1/Makefile"
	printf 'a1\nb2\nc3\nd4\ne5\nf6\n' >"$1/requirements.in"
}
run() {
	make --no-print-directory -C "$1" PYLOCK_STORE="$tmp/store" UV_CACHE_DIR="$tmp/uv" \
		"${@:2}" >"$tmp/out" 2>&1
}
manifest() {
	cat "$1/build/debian12-amd64/image/blobs/sha256/$(cut -c8- \
		"$1/build/debian12-amd64/image.digest")"
}
image() { manifest "$1" | jq '.layers | length'; }
tree() { # what umoci unpacks: path, type, mode, link and content
	rm -rf "$tmp/unpacked"
	umoci unpack --rootless --image "$1/build/debian12-amd64/image:latest" "$tmp/unpacked" \
		>"$tmp/said" 2>&1
	(cd "$tmp/unpacked/rootfs" && find . -type f -exec sha256sum {} + &&
		find . -printf '%P %y %m %l\n') | sort
}
planned() { jq '.layers | length' "$1/build/debian12-amd64/plan.json"; }
digest() { cat "$1/build/debian12-amd64/image.digest"; }
p=$tmp/p
new_project "$p"
ok 'resolved' run "$p" resolve
python3 - "$p/pylock.debian12-amd64.toml" <<'PY'
import re, sys
text = open(sys.argv[1]).read()
parts = re.split(r'(?m)^(?=\[\[packages\]\])', text)
for i, part in enumerate(parts):
    name = re.search(r'(?m)^name = "(..)"$', part)
    if name:
        parts[i] = re.sub(r'group = "[^"]*"', f'group = "{name[1]}"', part)
open(sys.argv[1], "w").write("".join(parts))
PY
cp "$p/pylock.debian12-amd64.toml" "$tmp/lock"

ok 'a base of one layer' run "$p" image
is 'a layer for each group' "$(planned "$p")" 6
tree "$p" >"$tmp/tree"
layers=$(ls "$p/build/debian12-amd64/layers")
ok 'a base of a few' run "$p" image PYLOCK_BASE="$tmp/base3"
is 'has the same layers on it' "$(ls "$p/build/debian12-amd64/layers")" "$layers"
ok 'one of 110' run "$p" image PYLOCK_BASE="$tmp/base110"
is 'too' "$(ls "$p/build/debian12-amd64/layers")" "$layers"
is 'and the lock is not touched' "$(cat "$p/pylock.debian12-amd64.toml")" "$(cat "$tmp/lock")"

# From here on there is no room for six beside skeleton, files and documents, and then not for
# these, which become one layer. docker takes 125 layers.
for row in 116:6:125 120:1:124 122:1:124 124:1:126 125:1:127; do
	IFS=: read -r count packages all <<<"$row"
	base "$count"
	ok "a base of $count layers" run "$p" image PYLOCK_BASE="$tmp/base$count"
	is "$count: layers of packages" "$(planned "$p")" "$packages"
	is "$count: layers of the image" "$(image "$p")" "$all"
	like "$count: what docker does not take is said" "$(cat "$tmp/out")" \
		"$([ "$all" -le 125 ] && echo 'DONE' ||
			echo \
			"image: .*: $all layers, $count of them the base's: docker's graph drivers \
take 125")"
	rm -rf "$tmp/clean" && new_project "$tmp/clean" &&
		cp "$tmp/lock" "$tmp/clean/pylock.debian12-amd64.toml"
	run "$tmp/clean" image PYLOCK_BASE="$tmp/base$count"
	is "$count: a clean build is the same" "$(digest "$tmp/clean")" "$(digest "$p")"
	ok "$count: nothing is done again" run "$p" -q image PYLOCK_BASE="$tmp/base$count"
	[ "$count" -ge 122 ] || continue
	is "$count: one layer has all of our own" \
		"$(manifest "$p" | jq -c '[.layers[-2:][].annotations["mk.pylock.files"]]')" \
		'[null,"virtual environment, documents, sample"]'
	is "$count: with each path once" \
		"$(tar -tzf "$p/build/debian12-amd64/image/blobs/sha256/$(manifest "$p" |
			jq -r '.layers[-1].digest[7:]')" | sort | uniq -d)" ''
	is "$count: the tree is what it is in several" \
		"$(tree "$p" | diff "$tmp/tree" - | grep '^[<>]' |
			grep -v '[ /]layers\|/environment.txt$')" ''
done
ok 'back to one layer' run "$p" image
is 'the layers of the lock are back' "$(planned "$p")" 6

# Nothing is left
base 126
run "$p" image PYLOCK_BASE="$tmp/base126"
is 'no room: exit status' $? 2
like 'no room' "$(cat "$tmp/out")" \
	"lockplan: build/debian12-amd64/lock\.toml: its packages need 1 layers at least, but the \
base's 126 and 1 of the image's own .* leave 0 of the 127 that an image may have: take a base with \
fewer layers"
base 130
run "$p" image PYLOCK_BASE="$tmp/base130"
like 'more than an image may have' "$(cat "$tmp/out")" \
	"the base's 130 and 1 of the image's own .* leave 0 of the 127"
done_testing
