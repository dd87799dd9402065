#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# bundle: what a project needs goes into one file, the same bytes each time, and comes out of it
# only when it is whole and harmless.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
needs strace
python=$top/build/setup/venv/bin/python
export UV_CACHE_DIR=$tmp/uv

# Given a project with a wheel, an sdist whose build requires something, and a base out of a
# registry's blobs,
mkdir "$tmp/index"
"$top/tests/support/mkindex" "$tmp/index" alpha==1.0 helper==1.0
mkdir -p "$tmp/src/gamma-1.0"
cat >"$tmp/src/gamma-1.0/backend.py" <<'EOF'
import base64, hashlib, helper, pathlib, zipfile

def build_wheel(directory, config_settings=None, metadata_directory=None):
    members = {
        "gamma.py": b"x = 1\n",
        "gamma-1.0.dist-info/METADATA": b"Metadata-Version: 2.1\nName: gamma\nVersion: 1.0\n",
        "gamma-1.0.dist-info/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\n"
        b"Tag: py3-none-any\n",
    }
    rows = ["gamma-1.0.dist-info/RECORD,,\n"]
    with zipfile.ZipFile(pathlib.Path(directory) / "gamma-1.0-py3-none-any.whl", "w") as wheel:
        for name, content in members.items():
            wheel.writestr(name, content)
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).decode().rstrip("=")
            rows.append(f"{name},sha256={digest},{len(content)}\n")
        wheel.writestr("gamma-1.0.dist-info/RECORD", "".join(rows))
    return "gamma-1.0-py3-none-any.whl"
EOF
printf \
	'[project]\nname = "gamma"\nversion = "1.0"\n[build-system]\nrequires = '\
'["helper"]\nbuild-backend = "backend"\nbackend-path = ["."]\n' \
	>"$tmp/src/gamma-1.0/pyproject.toml"
printf 'Metadata-Version: 2.2\nName: gamma\nVersion: 1.0\n' >"$tmp/src/gamma-1.0/PKG-INFO"
tar -czf "$tmp/index/files/gamma-1.0.tar.gz" -C "$tmp/src" gamma-1.0
mkdir "$tmp/index/simple/gamma"
printf '<!DOCTYPE html><a href="../../files/gamma-1.0.tar.gz#sha256=%s">gamma-1.0.tar.gz</a>\n' \
	"$(sha256sum <"$tmp/index/files/gamma-1.0.tar.gz" | cut -c1-64)" \
	>"$tmp/index/simple/gamma/index.html"
serve_nginx "$tmp/index"
"$top/tests/support/mkbase" "$tmp/base"

new_project() { # directory
	mkdir "$1"
	printf \
		'PYLOCK_NAME := sample\nPYLOCK_TARGETS := debian12-amd64\nPYLOCK_INDEX_URL := '\
'%s/simple\nPYLOCK_BASE := %s\ninclude %s/mk/pylock.mk\n' \
		"$nginx" "$tmp/base" "$top" >"$1/Makefile"
	printf 'alpha\ngamma\n' >"$1/requirements.in"
}
run() { make --no-print-directory -C "$@" >"$tmp/out" 2>&1; }
bundle() { # FILE [STORE]
	(cd "$tmp/a" &&
		"$top/tools/setup/bundle.sh" --tools "$top/build" \
		--store "${2:-$tmp/store}" --no-setup -o "$1" debian12-amd64)
}
new_project "$tmp/a"
ok 'the files of a bundle are brought into the store' run "$tmp/a" pylock-bundle-files \
	PYLOCK_STORE="$tmp/store"
mkdir -p "$tmp/a/build"

# When it is packed twice, then the bytes are the same, and any tar reads it.
ok 'a bundle' bundle "$tmp/one.tar"
touch "$tmp"/store/sha256/*/*
(umask 077 && TZ=Asia/Tokyo bundle "$tmp/two.tar" >"$tmp/out")
ok 'the same bytes' cmp "$tmp/one.tar" "$tmp/two.tar"
like 'what was packed is said' "$(cat "$tmp/out")" \
	"two\.tar: 4 files, 0 MB, sha256 $(sha256sum <"$tmp/two.tar" | cut -c1-64)$"
tar -xOf "$tmp/one.tar" pylock-bundle >"$tmp/list"
is 'it has what is needed' "$(grep -v '^#' "$tmp/list" | cut -d' ' -f 3-)" \
	"wheel alpha-1.0-py3-none-any.whl
sdist gamma-1.0.tar.gz
built gamma-1.0-py3-none-any.whl
build-wheel helper-1.0-py3-none-any.whl"
is 'as it was on the index' "$(sed -n '/ wheel / p' "$tmp/list" | cut -d' ' -f 1)" \
	"$(sha256sum <"$tmp/index/files/alpha-1.0-py3-none-any.whl" | cut -c1-64)"
printf '# image docker://x\nsha256:%064d sha256:%s\n' 0 \
	"$(jq -r '.manifests[0].digest[7:]' "$tmp/base/index.json")" \
	>"$tmp/a/build/debian12-amd64/base.lock"
cp -r "$tmp/base/blobs/sha256/." "$tmp/flat"
for blob in "$tmp"/flat/*; do
	name=${blob##*/}
	mkdir -p "$tmp/store/sha256/${name:0:2}" &&
		cp -f "$blob" "$tmp/store/sha256/${name:0:2}/$name"
done
printf '%s:interpreter:python+3.tar.gz\n' \
	"$(jq -r '.manifests[0].digest[7:]' "$tmp/base/index.json")" \
	>"$tmp/a/build/debian12-amd64/bundle.extra"
ok 'with the image of a base' bundle "$tmp/image.tar"
is 'its manifest and what that names' \
	"$(tar -xOf "$tmp/image.tar" pylock-bundle | awk '$3 == "base" { print $1 }' | sort)" \
	"$(find "$tmp/base/blobs" -type f -printf '%f\n' | sort)"

is 'and what a stage adds' \
	"$(tar -xOf "$tmp/image.tar" pylock-bundle | awk '$3 == "interpreter" { print $4 }')" \
	python+3.tar.gz

# When it is unpacked elsewhere, then that is enough, without network.
unbundle() { "$top/tools/setup/unbundle.sh" "$1" "$tmp/other" "$tmp/setup"; }
ok 'unpacked into an empty store' unbundle "$tmp/one.tar"
ok 'again' unbundle "$tmp/one.tar"
is 'nothing else is left there' "$(ls "$tmp/other")" sha256
is 'what a build requires has its name' "$(ls "$tmp/setup/wheels")" helper-1.0-py3-none-any.whl
new_project "$tmp/b"
cp "$tmp"/a/*.toml "$tmp"/a/*.lock "$tmp/b"
strace -f -qq --seccomp-bpf -e trace=socket -o "$tmp/trace" \
	make --no-print-directory -C "$tmp/b" image \
	PYLOCK_STORE="$tmp/other" PYLOCK_OFFLINE=1 UV_CACHE_DIR="$tmp/uv2" >"$tmp/out" 2>&1
is 'a clone makes the image' $? 0 || tap_show said "$(cat "$tmp/out")"
is 'without a socket' "$(grep AF_INET "$tmp/trace")" ''
ok 'as with network' run "$tmp/a" image PYLOCK_STORE="$tmp/store"
ok 'there is one' test -s "$tmp/b/build/debian12-amd64/image.digest"
is 'the same' "$(cat "$tmp/b/build/debian12-amd64/image.digest")" \
	"$(cat "$tmp/a/build/debian12-amd64/image.digest")"

# What was written into build/ above is no longer there.
ok 'what a bundle is made of is made again' run "$tmp/a" pylock-bundle-files \
	PYLOCK_STORE="$tmp/store"

# What is not whole, or not ours, leaves nothing behind.
gone=$(sha256sum <"$tmp/index/files/alpha-1.0-py3-none-any.whl" | cut -c1-64)
mv "$tmp/store/sha256/${gone:0:2}/$gone" "$tmp/gone"
fails 'a file that the store lacks' 1 \
	'^bundle\.sh: alpha-1\.0-py3-none-any\.whl: not in the store .*; run `make bundle` again$' \
	bundle "$tmp/three.tar"
printf x >"$tmp/store/sha256/${gone:0:2}/$gone"
fails 'one that is damaged there' 1 "^bundle\.sh: .*/$gone: the content is not what its name says" \
	bundle "$tmp/three.tar"
is 'no bundle is begun' "$(find "$tmp" -maxdepth 1 -name 'three*')" ''
run "$tmp/a" bundle PYLOCK_OFFLINE=1 PYLOCK_STORE="$tmp/other"
like 'offline none is made' "$(cat "$tmp/out")" \
	'pylock\.mk: bundle asks for what make setup needs; and PYLOCK_OFFLINE=1'

rm -rf "$tmp/other"
refused() { # name regex file
	fails "$1" 1 "^setup: $3: $2" unbundle "$3"
	is "$1: nothing is left" "$(find "$tmp/other" -mindepth 1 2>/dev/null)" ''
}
refused 'no file' 'cannot be read: BUNDLE wants a file that `make bundle` made' "$tmp/none.tar"
printf 'no tar' >"$tmp/bad.tar"
refused 'no archive' 'not a whole tar archive' "$tmp/bad.tar"
head -c 700 "$tmp/one.tar" >"$tmp/bad.tar"
refused 'half of one' 'not a whole tar archive' "$tmp/bad.tar"
tar -cf "$tmp/bad.tar" -C "$tmp" list
refused 'another archive' 'not a bundle of pylock\.mk' "$tmp/bad.tar"
rm -rf "$tmp/x" && mkdir "$tmp/x" && tar -xf "$tmp/one.tar" -C "$tmp/x" && chmod -R u+w "$tmp/x"

tar -cf "$tmp/bad.tar" -C "$tmp/x" pylock-bundle sha256
refused 'a directory in it' 'holds what is no part of a bundle' "$tmp/bad.tar"
files() {
	(cd "$tmp/x" && find sha256 -type f | sort | tar -cf "$tmp/bad.tar" pylock-bundle -T - "$@")
}
ln -s /etc "$tmp/x/sha256/00"
files sha256/00
refused 'a link in it' 'holds what is no part of a bundle' "$tmp/bad.tar"
rm "$tmp/x/sha256/00"
files -P --transform "s,^sha256/${gone:0:2}/$gone,sha256/../../evil,"
refused 'a path that climbs out' 'holds what is no part of a bundle' "$tmp/bad.tar"
printf x >>"$tmp/x/sha256/${gone:0:2}/$gone"
files
refused 'a damaged file' "damaged: sha256/${gone:0:2}/$gone: FAILED" "$tmp/bad.tar"
rm "$tmp/x/sha256/${gone:0:2}/$gone"
files
refused 'a missing file' "damaged: sha256/${gone:0:2}/$gone: FAILED open or read" "$tmp/bad.tar"
sed -i 's/ helper-/ ..\/helper-/' "$tmp/x/pylock-bundle"
files
refused 'a name that climbs out' 'its list is not as bundle\.sh writes it' "$tmp/bad.tar"
sed -i '1s/1/2/' "$tmp/x/pylock-bundle"
files
refused 'another version' 'a bundle of another version of pylock\.mk' "$tmp/bad.tar"

# Setup without network says what is missing.
mkdir -p "$tmp/fw/tools" && cp -r "$top/tools/setup" "$tmp/fw/tools"
setup() { PYLOCK_OFFLINE=1 PYLOCK_STORE=$tmp/other "$tmp/fw/tools/setup/setup.sh" "$@"; }
printf 'image\tno-such-package\n' >"$tmp/fw/tools/setup/debian.txt"
fails 'a Debian package' 3 \
	'^setup: missing: no-such-package  \(PYLOCK_OFFLINE=1\): run once without it, or give a '\
'bundle: make setup BUNDLE=FILE' setup
printf 'image\tbash\n' >"$tmp/fw/tools/setup/debian.txt"
fails 'the Python tools' 3 \
	'^setup: missing: the Python packages of .*/python\.txt \(PYLOCK_OFFLINE=1\): run once '\
'without it, or give a bundle' setup
PYLOCK_OFFLINE=1 setup --bundle "$tmp/one.tar" >"$tmp/out" 2>&1
is 'a bundle with other Python tools: an error' $? 3
like 'which says so' "$(tail -n 1 "$tmp/out")" \
	'^setup: pip could not install the Python packages of python\.txt: the bundle was made '\
'for others than .*/python\.txt wants'
printf 'image\tno-such-package\n' >"$tmp/fw/tools/setup/debian.txt"
tar -xf "$tmp/one.tar" -C "$tmp/x" && chmod -R u+w "$tmp/x"
sed -i 's/ build-wheel .*/ setup-deb x_1_all.deb/; s/^# targets/# setup buzz amd64\n&/' \
	"$tmp/x/pylock-bundle"
files
fails 'a bundle for another release' 3 \
	'^setup: missing: no-such-package ; the bundle has them for Debian buzz amd64, this is '\
'.*: make the bundle on such a machine$' \
	setup --bundle "$tmp/bad.tar"
done_testing
