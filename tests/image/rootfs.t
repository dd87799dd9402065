#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# rootfs.py: layers unpacked to be run: what they bring, what they say is gone (OCI image-spec,
# layer.md), under any name.
. "$(dirname "$0")/../tap.sh"
python=$top/build/setup/venv/bin/python
needs bwrap tar "$python"
cd "$tmp" || exit 1

# unpack LOCALE LAYER.json...: the tree of an image of these layers, a line for each file, with
# Python's quotes.
unpack() {
	rm -rf layout root
	LC_ALL=$1 "$python" -X utf8 - "$top/tools" "${@:2}" <<-'PY'
		import json, os, pathlib, sys

		sys.path.insert(0, sys.argv[1])
		from image import rootfs

		layout = pathlib.Path("layout")

		def put(value):
		    import hashlib

		    data = json.dumps(value).encode()
		    digest = hashlib.sha256(data).hexdigest()
		    (layout / "blobs/sha256" / digest).write_bytes(data)
		    return {"digest": "sha256:" + digest, "size": len(data)}

		(layout / "blobs/sha256").mkdir(parents=True)
		layers = [json.load(open(name)) for name in sys.argv[2:]]
		for layer in layers:
		    digest = layer["digest"][7:]
		    os.link(f"store/sha256/{digest[:2]}/{digest}", layout / "blobs/sha256" / digest)
		manifest = put(
		    {"config": put({"architecture": "amd64", "config": {}}), "layers": layers}
		)
		(layout / "index.json").write_text(json.dumps({"manifests": [manifest]}))
		rootfs.unpack(layout, pathlib.Path("root").absolute())
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

# Given layers of wheels, which are unpacked some at a time, that share a hundred files, then each
# of these files is the last layer's.
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

done_testing
