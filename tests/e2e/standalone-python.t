#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# standalone-python: a Python that this machine has, made relocatable, runs in an image whose base
# has none of that version.
. "$(dirname "$0")/../tap.sh"
. "$top/tests/servers.sh"
needs jq tar zstd bwrap umoci

# Given a relocatable build of Debian's Python, and a base with only the libraries that it needs and
# another Python
copy_python "$tmp/build/python" "$tmp/root"
full=$python_full minor=$python_minor
mkdir "$tmp/project" && cd "$tmp/project" || exit 1
tar -cf - -C "$tmp/build" python | zstd -q -1 -o python.tar.zst
"$top/tests/support/mkbase" --tar --glibc '' --arch "$(dpkg --print-architecture)" --python 3.99.1 \
	"$tmp/stub.tar"
tar -xf "$tmp/stub.tar" -C "$tmp/root"
tar -cf base.tar -C "$tmp/root" .

mkdir targets
cat >targets/here.mk <<EOF2
PYLOCK_ARCH        := $(uname -m)
PYLOCK_GLIBC       := $(getconf GNU_LIBC_VERSION | cut -d' ' -f2)
PYLOCK_BASE_PYTHON := 3.99.1
EOF2
cat >Makefile <<EOF2
PYLOCK_NAME        := hello
PYLOCK_TARGETS     := here
PYLOCK_BASE        := base.tar
PYLOCK_PYTHON      := $full
PYLOCK_PYTHON_FROM := python.tar.zst\\#sha256=$(sha256sum python.tar.zst | cut -c1-64)
PYLOCK_FILES       := main.py:/app/main.py
include $top/mk/pylock.mk
EOF2
echo six >requirements.in
cat >main.py <<'EOF2'
import json, platform, ssl, sqlite3, sys, six

print(
    json.dumps(
        [
            platform.python_version(),
            sys.prefix,
            sys.base_prefix,
            six.__file__,
            [p for p in sys.path if not p.startswith(("/opt", "/app"))],
        ]
    )
)
EOF2
make() { command make --no-print-directory PYLOCK_STORE="$tmp/store" "$@"; }
ok 'an image' make image
ok 'verified' make verify
is 'it runs, from there and nowhere else' \
	"$(run_in_image build/here/image "$(uname -m)" python3 /app/main.py)" \
	"[\"$full\", \"/opt/venv\", \"/opt/python\", \
\"/opt/venv/lib/python$minor/site-packages/six.py\", []]"
is 'the plan is for it' "$(jq -r .target.pythonFull build/here/plan.json)" "$full"
is 'it is a layer of its own, beside the base, the skeleton, six, the documents and the files' \
	"$(jq -r '.layers | length' \
		"build/here/image/blobs/sha256/$(cut -c8- build/here/image.digest)")" 6
first=$(cat build/here/image.digest)
rm -rf build store "$tmp/store"
ok 'from nothing' make image
is 'the same image' "$(cat build/here/image.digest)" "$first"
done_testing
