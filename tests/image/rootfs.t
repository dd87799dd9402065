#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# rootfs: layers unpacked to be run: what they bring, what they say is gone (OCI image-spec,
# layer.md), under any name.
. "$(dirname "$0")/../tap.sh"
python=$top/build/setup/venv/bin/python
cd "$tmp" || exit 1

# unpack LOCALE LAYER.json...: the tree of an image of these layers, a line for each file, with
# Python's quotes.
unpack() {
	rm -rf layout root
	"$python" -X utf8 - "${@:2}" <<-'PY'
		import json, os, pathlib, sys

		KEPT = "mediaType", "digest", "size", "annotations"
		layout = pathlib.Path("layout")

		def put(value, kind):
		    import hashlib

		    data = json.dumps(value).encode()
		    digest = hashlib.sha256(data).hexdigest()
		    (layout / "blobs/sha256" / digest).write_bytes(data)
		    kind = f"application/vnd.oci.image.{kind}.v1+json"
		    return {"mediaType": kind, "digest": "sha256:" + digest, "size": len(data)}

		(layout / "blobs/sha256").mkdir(parents=True)
		layers = [json.load(open(name)) for name in sys.argv[1:]]
		for layer in layers:
		    digest = layer["digest"][7:]
		    os.link(f"store/sha256/{digest[:2]}/{digest}", layout / "blobs/sha256" / digest)
		config = {
		    "architecture": "amd64",
		    "os": "linux",
		    "rootfs": {"type": "layers", "diff_ids": [layer["diffID"] for layer in layers]},
		}
		layers = [
		    {name: layer[name] for name in KEPT if name in layer} for layer in layers
		]
		manifest = {"schemaVersion": 2, "config": put(config, "config"), "layers": layers}
		index = {"schemaVersion": 2, "manifests": [put(manifest, "manifest")]}
		(layout / "index.json").write_text(json.dumps(index))
		(layout / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')
	PY
	LC_ALL=$1 "$bin/rootfs" layout root || return
	"$python" -X utf8 - <<-'PY'
		import os

		for directory, _, names in sorted(os.walk("root")):
		    for name in sorted(names):
		        print(ascii(os.path.join(directory, name)[5:]))
	PY
}

# Given files below directories called dev, when it is unpacked, then /dev alone stays empty.
"$top/tests/support/mklayer" store dev.json dev/ 'dev/null=x' 'usr/include/dev/ic.h=x' \
	'opt/dev/tool=x' 'srv/x/dev/y=x' 'devel/z=x' './dev/zero=x'
is 'only what lies in the device directory at the top is left out' "$(unpack C.UTF-8 dev.json)" \
	"$(printf "'%s'\n" devel/z opt/dev/tool srv/x/dev/y usr/include/dev/ic.h)"

# Given whiteouts of names that tar would quote, in any locale, then these files are gone, and no
# others.
names=('back\slash' 'umlaut-ä' $'new\nline' $'tab\there' 'quo"te' "apos'trophe" ' blank ' 'star*' \
	'oct\303' $'bell\a' $'raw-\377')
bring=() take=()
for name in "${names[@]}"; do
	bring+=("d/$name=x" "kept/$name=x")
	take+=("d/.wh.$name=")
done
"$top/tests/support/mklayer" store bring.json "${bring[@]}"
"$top/tests/support/mklayer" store take.json "${take[@]}" 'd/new=x'
for locale in C C.UTF-8; do
	tree=$(unpack "$locale" bring.json take.json)
	is "each of them is gone under LC_ALL=$locale" "$(grep "^[\"']d/" <<<"$tree")" "'d/new'"
	is "and those beside are there under LC_ALL=$locale" "$(grep -c "^[\"']kept/" <<<"$tree")" \
		"${#names[@]}"
done

# Given an opaque directory, then what lay in it is gone, but for what the same layer brings.
"$top/tests/support/mklayer" store opaque.json 'd/.wh..wh..opq=' $'d/new\nline=again' 'd/other=x'
is 'opaque: what the layer itself brings stays' \
	"$(unpack C bring.json opaque.json | grep "^[\"']d/")" \
	"$(printf '%s\n' "'d/new\\nline'" "'d/other'")"

# Given layers of wheels that share a hundred files, then each of these files is the last layer's.
shared=() wheels=()
for number in {1..100}; do shared+=("p/$number"); done
for number in {1..12}; do
	"$top/tests/support/mklayer" store plain.json "own/$number=x" "${shared[@]/%/=of $number}"
	jq '.annotations["mk.pylock.wheels"] = "one"' plain.json >"wheel$number.json"
	wheels+=("wheel$number.json")
done
is 'layers with the same files are unpacked' \
	"$(unpack C "${wheels[@]}" 2>&1 | grep -c "^'own/\|^'p/")" 112
is 'and the last one of them counts' \
	"$(cat root/p/* | grep -o 'of [0-9]*' | sort | uniq -c | xargs)" \
	'100 of 12'

unpack C dev.json >/dev/null
fails 'no directory' 2 '^rootfs: a layout and a directory must be given' "$bin/rootfs" layout
fails 'no layout' 1 '^rootfs: root: not an OCI image layout' "$bin/rootfs" root new
digest=$(jq -r '.digest[7:]' dev.json)
printf x >"$tmp/other" && mv "$tmp/other" "layout/blobs/sha256/$digest"
fails 'a layer that is none' 1 "^rootfs: layout/blobs/sha256/$digest: " "$bin/rootfs" layout new

done_testing
