#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What is made again when something changes, and what is not: a project in another repository, an
# index on loopback.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"

mkdir "$tmp/index"
"$top/tests/support/mkindex" "$tmp/index" 'alpha==1.0;beta>=1' alpha==1.1 beta==1.0 beta==2.0 \
	gamma==1.0
serve_nginx "$tmp/index"

# A base with what looks like Python: what is tested here are the rules.
"$top/tests/support/mkbase" "$tmp/base"

new_project() { # directory
	mkdir -p "$1/app"
	cat >"$1/Makefile" <<-EOF
		PYLOCK_NAME         := sample
		PYLOCK_TARGETS      := debian12-amd64 debian12-arm64
		PYLOCK_INDEX_URL    := $nginx/simple
		PYLOCK_BASE         := $tmp/base
		PYLOCK_FILES        := app:/app
		PYLOCK_ENV.GREETING := hello
		include $top/mk/pylock.mk
	EOF
	# Large ones stand alone: here, everything in layers of its own.
	printf '# what we need\nalpha\nbeta==1.0\ngamma\n' >"$1/requirements.in"
	printf 'print("hi")\n' >"$1/app/main.py"
}

# run DIRECTORY ARGUMENTS...: what make did, a word per step, sorted; the output stays in $tmp/out.
run() {
	local directory=$1
	shift
	make --no-print-directory -C "$directory" PYLOCK_STORE="$tmp/store" UV_CACHE_DIR="$tmp/uv" \
		"$@" >"$tmp/out" 2>&1 || echo FAILED
	{
		sed -nE 's/^  ([A-Z]+) +(LAYER )?([^ ]*).*/\1:\3/p' "$tmp/out" |
			grep -E '^(LAYER|IMAGE|PLAN|WHEEL|BASE):' |
			sed -E 's/^(BASE|IMAGE|PLAN):.*/\1/'
		sed \
			-nE \
			's/^fetch: ([^ -]*)-.*/fetch:\1/p; s/^resolve: debian12-[^ ]* '\
'requirements.*/resolve/p' "$tmp/out"
	} | sort -u | tr '\n' ' ' | sed 's/ $//'
}
digest() { cat "$1/build/debian12-amd64/image.digest"; }
requests() { wc -l <"$nginx_log"; }

p=$tmp/project
new_project "$p"
export UV_CACHE_DIR=$tmp/uv

# Given nothing, when the image is made, then everything is.
is 'cold: all stages' "$(run "$p" image)" \
	'IMAGE LAYER:documents LAYER:files LAYER:skeleton LAYER:small.1 PLAN fetch:alpha '\
'fetch:beta fetch:gamma resolve'
ok 'an image' test -s "$p/build/debian12-amd64/image/index.json"
first=$(digest "$p")

# Given an image, when nothing changed, then no recipe runs.
is 'nothing changed: nothing is done' "$(run "$p" image)" ''
like 'and make says so' "$(cat "$tmp/out")" "Nothing to be done for 'image'"
ok 'make -q agrees' make -s -C "$p" PYLOCK_STORE="$tmp/store" -q image
make -d -C "$p" PYLOCK_STORE="$tmp/store" image >"$tmp/said"
is 'no rule is looked for that would make a fragment' \
	"$(grep 'Looking for an implicit rule for' "$tmp/said" | sed 's/.* for //; s,/.*/,,' |
		sort)" \
	"$(printf "%s\n" "'Makefile'." "'pylock.mk'.")"

# Given what a board's preset says, which is the last that the configuration is made of, then it is
# noted as it is.
run "$p" image PYLOCK_L4T=36.4 PYLOCK_TOOLKIT=1.16 >"$tmp/said"
like 'a preset that says something else: an image' "$(cat "$tmp/said")" IMAGE
is 'and then nothing' "$(run "$p" image PYLOCK_L4T=36.4 PYLOCK_TOOLKIT=1.16)" ''
run "$p" image >"$tmp/said"
is 'and back' "$(digest "$p")" "$first"

printf '# another comment\ngamma\nAlpha  # first\nbeta == 1.0\n' >"$p/requirements.in"
is 'a comment, order and spelling: nothing is done' "$(run "$p" image)" ''
touch "$p/requirements.in" "$p/pylock.debian12-amd64.toml" "$p/app/main.py"
is 'touched files: nothing is done' "$(run "$p" image)" ''
is 'with the digest it had' "$(digest "$p")" "$first"
is 'and then nothing' "$(run "$p" image)" ''

printf 'alpha\nbeta==2.0\ngamma\n' >"$p/requirements.in"
before=$(requests)
is 'a changed pin: its package, its layer, the image' "$(run "$p" image)" \
	'IMAGE LAYER:documents LAYER:small.1 PLAN fetch:beta resolve'
ok 'no other file was asked for' test \
	"$(tail -n +$((before + 1)) "$nginx_log" | grep -c 'files/\(alpha\|gamma\)')" -eq 0
like 'what moved is said' "$(cat "$tmp/out")" 'beta 1\.0 -> 2\.0'

printf 'alpha==1.0\n' >"$p/overrides.txt"
is 'an override' "$(run "$p" image)" 'IMAGE LAYER:documents LAYER:small.1 PLAN fetch:alpha resolve'
rm "$p/overrides.txt"
is 'taken back: the lock is resolved again, and what it installs is the same' "$(run "$p" image)" \
	resolve
is 'and nothing moves that need not' "$(grep -c 'alpha-1.0-' "$p/pylock.debian12-amd64.toml")" 1
printf 'gamma<2\n' >"$p/constraints.txt"
is 'a constraint that does not bind: resolved, and the image stands' "$(run "$p" image)" resolve
rm "$p/constraints.txt"
run "$p" image >"$tmp/out"

"$top/tests/support/mkbase" --arch arm64 "$tmp/base-arm64"
is 'another target: its own lock and image, from the wheels and layers that are there' \
	"$(run "$p" image TARGET=debian12-arm64 PYLOCK_BASE="$tmp/base-arm64")" \
	'IMAGE LAYER:documents LAYER:files LAYER:skeleton LAYER:small.1 PLAN resolve'
is 'which leaves the first alone' "$(run "$p" image)" ''

printf 'x = 1\n' >"$p/app/new.py"
is 'a new file among the projects own' "$(run "$p" image)" 'IMAGE LAYER:files'
sed -i 's/:= hello/:= good day/' "$p/Makefile"
is 'a changed environment variable: the configuration' "$(run "$p" image)" 'IMAGE'
is 'nothing after it' "$(run "$p" image)" ''

rm "$p"/build/debian12-amd64/layers/*.json
is 'a deleted descriptor: the layer is taken from the store' "$(run "$p" image)" \
	'IMAGE LAYER:documents LAYER:small.1'
for package in alpha beta gamma; do
	blob=$(grep -o 'sha256 = "[0-9a-f]*' "$p/pylock.debian12-amd64.toml" | cut -c11- |
		head -n 1)
	rm -f "$tmp/store/sha256/${blob:0:2}/$blob"
done
is 'a wheel deleted from the store: its layer stands' "$(run "$p" image)" ''
rm -rf "$tmp/store/sha256" "$tmp/store/stat"
is 'all blobs deleted from the store: the image stands' "$(run "$p" image)" ''
sed -i 's/:= good day/:= bye/' "$p/Makefile"
is 'and can still be changed: its blobs are its own' "$(run "$p" image)" 'IMAGE'
rm -rf "$p/build/debian12-amd64/image"
is 'without them, what is gone is made again' "$(run "$p" image)" \
	'IMAGE LAYER:documents LAYER:files LAYER:skeleton LAYER:small.1 fetch:alpha fetch:beta '\
'fetch:gamma'

# Given a warm store, when the project is cloned, then nothing is resolved or fetched.
rm -rf "$tmp/clone" "$p/build"
cp -r "$p" "$tmp/clone"
before=$(requests)
is 'a fresh clone: layers from the store' "$(run "$tmp/clone" image)" \
	'IMAGE LAYER:documents LAYER:files LAYER:skeleton LAYER:small.1 PLAN'
is 'no request' "$(requests)" "$before"
run "$p" image -j4 >"$tmp/out"
is 'and the same image, whatever -j' "$(digest "$tmp/clone")" "$(digest "$p")"
rm -rf "$tmp/store" "$tmp/clone/build"
(
	umask 077
	export TZ=Asia/Tokyo LC_ALL=C LANG=de_DE.UTF-8
	mv "$tmp/clone" "$tmp/another directory"
	run "$tmp/another directory" image >"$tmp/out"
)
is 'and from nothing in another directory, umask, time zone, locale' \
	"$(digest "$tmp/another directory")" "$(digest "$p")"

# Given a stale lock, when only asked, then nothing is made.
run "$p" -n image >/dev/null
is 'make -n of what is fresh shows nothing' "$(grep -v 'Nothing to be done' "$tmp/out")" ''
printf 'alpha\nbeta==1.0\n' >"$p/requirements.in"
run "$p" -n image >/dev/null
like 'make -n shows that the inputs are looked at' "$(cat "$tmp/out")" 'lockhash'
like 'and says that what follows from it is not shown' "$(cat "$tmp/out")" \
	'what follows when they mean something else is not shown'
is 'and resolves nothing' "$(grep -c 'beta-2.0' "$p/pylock.debian12-amd64.toml")" 1
is 'locked: a stale lock is an error' "$(run "$p" image PYLOCK_LOCKED=1)" FAILED
like 'with what to do' "$(cat "$tmp/out")" \
	'not fresh, and PYLOCK_LOCKED=1: [^;]*; run `make resolve'
like 'CHECK=1 only tells' "$(run "$p" resolve CHECK=1; cat "$tmp/out")" 'FAILED.*not fresh'
done_testing
