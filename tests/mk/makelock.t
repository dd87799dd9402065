#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Several makes at once in one project, and after one that was killed, or whose files were damaged:
# each ends well, and the image is the one that a make alone makes.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"

mkdir "$tmp/index" "$tmp/project" "$tmp/project/app"
"$top/tests/support/mkindex" "$tmp/index" 'alpha==1.0;beta>=1' beta==1.0 gamma==1.0
serve_nginx "$tmp/index"
"$top/tests/support/mkbase" "$tmp/base"
cd "$tmp/project" || exit 1
cat >Makefile <<EOF
PYLOCK_NAME      := sample
PYLOCK_TARGETS   := debian12-amd64 debian12-arm64
PYLOCK_INDEX_URL := $nginx/simple
PYLOCK_BASE      := $tmp/base
PYLOCK_FILES     := app:/app
PYLOCK_STORE     := $tmp/store
include $top/mk/pylock.mk
mine: image
	@echo mine
EOF
printf 'alpha\ngamma\n' >requirements.in
echo 'print(1)' >app/main.py
export UV_CACHE_DIR=$tmp/uv
build=build/debian12-amd64

make image >"$tmp/out" 2>&1
ok 'an image' test -s $build/image/index.json
wanted=$(cat $build/image.digest)

# together GOAL...: makes of these goals at once, in a project without build/; their exit statuses.
together() {
	local goal pid pids=() statuses=''
	rm -rf build
	for goal; do
		# shellcheck disable=SC2086 # several words: goals and options
		make $goal >"$tmp/out.${#pids[@]}" 2>&1 &
		pids+=($!)
	done
	for pid in "${pids[@]}"; do
		wait "$pid"
		statuses+="$? "
	done
	echo "$statuses"
}
is 'two makes at once are both right' "$(together image image)" '0 0 '
is 'and the image is the same' "$(cat $build/image.digest)" "$wanted"
is 'one waited, and said so' \
	"$(grep -ch 'another make works here' "$tmp"/out.[01] | sort | xargs)" '0 1'
is 'and had nothing left to do' "$(grep -lh 'IMAGE' "$tmp"/out.[01] | wc -l)" 1
is 'five at once, with other goals and jobs' \
	"$(together image '-j4 layers' 'image verify' fetch '-j2 mine')" '0 0 0 0 0 '
is 'the image is the same' "$(cat $build/image.digest)" "$wanted"
is 'two targets at once' "$(together fetch 'fetch TARGET=debian12-arm64')" '0 0 '
is 'wait for nobody' "$(cat "$tmp"/out.[01] | grep -c 'another make')" 0
rm -rf build
make image >"$tmp/out" 2>&1
is '-n, -q and help wait for nobody' "$(flock $build/.lock sh -c 'timeout 60 make -n image
	timeout 60 make -q image && timeout 60 make help' 2>&1 | grep -c '^makelock')" 0

# Killed, Make alone, at any time: what it started goes on, and the next make is right.
hits=0
for delay in 0.05 0.2 0.4 0.8; do
	rm -rf build
	make -j2 image >"$tmp/out" 2>&1 &
	pid=$!
	sleep "$delay"
	kill -9 $pid 2>/dev/null && hits=$((hits + 1))
	wait $pid 2>/dev/null
	make -j2 image >"$tmp/out" 2>&1 || { tail -n 20 "$tmp/out" >&2 && break; }
	[ "$(cat $build/image.digest)" = "$wanted" ] || break
done
note "$hits of 4 makes were killed while they worked"
is 'after a make that was killed the next one is right' "$(cat $build/image.digest) $delay" \
	"$wanted 0.8"
ok 'some were killed' test $hits -gt 0

# Every file that is made, cut off or removed between two makes: the lock and the image are as they
# were, and a file that is read again is made again.
cp pylock.debian12-amd64.toml "$tmp/lock"
make image >"$tmp/out" 2>&1
until [ "$(wc -c <$build/.made)" -gt 0 ] && flock -n $build/.lock true; do sleep 0.02; done
cp -a build "$tmp/made"
mapfile -t files < <(cd "$tmp/made" && find . -type f -size +0 \
	! -path '*/blobs/*' ! -path '*/inputs/*' ! -path '*/resolve/*' ! -name '.*' | sort)
ok 'there are files to damage' test ${#files[@]} -gt 25
wrong=()
for i in "${!files[@]}"; do
	file=${files[i]}
	flock $build/.lock rm -rf build
	cp -a "$tmp/made" build
	if [ $((i % 2)) = 0 ]; then
		truncate -s $(($(stat -c %s "build/$file") / 2)) "build/$file"
	else
		rm "build/$file"
	fi
	make image >"$tmp/out" 2>&1 && cmp -s pylock.debian12-amd64.toml "$tmp/lock" &&
		[ "$(cat $build/image.digest)" = "$wanted" ] || wrong+=("$file")
	[ $((i % 2)) = 1 ] || grep -q "^makelock: build/${file#./}: is not what was made" "$tmp/out" ||
		wrong+=("$file: nothing is said")
done
is 'a damaged file is made again' "${wrong[*]}" ''
like 'a plan that was emptied' \
	"$(flock $build/.lock cp /dev/null $build/plan.mk && make image 2>&1)" \
	'plan\.mk: is not what was made: it is made again'

# Files of the store that are damaged when they are read: the same make fetches them again.
mapfile -t wheels < <(grep -o 'sha256 = "[0-9a-f]*' pylock.debian12-amd64.toml | cut -c11-)
is 'there are wheels to damage' "${#wheels[@]}" 3
change() { printf 'x' | dd of="$1" bs=1 seek=99 conv=notrunc status=none; }
swap() { rm "$1" && mkdir "$1"; }
for damage in 'truncate -s 7' change rm swap; do
	for sha in "${wheels[@]}"; do $damage "$tmp/store/sha256/${sha:0:2}/$sha"; done
	flock $build/.lock rm -rf build "$tmp/store/keys"
	ok "wheels damaged by $damage: an image" make -j2 image
	is 'as it was' "$(cat $build/image.digest)" "$wanted"
done
blob=$(find $build/image/blobs/sha256 -type f -size +1k | head -n 1)
cp "$blob" "$tmp/blob"
flock $build/.lock rm "$blob" # what was made is noted by then
make image >"$tmp/out" 2>&1
ok 'a blob that is gone from the image is there again' cmp "$blob" "$tmp/blob"
is 'and then there is nothing to do' "$(make image 2>&1)" "make: Nothing to be done for 'image'."
done_testing
