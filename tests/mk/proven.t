#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# verify: what was kept of an image proves nothing. Each kind of kept result is changed as somebody
# would who wants other code in the image, so that all agrees with all; verify holds it against the
# wheels that the lock names, and says so.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../support/verified.sh"
. "$(dirname "$0")/../servers.sh"
. "$(dirname "$0")/../support/ownbackend.sh"
needs jq

python=$top/build/setup/venv/bin/python
version=$("$python" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])')
export UV_CACHE_DIR=$tmp/uv PYTHONDONTWRITEBYTECODE=1

# Given an index, a base, and a project whose image is made and well
mkdir "$tmp/index" && "$top/tests/support/mkindex" "$tmp/index" alpha==1.0 beta==1.0
serve_nginx "$tmp/index"
"$top/tests/support/mkbase" --python "$version" "$tmp/base"
p=$tmp/project
mkdir "$p"
printf 'alpha\nbeta\n' >"$p/requirements.in"
cat >"$p/Makefile" <<-END
	PYLOCK_NAME         := sample
	PYLOCK_TARGETS      := debian12-amd64
	PYLOCK_INDEX_URL    := $nginx/simple
	PYLOCK_BASE         := $tmp/base
	PYLOCK_BASE_PYTHON@debian12-amd64 := $version
	include $top/mk/pylock.mk
END
build=$p/build/debian12-amd64
store=$tmp/store
run() { make --no-print-directory -C "$p" PYLOCK_STORE="$store" "$@" >"$tmp/out" 2>&1; }
lie() { "$python" -B "$top/tests/support/lie.py" "$store" "$@"; }
noticed=0 kinds=0
notices() { # NAME REGEX: verify fails, and says that
	local status
	run -j2 image verify "${@:3}"
	status=$?
	is "$1: verify fails" "$status" 2
	like "$1: and says why" "$(cat "$tmp/out")" "$2"
	kinds=$((kinds + 1))
	! { [ "$status" -eq 2 ] && grep -qE "$2" "$tmp/out"; } || noticed=$((noticed + 1))
}
forget() { rm -rf "$build/image" "$build"/*.json "$build/layers" "$build/image.digest"; }

ok 'an image that is well' run -j2 image verify
like 'is compared with its wheels' "$(cat "$tmp/out")" \
	'[0-9]+ files are as in the 2 wheels that the lock names'
like 'and with its base' "$(cat "$tmp/out")" 'the image stands on the [0-9]+ layers? of its base'
good=$(cat "$build/image.digest")

files=$(jq -r '.files[7:]' "$build"/layers/small.1-*.json)
cp "$store/sha256/${files:0:2}/$files" "$tmp/good.files"

# A result that somebody else wrote: it has no seal of the user, and counts for nothing
ok 'a result is changed' lie layer alpha.py 'import os'
forget
ok 'somebody else changed what is kept of a layer' run -j2 image verify
is 'it is made again, as it was' "$(cat "$build/image.digest")" "$good"

# One that has the user's seal, as by a mistake, or a key that was stolen
ok 'a result is changed' lie layer alpha.py 'import os' sealed
forget
run -j2 image
is 'the lock of layers has it otherwise: image fails' $? 2
like 'and names both' "$(cat "$tmp/out")" "layerlock: layers\.debian12-amd64\.lock: small\.1 is \
sha256:[0-9a-f]{64} there, but what was made of the same is sha256:[0-9a-f]{64}: "
# Nobody has that lock from here on: the wheels alone tell
unlock() { rm "$p/layers.debian12-amd64.lock"; }
unlock
notices 'a layer that was kept' \
	'alpha: files are not those of its wheel: .*alpha\.py'
ok 'the image is another' test "$(cat "$build/image.digest")" != "$good"
run -j2 verify FULL=1
is 'FULL=1 fails' $? 2
like 'it names the layer' "$(cat "$tmp/out")" 'full: layer [0-9]+, alpha 1\.0, beta 1\.0: sha256'

# And the evidence of that layer, by somebody who has no key
files=$(jq -r '.files[7:]' "$build"/layers/small.1-*.json)
ok 'evidence is changed' lie evidence "$tmp/good.files" "$store/sha256/${files:0:2}/$files"
rm -f "$build"/{evidence,verify}.json
notices 'the evidence' 'alpha: files are not those of its wheel: .*alpha\.py'
rm -rf "$store/keys/layer" "$store/keys/inspect"
forget
unlock
ok 'without it all is well again' run -j2 image verify
is 'and the image the same' "$(cat "$build/image.digest")" "$good"

# A blob of the image, changed in place after verify, with its time put back
blob=$build/image/blobs/sha256/$(jq -r '.layers[-1].digest[7:]' \
	"$build/image/blobs/sha256/${good#sha256:}")
damage() { # COMMAND...: changes $blob, and nothing but its bytes
	touch -r "$blob" "$tmp/time" && chmod u+w "$blob"
	"$@"
	chmod 0444 "$blob" && touch -r "$tmp/time" "$blob"
}
flip() { printf 'X' | dd of="$blob" bs=1 seek=100 conv=notrunc status=none; }
damage flip
notices 'a blob of the image' 'image was changed after it was made: run .make image.'
ok 'make image makes it again' run -j2 image verify
is 'as it was' "$(cat "$build/image.digest")" "$good"
damage flip
PYLOCK_VERIFY=no run push PYLOCK_REPOSITORY=localhost:1/x
like 'push does not send it' "$(cat "$tmp/out")" 'image was changed after it was made'
ok 'all is well again' run -j2 image verify

# FULL=1: what is kept is not believed at all
ok 'FULL=1' run -j2 verify FULL=1
like 'names each layer while it is made' "$(cat "$tmp/out")" 'LAYER +small\.1'
like 'and says one line at the end' "$(cat "$tmp/out")" \
	"full: [0-9]+ layers made again are the same: $good"
ok 'nothing of it stays' test ! -e "$build/full" -a ! -e "$store/tmp/full-debian12-amd64"

# A wheel that was built: its result counts only where no lock names the wheel, under the seal
package "$tmp/src/gamma-1.0" gamma 'version = "1.0"'
printf 'Metadata-Version: 2.2\nName: gamma\nVersion: 1.0\n' >"$tmp/src/gamma-1.0/PKG-INFO"
tar -czf "$p/gamma-1.0.tar.gz" -C "$tmp/src" gamma-1.0
echo ./gamma-1.0.tar.gz >>"$p/requirements.in"
ok 'an image with a wheel that is built' run -j2 image verify
good=$(cat "$build/image.digest")
built=$p/built.debian12-amd64.lock
cp "$built" "$tmp/built.lock"
unbuilt() { forget && rm -rf "$build/built" "$build/plan.mk"; }
ok 'its result is changed, with a seal' lie built 'import os' sealed
unbuilt
ok 'the wheel that the lock names is taken' run -j2 image verify
is 'and the image the same' "$(cat "$build/image.digest")" "$good"
ok 'its result is changed by somebody else' lie built 'import sys'
unbuilt && rm "$built"
ok 'without the lock it is built' run -j2 image
kinds=$((kinds + 1))
is 'and is the one it was' "$(cat "$built")" "$(cat "$tmp/built.lock")" && noticed=$((noticed + 1))

note "kept results changed (layer, evidence, image blob, built wheel): $kinds, noticed: $noticed"
done_testing
