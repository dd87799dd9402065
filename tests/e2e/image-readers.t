#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# image-readers: others read our image: skopeo, umoci, crane, a registry, docker, and the schemas of
# the image-spec.
. "$(dirname "$0")/../tap.sh"
. "$top/tests/servers.sh"
cd "$tmp" || exit 1
layer() { "$top/tests/support/mklayer" "$@"; }
digest_of() { jq -r '.manifests[0].digest' "$1/index.json"; }

# Given an image of a base and four layers, that has all that a package layer can have
case $(uname -m) in x86_64) arch=amd64 ;; aarch64) arch=arm64 ;; esac
echo '{"architecture":"'"$arch"'","os":"linux"}' >base.json
cat >config.json <<EOF
{"architecture":"$arch","os":"linux","config":{"Entrypoint":["/bin/hello"],"Cmd":["world"],
 "Env":["GREETING=good morning"],"User":"1000:1000",
 "WorkingDir":"/app","Labels":{"mk.pylock.lock":"sha256:0"},"ExposedPorts":{"8080/tcp":{}},
 "Volumes":{"/data":{}},"StopSignal":"SIGINT"},
 "annotations":{"org.opencontainers.image.title":"hello"}}
EOF
cat >hello.go <<'EOF'
package main

import (
	"fmt"
	"os"
	"runtime"
)

func main() {
	directory, _ := os.Getwd()
	fmt.Printf("%s, %s, from %s on %s\n", os.Getenv("GREETING"), os.Args[1], directory, runtime.GOARCH)
}
EOF
hello() {
	CGO_ENABLED=0 GOARCH=$1 go build -o "hello-$1" hello.go >go.log 2>&1 ||
		cannot "Go builds a program for $1" go.log
}
hello "$arch"
layer store rootfs.json bin/ "0755:bin/hello=@hello-$arch" etc/ 'etc/passwd=root:x:0:0::/:/bin/sh' \
	etc/gone=1 dev/ proc/ sys/ tmp/
layer store skeleton.json opt/venv/ opt/venv/bin/ 'opt/venv/bin/python3->/usr/bin/python3' \
	opt/venv/pyvenv.cfg=home
layer --wheels 'numpy 1.26.4' --members 700 --list store numpy.json \
	opt/venv/lib/numpy/__init__.py=1 0755:opt/venv/bin/f2py=2 \
	"opt/venv/lib/$(printf 'long%.0s' {1..40})/Főtanúsítvány.py=3" opt/venv/lib/numpy/empty=
layer --wheels 'six 1.16.0' --list store six.json opt/venv/lib/six.py=4
layer --overlay store files.json app/main.py=5 opt/venv/lib/six.py=patched etc/.wh.gone=
"$bin/image" --blobs store --config base.json -o base rootfs.json skeleton.json >/dev/null
digest=$("$bin/image" --blobs store --base base --config config.json -o image numpy.json six.json \
	files.json)

# The schemas of the image-spec
go mod download -json github.com/opencontainers/image-spec@v1.1.0 >spec.json 2>spec.log ||
	cannot 'the image-spec comes from the Go modules' spec.log
uv=$top/build/setup/venv/bin/uv
{
	"$uv" venv -q venv && VIRTUAL_ENV=$tmp/venv "$uv" pip install -q jsonschema
} 2>venv.log || cannot 'jsonschema comes from PyPI' venv.log
cat >validate.py <<'EOF'
"""validate.py SPEC SCHEMA FILE: whether the file is valid by that schema of the image-spec. Its
files name each other by file name."""

import json, pathlib, sys
import jsonschema, referencing

spec, schema, file = pathlib.Path(sys.argv[1]) / "schema", sys.argv[2], pathlib.Path(sys.argv[3])
without_id = lambda value: {
    k: v for k, v in value.items() if not (k == "id" and isinstance(v, str))
}
registry = referencing.Registry().with_resources(
    (
        path.name,
        referencing.jsonschema.DRAFT4.create_resource(
            json.loads(path.read_text(), object_hook=without_id)
        ),
    )
    for path in spec.glob("*.json")
)
jsonschema.Draft4Validator({"$ref": schema}, registry=registry).validate(
    json.loads(file.read_text())
)
EOF
valid() { venv/bin/python validate.py "$(jq -r .Dir spec.json)" "$@"; }
manifest=image/blobs/sha256/${digest#sha256:}
ok 'index.json is valid by its schema' valid image-index-schema.json image/index.json
ok 'oci-layout is' valid image-layout-schema.json image/oci-layout
ok 'the manifest is' valid image-manifest-schema.json "$manifest"
ok 'the configuration is' valid config-schema.json \
	"image/blobs/sha256/$(jq -r '.config.digest[7:]' "$manifest")"
echo '{"schemaVersion":1}' >wrong.json
is 'and a wrong manifest is not' \
	"$(valid image-manifest-schema.json wrong.json 2>&1 | grep -c ValidationError)" 1

# skopeo: into a directory, and into a registry and back (it would compress a plain layer, and
# change the digest)
ok 'skopeo inspects' skopeo inspect --raw oci:image:latest
is 'skopeo sees the digest' "$(skopeo inspect oci:image:latest | jq -r .Digest)" "$digest"
ok 'skopeo copies into a directory' skopeo copy -q oci:image:latest dir:directory
is 'the manifest there is the same' "sha256:$(sha256sum <directory/manifest.json | cut -c1-64)" \
	"$digest"
serve_registry
ok 'skopeo pushes' skopeo copy -q --dest-tls-verify=false oci:image:latest \
	"docker://$registry/hello:1"
is 'the registry has the digest' \
	"$(skopeo inspect --tls-verify=false "docker://$registry/hello:1" | jq -r .Digest)" \
	"$digest"
ok 'skopeo pulls' skopeo copy -q --src-tls-verify=false "docker://$registry/hello:1" oci:back:latest
is 'what comes back has the digest' "$(digest_of back)" "$digest"
ok 'and is an image for us, too' "$bin/inspect" back
echo '{"architecture":"'"$arch"'","os":"linux"}' >plain.json
ok 'and a base' "$bin/image" --blobs store --config plain.json --base back -o again

# crane
need_crane
ok 'crane validates what is in the registry' "$crane" validate --insecure \
	--remote "$registry/hello:1"
is 'crane sees the digest' "$("$crane" digest --insecure "$registry/hello:1")" "$digest"
ok 'crane pulls it' "$crane" pull --insecure "$registry/hello:1" hello.tar
ok 'and validates the tarball' "$crane" validate --tarball hello.tar
ok 'crane pushes the layout' "$crane" push --insecure image "$registry/hello:2"
is 'with the digest' "$("$crane" digest --insecure "$registry/hello:2")" "$digest"

# umoci: the files
ok 'umoci unpacks' umoci unpack --rootless --image image:latest bundle
# what is there must be what `inspect` says, layer by layer
mkdir tree
for name in rootfs skeleton numpy six files; do
	blob=$(jq -r '.digest[7:]' $name.json)
	tar xf "store/sha256/${blob:0:2}/$blob" -C tree
done
rm -f tree/etc/gone tree/etc/.wh.gone
is 'the tree is what tar and the whiteouts make' \
	"$(cd bundle/rootfs && find . -printf '%P %y %m %l\n' | sort)" \
	"$(cd tree && find . -printf '%P %y %m %l\n' | sort)"
ok 'with the same content' diff -r --no-dereference bundle/rootfs tree
is 'inspect counts the same files' "$("$bin/inspect" image | jq -c '[.files, .bytes]')" \
	"$(find tree -type f -printf '%s\n' |
		awk '{files++; bytes += $1} END {printf "[%d,%d]", files, bytes}')"
is 'umoci has a line of history for each layer' \
	"$(umoci stat --image image:latest --json | jq -c '[.history[].created_by]')" \
	'["pylock.mk: files","pylock.mk: files","pylock.mk: numpy 1.26.4","pylock.mk: six 1.16.0",'\
'"pylock.mk: files"]'
is 'the image runs' "$(run_in_image image "$(uname -m)" /bin/hello you)" \
	"good morning, you, from /app on $arch"
case $arch in amd64) other=arm64 machine=aarch64 ;; arm64) other=amd64 machine=x86_64 ;; esac
hello "$other"
layer store other.json "0755:bin/hello=@hello-$other" app/
sed "s/$arch/$other/" config.json >other-config.json
"$bin/image" --blobs store --config other-config.json -o other other.json >/dev/null
is 'one for another machine runs through qemu' "$(run_in_image other "$machine" /bin/hello you)" \
	"good morning, you, from /app on $other"

# docker, through its archive format beside the layout
serve_docker
mkdir archive
jq -c --arg tag hello:test -f "$top/mk/jq/docker-archive.jq" "$manifest" >archive/manifest.json
tar -cf - -C image . -C "$tmp/archive" manifest.json >archive.tar
like 'docker loads' "$(docker load --input archive.tar 2>&1)" 'Loaded image: hello:test'
is 'docker runs it' "$(docker run --rm --network none hello:test 2>&1)" \
	"good morning, world, from /app on $arch"
is 'with its configuration' \
	"$(docker image inspect hello:test |
		jq -c '.[0].Config | [.User, .StopSignal, .Labels, .ExposedPorts, .Volumes]')" \
	'["1000:1000","SIGINT",{"mk.pylock.lock":"sha256:0"},{"8080/tcp":{}},{"/data":{}}]'
is 'and all layers' "$(docker image inspect hello:test | jq -c '.[0].RootFS.Layers')" \
	"$(jq -sc '[.[].diffID]' rootfs.json skeleton.json numpy.json six.json files.json)"
done_testing
