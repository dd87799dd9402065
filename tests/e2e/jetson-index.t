#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# A board vendor's index as it really is: a devpi-server with linux_aarch64 wheels that also passes
# a public index through. From requirements to an image, with uv and with pip-compile, and without
# the index.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
needs nginx
python=$top/build/setup/venv/bin/python uv=$top/build/setup/venv/bin/uv

# Given a public index with a CPU torch, one that somebody uploaded with a higher version, and an
# sdist whose build wants a helper,
mkdir "$tmp/public" "$tmp/vendor" "$tmp/src"
"$top/tests/support/mkindex" "$tmp/public" 'app==1.0;torch>=2' torch==99.0 \
	'torch==2.8.0#cp311-cp311-manylinux_2_28_aarch64' lib==1.0 lib==1.1 helper==99.0 \
	cuda-extra==99.0
mkdir -p "$tmp/src/needy-1.0"
printf \
	'[build-system]\nrequires = ["helper"]\nbuild-backend = "backend"\nbackend-path = '\
'["."]\n[project]\nname = "needy"\nversion = "1.0"\n' \
	>"$tmp/src/needy-1.0/pyproject.toml"
printf 'Metadata-Version: 2.2\nName: needy\nVersion: 1.0\n' >"$tmp/src/needy-1.0/PKG-INFO"
cat >"$tmp/src/needy-1.0/backend.py" <<'PY'
import base64, hashlib, helper, pathlib, zipfile

def build_wheel(directory, config_settings=None, metadata_directory=None):
    members = {
        "needy.py": f"helper = {helper.version!r}\n",
        "needy-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: needy\nVersion: 1.0\n",
        "needy-1.0.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\n"
        "Tag: py3-none-any\n",
    }
    record = ""
    for name, text in members.items():
        digest = (
            base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")
        )
        record += f"{name},sha256={digest},{len(text)}\n"
    members["needy-1.0.dist-info/RECORD"] = record + "needy-1.0.dist-info/RECORD,,\n"
    with zipfile.ZipFile(pathlib.Path(directory) / "needy-1.0-py3-none-any.whl", "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return "needy-1.0-py3-none-any.whl"
PY
tar -czf "$tmp/public/files/needy-1.0.tar.gz" -C "$tmp/src" needy-1.0
"$top/tests/support/mkindex" "$tmp/public"
"$top/tests/support/mkindex" "$tmp/vendor" 'torch==2.8.0;cuda-extra#cp311-cp311-linux_aarch64' \
	cuda-extra==1.0 helper==1.0
serve_nginx "$tmp/public"
passed=$nginx
serve_nginx "$tmp/public"
public=$nginx public_log=$nginx_log
serve_devpi "$passed/simple/"
devpi_upload "$tmp"/vendor/files/* "$tmp"/public/files/torch-2.8.0-*
vendor=$devpi/jp6/cu129/+simple

"$top/tests/support/mkbase" --arch arm64 "$tmp/base"

project() { # name; assignments
	mkdir -p "$tmp/$1"
	{
		printf \
			'PYLOCK_NAME := %s\nPYLOCK_TARGETS := debian12-arm64\nPYLOCK_BASE := '\
'%s\nPYLOCK_RESOLVER := %s\n' "$1" "$tmp/base" "$resolver"
		printf \
			'PYLOCK_INDEXES := default jetson\nPYLOCK_INDEX_URL := '\
'%s/simple\nPYLOCK_INDEX_URL.jetson := %s\n' "$public" "$vendor"
		printf '%s\n' "${@:2}"
		printf 'include %s/mk/pylock.mk\n' "$top"
	} >"$tmp/$1/Makefile"
	printf 'app\nlib\nneedy\n' >"$tmp/$1/requirements.in"
	: >"$public_log"
	: >"$devpi_log"
}
run() {
	make --no-print-directory -s -C "$tmp/$1" PYLOCK_STORE="$tmp/store-$resolver" "${@:2}" \
		>"$tmp/out" 2>&1
}
locked() {
	sed -nE '/^name/{N;s/name = "(.*)"\nversion = "(.*)"/\1 \2/p}' \
		"$tmp/$1/pylock.debian12-arm64.toml" | tr '\n' ';'
}
asked() { sed -nE 's#.*/(\+simple|simple)/([^/ ]*)/.*#\2#p' "$1" | sort -u | tr '\n' ' '; }
image_digest() { jq -r '.manifests[0].digest' "$tmp/$1/build/debian12-arm64/image/index.json"; }
jetson=('PYLOCK_INDEX.torch := jetson' 'PYLOCK_INDEX.cuda-* := jetson' \
	'PYLOCK_INDEX.helper := jetson')

# --- what resolvers do by themselves ---------------------------------------------

printf 'app\nlib\n' >"$tmp/requirements.in"
export UV_CACHE_DIR=$tmp/cache-uv XDG_CACHE_HOME=$tmp/cache
"$uv" pip compile --quiet --no-config --default-index "$public/simple" --index "$vendor" \
	--index-strategy unsafe-best-match --python-version 3.11 \
	--python-platform aarch64-manylinux_2_36 --no-header --no-annotate -o "$tmp/alone.txt" \
	"$tmp/requirements.in"
like 'uv with both indexes takes the torch that somebody uploaded' "$(cat "$tmp/alone.txt")" \
	'torch==99\.0'

for resolver in uv pip-compile; do
	note "with $resolver"

	# The vendor's index passes the public torch 99.0 and 2.8.0 through: its name alone does not
	# say which torch.
	project "$resolver-torch" "${jetson[@]}"
	printf 'torch<3\n' >"$tmp/$resolver-torch/requirements.in"
	run "$resolver-torch" resolve
	is "$resolver: without a preference nothing is locked" $? 2
	like "$resolver: the CUDA wheel is listed" "$(cat "$tmp/out")" \
		'linux_aarch64\.whl: tag linux_aarch64, index jetson, .*: PYLOCK_PREFER\.torch := '\
'tag:linux_aarch64'
	like "$resolver: next to the CPU wheel" "$(cat "$tmp/out")" \
		'manylinux_2_28_aarch64\.whl: tag manylinux_2_28_aarch64, index jetson'

	project "$resolver" "${jetson[@]}" 'PYLOCK_PREFER.torch := tag:linux_aarch64'
	run "$resolver" image
	is "$resolver: an image" $? 0 || note "$(cat "$tmp/out")"
	is "$resolver: of the vendor's torch and what it needs" "$(locked "$resolver")" \
		'app 1.0;cuda-extra 1.0;lib 1.1;needy 1.0;torch 2.8.0;'
	is "$resolver: the public index was asked for its own names only" "$(asked "$public_log")" \
		'app lib needy '
	is "$resolver: and the vendor for its own" "$(asked "$devpi_log")" \
		'cuda-extra helper torch '
	like "$resolver: the build's requirement is the vendor's" \
		"$(jq -r '.needy.requires[]' "$tmp/$resolver/built.debian12-arm64.lock")" \
		'^helper==1\.0 '
	run "$resolver" image
	config=$(jq -r '.config.digest[7:]' \
		"$tmp/$resolver/build/debian12-arm64/image/blobs/sha256/$(image_digest "$resolver" |
			cut -c8-)")
	is "$resolver: a label says what comes from there" \
		"$(jq -r '.config.Labels["mk.pylock.index.jetson"]' \
			"$tmp/$resolver/build/debian12-arm64/image/blobs/sha256/$config")" \
			'cuda-extra torch'
	is "$resolver: and another why that torch" \
		"$(jq -r '.config.Labels["mk.pylock.choice.torch"]' \
		"$tmp/$resolver/build/debian12-arm64/image/blobs/sha256/$config")" \
		'tag:linux_aarch64: torch-2.8.0-cp311-cp311-linux_aarch64.whl'
	run "$resolver" verify
	like "$resolver: verify reports it" "$(cat "$tmp/out")" \
		'2 of 5 packages are from index jetson: cuda-extra torch'
done
is 'both resolvers lead to the same locks' \
	"$(diff <(grep -v '^inputs\|^resolver' "$tmp/uv/pylock.debian12-arm64.toml") \
	<(grep -v '^inputs\|^resolver' "$tmp/pip-compile/pylock.debian12-arm64.toml"))" ''

# --- the index vanishes ---------------------------------------------------------------

kill "$devpi_pid"
wait "$devpi_pid" 2>/dev/null
for resolver in uv pip-compile; do
	wanted=$(image_digest "$resolver")
	cp -r "$tmp/$resolver" "$tmp/$resolver-clone"
	rm -rf "$tmp/$resolver-clone/build"
	run "$resolver-clone" image PYLOCK_LOCKED=1
	is "$resolver: a clone, without the vendor's index: the store still builds the image" $? \
		0 || note "$(cat "$tmp/out")"
	is "$resolver: the same" "$(image_digest "$resolver-clone")" "$wanted"
done
resolver=uv
rm -rf "$tmp/store-uv" "$tmp/uv-clone/build"
run uv-clone fetch
is 'without the store too' $? 2
like 'what is missing, and where it was, is said' "$(cat "$tmp/out")" \
	"locate: (torch|cuda-extra): index 'jetson': http://127\.0\.0\.1:[0-9]+/jp6/cu129/\+simple/"
done_testing
