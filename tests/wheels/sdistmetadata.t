#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# sdistmetadata.py: what it refuses, and what a back end in a box tells; resolving with it is
# tests/mk/metadata.t.
. "$(dirname "$0")/../tap.sh"
python=$top/build/setup/venv/bin/python
needs bwrap jq "$python"
cd "$tmp" || exit 1
sdistmetadata() { "$python" -B "$top/tools/wheels/sdistmetadata.py" "$@"; }
inputs=(--tools "$top/build" --store store --work work --policy policy.json --target target.json)

is 'version' "$(sdistmetadata --version)" "sdistmetadata.py $(cat "$top/tools/VERSION")"
fails 'no options' 2 '^sdistmetadata\.py: .*--tools' sdistmetadata a.tar.gz
fails 'no source' 2 '^sdistmetadata\.py: .*source' sdistmetadata "${inputs[@]}"
fails 'an option that is none' 2 '^sdistmetadata\.py: .*--none' \
	sdistmetadata "${inputs[@]}" --none a.tar.gz

# Given source trees, each with a back end of its own that says TEXT of itself
printf '{"indexes": {"default": {"url": "http://127.0.0.1:1/"}}}' >policy.json
printf '{"name": "t", "arch": "x86_64", "glibc": "2.36", "python": "3.11",
	"pythonFull": "3.11.2"}' >target.json
tells() { # directory, TEXT as Python has it
	mkdir -p "$1"
	printf '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n' \
		>"$1/pyproject.toml"
	cat >"$1/backend.py" <<-PY
		import os

		def prepare_metadata_for_build_wheel(directory, settings=None):
		    os.mkdir(f"{directory}/x.dist-info")
		    with open(f"{directory}/x.dist-info/METADATA", "w") as file:
		        file.write($2)
		    return "x.dist-info"
	PY
}
head='"Metadata-Version: 2.4\nName: A.b\nVersion: 1.0.0\n'
tells tree "$head"'Summary: s\nRequires-Python: >=3.8\nProvides-Extra: x\n'\
'Requires-Dist: c>1;\n  extra == \"x\"\n\nRequires-Dist: of-the-description\n"'
tells up/part "$head"'"'
tells others '"Metadata-Version: 2.4\nName: other\nVersion: 1.0\n"'
tells control "$head"'Requires-Dist: c\x1b[31m\n"'
tells nameless '"Metadata-Version: 2.4\n"'
mkdir -p none
printf '[build-system]\nrequires = ["x @ http://127.0.0.1/x"]\nbuild-backend = "x"\n' \
	>none/pyproject.toml
for name in tree others control; do
	tar -czf "$name.tar.gz" "$name"
done
said='Metadata-Version: 2.1
Name: a-b
Version: 1.0
Requires-Python: >=3.8
Provides-Extra: x
Requires-Dist: c>1; extra == "x"'

is 'an sdist, of a release' \
	"$(sdistmetadata "${inputs[@]}" --release a-b 1.0 tree.tar.gz 2>&1)" "$said"
is 'is kept' "$(jq -r .result.metadata store/keys/metadata/*.json)" "$said"
is 'a directory, by its own name' "$(sdistmetadata "${inputs[@]}" tree | sed -n 2,3p | xargs)" \
	'Name: A.b Version: 1.0.0'
is 'and one in another' \
	"$(sdistmetadata "${inputs[@]}" --subdirectory part up | sed -n 2,3p | xargs)" \
	'Name: A.b Version: 1.0.0'
ok 'nothing is written beside the sources' eval '[ "$(find tree | wc -l)" -eq 3 ]'
refused() { # name regex arguments
	fails "$1" 1 "^sdistmetadata\\.py: $2" sdistmetadata "${inputs[@]}" "${@:3}"
}
refused 'metadata of another release' "a 1\\.0: its metadata is of 'other' '1\\.0'" \
	--release a 1.0 others.tar.gz
refused 'control characters' 'a-b 1\.0: its metadata holds what no requirement may' \
	--release a-b 1.0 control.tar.gz
refused 'no name' 'nameless: its build back end tells no name and version' nameless
refused 'what builds may not require' 'none: .*builds require releases, not addresses' none
refused 'no archive' 'a 1: ' --release a 1 policy.json
is 'of these nothing is kept' "$(find store/keys/metadata -name '*.json' | wc -l)" 3
done_testing
