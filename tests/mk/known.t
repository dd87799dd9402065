#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What is known of layers apart from their bytes: the lock of layers, the records in the registry,
# and a push from a fresh clone with an empty store, which fetches, makes and sends only what the
# registry lacks. Counted at the index and at the registry.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
needs skopeo docker-registry
cd "$tmp" || exit 1
export REGISTRY_AUTH_FILE=$tmp/auth.json UV_CACHE_DIR=$tmp/uv

# Wheels that are large enough for a layer each, and a small one that needs one of them.
mkdir -p index/simple p
python3 -B - index/simple <<'EOF'
import hashlib, os, pathlib, random, sys, zipfile

simple = pathlib.Path(sys.argv[1])
for name, version, needs in (("alpha", "1.0", ""), ("alpha", "1.1", ""), ("beta", "1.0", ""),
                             ("gamma", "1.0", "Requires-Dist: beta\n"),
                             *((f"more{letter}", "1.0", "") for letter in "abcdef")):
    data = random.Random(name + version).randbytes(10 if needs else 1_200_000)
    info = f"{name}-{version}.dist-info"
    files = {f"{name}/__init__.py": b"import json\n", f"{name}/data.bin": data,
             f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
                                 f"{needs}".encode(),
             f"{info}/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"}
    import base64
    rows = [f"{path},sha256=" + base64.urlsafe_b64encode(hashlib.sha256(text).digest())
            .rstrip(b"=").decode() + f",{len(text)}" for path, text in files.items()]
    files[f"{info}/RECORD"] = ("\n".join([*rows, f"{info}/RECORD,,"]) + "\n").encode()
    directory = simple / name
    directory.mkdir(exist_ok=True)
    path = directory / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        for inner, text in files.items():
            wheel.writestr(zipfile.ZipInfo(inner, (2024, 1, 1, 0, 0, 0)), text)
    with open(directory / "index.html", "a") as page:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        page.write(f'<a href="{path.name}#sha256={digest}">{path.name}</a>\n')
EOF
serve_nginx "$tmp/index"
serve_registry
"$top/tests/support/mkbase" base
# More than there are shares of files to fetch.
more=$(printf '%s\n' more{a,b,c,d,e,f})
printf 'alpha==1.0\ngamma\n%s\n' "$more" >p/requirements.in
printf '%s\n' 'PYLOCK_NAME := sample' 'PYLOCK_TARGETS := debian12-amd64' \
	"PYLOCK_BASE := $tmp/base" "PYLOCK_INDEX_URL := $nginx/simple" \
	"PYLOCK_REPOSITORY := $registry/team/app" "include $top/mk/pylock.mk" >p/Makefile
lock=layers.debian12-amd64.lock
build=build/debian12-amd64

# run DIRECTORY STORE GOALS...
run() { make --no-print-directory -C "$1" PYLOCK_STORE="$tmp/$2" "${@:3}" >out 2>&1; }
# clone NAME: what git would have of the project, and nothing else.
clone() {
	mkdir "$1" && cp p/Makefile p/*.in p/*.toml p/*.txt p/*.lock "$1" 2>/dev/null
	: >"$nginx_log"
	: >"$registry_log"
}
fetched() { grep -o '[a-z]*-[0-9.]*-py3-none-any.whl' "$nginx_log" | sort -u | paste -sd ' '; }
sent() { grep -cE '"(PATCH|PUT) /v2/team/app/blobs/uploads/' "$registry_log"; }
row() { grep "^$1 " "p/$lock"; }

ok 'an image' run p store image
is 'a row for each layer, sorted' "$(sed '/^#/d; s/ .*//' "p/$lock" | paste -sd ' ')" \
	"$(sed '/^#/d; s/ .*//' "p/$lock" | LC_ALL=C sort | paste -sd ' ')"
is 'digest and size are those of the manifest' \
	"$(sed '/^#/d' "p/$lock" | cut -d ' ' -f 3,5 | sort)" \
	"$(jq -r '.layers[] | "\(.digest) \(.size)"' \
		"p/$build/image/blobs/sha256/$(sed 's/^sha256://' "p/$build/image.digest")" | sort)"
is 'no server is named' "$(grep -c '127.0.0.1\|http' "p/$lock")" 0
is 'no record yet' "$(sed '/^#/d' "p/$lock" | grep -c 'sha256:[0-9a-f]*$')" 0
ok 'verify' run p store verify
is 'writes the records of the packages' "$(grep -c ' sha256:[0-9a-f]*$' "p/$lock")" 9
cp "p/$lock" before
ok 'again' run p store image verify
ok 'nothing changes' cmp before "p/$lock"
ok 'push' run p store push PYLOCK_TAG=v1
digest=$(cat "p/$build/image.digest")

# What refers to the image, by the tag schema, since this registry lists nothing.
skopeo inspect --raw --tls-verify=false "docker://$registry/team/app:sha256-${digest#sha256:}" \
	>referrers.json
is 'the records go with the image' "$(jq -r '.manifests[].artifactType' referrers.json)" \
	application/vnd.pylock.records.v1
artifact=$(jq -r '.manifests[0].digest' referrers.json)
skopeo inspect --raw --tls-verify=false "docker://$registry/team/app@$artifact" >artifact.json
is 'as an artifact of it' "$(jq -r .subject.digest artifact.json)" "$digest"
is 'with a blob for each record' "$(jq -r '.layers[].digest' artifact.json | sort)" \
	"$(grep -o 'sha256:[0-9a-f]*$' "p/$lock" | sort)"

# A fresh clone of the same: nothing of the packages is fetched, made or sent.
clone same
ok 'a push from a fresh clone and an empty store' run same store-same push PYLOCK_TAG=v2
is 'no wheel is fetched' "$(fetched)" ''
is 'nothing is sent' "$(sent)" 0
is 'it is the same image' "$(skopeo inspect --raw --tls-verify=false \
	"docker://$registry/team/app:v2" | sha256sum | cut -d ' ' -f 1)" "${digest#sha256:}"
like 'verify looked at it' "$(cat out)" 'no finding that is not declared'
is 'and at each package' \
	"$(jq -r '.wheels | map_values(type) | to_entries[] | "\(.key) \(.value)"' \
		"same/$build/sources.json" | paste -sd ' ')" \
	"$(jq -r '.wheels | map_values(type) | to_entries[] | "\(.key) \(.value)"' \
		"p/$build/sources.json" | paste -sd ' ')"
ok 'the lock of layers stays' cmp "p/$lock" "same/$lock"
ok 'a whole image after it' run same store-same image
is 'is the same' "$(cat "same/$build/image.digest")" "$digest"

# One wheel is bumped.
printf 'alpha==1.1\ngamma\n%s\n' "$more" >p/requirements.in
ok 'a bump' run p store resolve
clone bump
ok 'a push of it from a fresh clone' run bump store-bump push PYLOCK_TAG=v3
is 'that wheel alone is fetched' "$(fetched)" 'alpha-1.1-py3-none-any.whl'
ok 'the image of the bump' run p store image verify
is 'is the one in the registry' "$(skopeo inspect --raw --tls-verify=false \
	"docker://$registry/team/app:v3" | sha256sum | cut -d ' ' -f 1)" \
	"$(sed 's/^sha256://' "p/$build/image.digest")"
like 'the lock of layers has the new row' "$(grep '^alpha ' "bump/$lock")" ' sha256:[0-9a-f]*$'

# Beside a goal that needs all of the image, a push is none of that kind.
clone whole
ok 'image and push together' run whole store-whole image push PYLOCK_TAG=v9
ok 'make the image whole' test -e "whole/$build/image/index.json"
is 'with all its blobs' "$(find "whole/$build/image/blobs" -type f | wc -l)" \
	"$(find "p/$build/image/blobs" -type f | wc -l)"

# PYLOCK_BYTES := all believes no row.
clone all
ok 'all bytes' run all store-all push PYLOCK_TAG=v4 PYLOCK_BYTES=all
like 'fetch all' "$(fetched)" 'alpha-1.1.*beta-1.0.*gamma-1.0'

# A layer that the registry has lost, or never had, is made, its wheel alone fetched.
clone elsewhere
ok 'another repository, which has no record' run elsewhere store-elsewhere push PYLOCK_TAG=v1 \
	"PYLOCK_REPOSITORY=$registry/team/other" PYLOCK_BUILD_ENV.alpha=A=1 PYLOCK_BUILD_ENV.beta=B=2 \
	PYLOCK_BUILDER.gamma=native
# Of built wheels those are known that would be built so today, whichever package it is.
echo '{"alpha": {"builder": "x", "environment": {"A": "1"}}, "beta": {"builder": "x"},
	"gamma": {"builder": "native"}, "delta": {"builder": "x"}}' >built.json
is 'each package is built as it is declared to be' "$(jq -c -f "$top/mk/jq/builtknown.jq" \
	--rawfile declared "elsewhere/$build/declared.note" built.json)" \
	'{"alpha":{"builder":"x","environment":{"A":"1"}},"gamma":{"builder":"native"},'\
'"delta":{"builder":"x"}}'
like 'has the image' "$(skopeo inspect --raw --tls-verify=false \
	"docker://$registry/team/other:v1" | sha256sum | cut -d ' ' -f 1)" \
	"$(sed 's/^sha256://' "p/$build/image.digest")"
clone after
ok 'another push there' run after store-after push PYLOCK_TAG=v2 \
	"PYLOCK_REPOSITORY=$registry/team/other"
is 'finds the records: no wheel is fetched' "$(fetched)" ''
ok 'a whole push, by a lock that has all records' run all store-all push PYLOCK_TAG=v1 \
	PYLOCK_BYTES=all PYLOCK_LOCKED=1 "PYLOCK_REPOSITORY=$registry/team/whole"
clone later
ok 'brings them along' run later store-later push PYLOCK_TAG=v2 \
	"PYLOCK_REPOSITORY=$registry/team/whole"
is 'so that no wheel is fetched' "$(fetched)" ''
clone lost
cp -r store-same store-lost
find store-lost/sha256 -size +900k -delete # the layers, not the records
ok 'records at hand, layers nowhere' run lost store-lost push PYLOCK_TAG=v1 \
	"PYLOCK_REPOSITORY=$registry/team/third"
is 'the registry gets the same' "$(skopeo inspect --raw --tls-verify=false \
	"docker://$registry/team/third:v1" | sha256sum | cut -d ' ' -f 1)" \
	"$(sed 's/^sha256://' "p/$build/image.digest")"

# A wheel that was built here: its row says all, too, as long as it would be built the same way.
mkdir -p delta-1.0 built index/simple/delta
printf 'Metadata-Version: 2.2\nName: delta\nVersion: 1.0\n' >delta-1.0/PKG-INFO
printf '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n' \
	>delta-1.0/pyproject.toml
cat >delta-1.0/backend.py <<'EOF'
import base64, hashlib, os, zipfile

def build_wheel(directory, config_settings=None, metadata_directory=None):
    info = "delta-1.0.dist-info"
    files = {"delta.py": f"word = {os.environ.get('WORD')!r}\n",
             f"{info}/METADATA": "Metadata-Version: 2.1\nName: delta\nVersion: 1.0\n",
             f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"}
    rows = [f"{path},sha256=" + base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest())
            .rstrip(b"=").decode() + f",{len(text)}\n" for path, text in files.items()]
    files[f"{info}/RECORD"] = "".join([*rows, f"{info}/RECORD,,\n"])
    with zipfile.ZipFile(f"{directory}/delta-1.0-py3-none-any.whl", "w") as wheel:
        for path, text in files.items():
            wheel.writestr(path, text)
    return "delta-1.0-py3-none-any.whl"
EOF
tar -czf index/simple/delta/delta-1.0.tar.gz delta-1.0
printf '<a href="delta-1.0.tar.gz#sha256=%s">delta-1.0.tar.gz</a>\n' \
	"$(sha256sum <index/simple/delta/delta-1.0.tar.gz | cut -c1-64)" \
	>index/simple/delta/index.html
cp p/Makefile p/requirements.in built
sed -i "s,^PYLOCK_REPOSITORY.*,PYLOCK_REPOSITORY := $registry/team/built," built/Makefile
sed -i '1a PYLOCK_BUILD_ENV.delta := WORD=one' built/Makefile
echo delta >>built/requirements.in
ok 'a project with an sdist' run built store image verify push PYLOCK_TAG=v1
mkdir built2 built3
cp built/Makefile built/*.in built/*.toml built/*.txt built/*.lock built2
cp built2/* built3
: >"$nginx_log"
ok 'its push from a fresh clone' run built2 store-built push PYLOCK_TAG=v2
is 'nothing is fetched' "$(grep -cE 'GET /simple/.*(whl|gz)' "$nginx_log")" 0
is 'and nothing built' "$(grep -cE '^ *(WHEEL|BUILD) ' out)" 0
is 'it is the same image' "$(skopeo inspect --raw --tls-verify=false \
	"docker://$registry/team/built:v2" | sha256sum | cut -d ' ' -f 1)" \
	"$(sed 's/^sha256://' "built/$build/image.digest")"
sed -i 's/WORD=one/WORD=two/' built3/Makefile
: >"$nginx_log"
ok 'with another word for its build' run built3 store-built3 push PYLOCK_TAG=v3
like 'it is built' "$(cat out)" 'BUILD    delta 1.0'
is 'and no wheel of other layers fetched' "$(fetched | tr ' ' '\n' | grep -cv '^gamma')" 0

# A row that is not true.
cp "p/$lock" good.lock
other=sha256:$(printf '%064d' 7)
sed -i "s/^\(beta [0-9a-f]*\) sha256:[0-9a-f]*/\1 $other/" "p/$lock"
run p store image
is 'another digest for the same key: refused' "$?" 2
like 'both are named' "$(grep '^layerlock: ' out)" \
	"$lock: beta is $other there, but what was made of the same is $(row beta >/dev/null
		sed -n 's/^beta [0-9a-f]* \(sha256:[0-9a-f]*\).*/\1/p' good.lock)"
printf '<<<<<<< ours\n' >>"p/$lock"
run p store image
is 'what is no lock: refused' "$?" 2
like 'its line is named' "$(grep '^layerlock: ' out)" "$lock:[0-9]*: not a row of layers"
rm "p/$lock"
ok 'without it' run p store image verify
ok 'it is written again' cmp "p/$lock" "bump/$lock"
ok 'with PYLOCK_LOCKED' run p store image PYLOCK_LOCKED=1
rm "p/$lock"
ok 'without it' run p store image PYLOCK_LOCKED=1
ok 'nothing is written' test ! -e "p/$lock"
done_testing
