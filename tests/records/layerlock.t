#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# layerlock: what is known of an image's layers goes into the lock and into records, and comes back
# from these where there is neither a wheel nor a layer.
. "$(dirname "$0")/../tap.sh"
needs jq
cd "$tmp" || exit 1
layerlock() { "$bin/layerlock" "$@"; }
update() { layerlock update --store store "$@"; }
rows() { sed '/^#/d' "${1:-lock}"; }
key=$(printf '%064d' 5)

# Given an image of a base, a layer of a wheel and one of other files, which were inspected
PYTHONDONTWRITEBYTECODE=1 PYTHONPATH=$top/tests/support python3 - <<'END'
from wheels import Wheel
wheel = Wheel("made-up", "1.0")
wheel.add("made_up.py", b"x = 1\n")
wheel.write(".")
END
wheel=$(echo ./*.whl)
hash=$(sha256sum <"$wheel" | cut -c1-64)
"$top/tests/support/mkbase" --layers 2 base
mkdir build new && mv base build/base
echo '{}' >build/base.json
layer=made-up-0123456789ab
"$bin/layer" --python 3.11 --prefix /opt/venv --site /opt/venv/site --store store --recall \
	"$wheel" >"$layer.json"
"$top/tests/support/mklayer" --list store files.json app/main.py=1
echo '{"architecture": "amd64", "os": "linux", "config": {}}' >config.json
"$bin/image" --blobs store --base build/base --config config.json -o image "$layer.json" \
	files.json >digest
all=("$layer.json" files.json)
base=(--base build/base --base-key "$key")

# --- update ---
ok 'an image that nobody looked into' update --pack 3.11,3.11 "${base[@]}" lock "${all[@]}"
is 'a row for each layer of the manifest, sorted' "$(rows | cut -d ' ' -f 1,3,5)" \
	"$(jq -r '.layers[] | "\(.digest) \(.size)"' "image/blobs/sha256/$(cut -c8- digest)" |
		paste -d ' ' <(printf '%s\n' base.1 base.2 made-up files) - | LC_ALL=C sort)"
is 'diffIDs are those of the configuration' "$(rows | sort -k 1,1 | cut -d ' ' -f 4 | sort)" \
	"$(jq -r .config.digest "image/blobs/sha256/$(cut -c8- digest)" | cut -c8- |
		sed 's,^,image/blobs/sha256/,' | xargs jq -r '.rootfs.diff_ids[]' | sort)"
is 'without a record' "$(rows | grep -vc ' -$')" 0
"$bin/inspect" --store store image >evidence.json
ok 'with one' update --pack 3.11,3.11 "${base[@]}" lock "${all[@]}"
is 'is packed of the wheel and the base' \
	"$(rows | grep ' sha256:[0-9a-f]*$' | cut -d ' ' -f 1 | paste -sd ' ')" \
	'base.1 base.2 made-up'
is 'those of the base have one' "$(rows | grep ^base | grep -o '[^ ]*$' | uniq | wc -l)" 1
record=$(rows | sed -n 's/^made-up .* sha256://p')
of_base=$(rows | sed -n 's/^base.1 .* sha256://p')
is 'it is an archive that tar reads' \
	"$(tar -tzf "store/sha256/${record:0:2}/$record" | paste -sd ' ')" \
	'layer.json files evidence versions.json'
is 'so is that of the base' "$(tar -tzf "store/sha256/${of_base:0:2}/$of_base" |
	sed 's/[0-9a-f]\{64\}/DIGEST/' | paste -sd ' ')" \
	'versions.json base.json base/oci-layout base/blobs/sha256/DIGEST '\
'base/blobs/sha256/DIGEST base/index.json evidence/DIGEST evidence/DIGEST'
cp lock good && touch -d @1 lock
ok 'again' update "${base[@]}" lock "${all[@]}"
is 'nothing is written' "$(stat -c %Y lock)" 1
ok 'a layer less' update lock "$layer.json"
is 'is a row less' "$(rows | cut -d ' ' -f 1)" made-up
ok 'without a store' layerlock update other "$layer.json"
is 'there are rows without records' "$(rows other | cut -d ' ' -f 7)" -
cp good lock
jq '.digest = "sha256:'"$hash"'"' "$layer.json" >changed-0123456789ab.json
mv changed-0123456789ab.json "$layer.json.new"
mkdir changed && mv "$layer.json.new" "changed/$layer.json"
fails 'another digest for one key' 1 "^layerlock: lock: made-up is $(jq -r .digest "$layer.json")\
 there, but what was made of the same is sha256:$hash: " update lock "changed/$layer.json"
fails 'locked, too' 1 '^layerlock: lock: made-up is ' update --locked lock "changed/$layer.json"
ok 'the lock stays' cmp good lock
ok 'locked' update --locked lock "$layer.json"
ok 'it stays' cmp good lock
ok 'locked, without a lock' update --locked none "$layer.json"
ok 'none is made' test ! -e none
sed 's/^files /<<<<<<< ours\n&/' good >lock
fails 'a merge that was not ended' 1 '^layerlock: lock:5: not a row of layers: ' \
	update lock "$layer.json"
fails 'no layer' 1 '^layerlock: gone.json: ' update good gone.json
echo '{}' >odd.json
fails 'what is no layer' 1 '^layerlock: odd.json: ' update good odd.json
fails 'no base' 1 '^layerlock: image/blobs' update --base image/blobs good "$layer.json"

# A base of several images.
"$top/tests/support/mkbase" amd64
"$top/tests/support/mkbase" --arch arm64 --layers 2 arm64
"$top/tests/support/mkmulti" both arm64=linux/arm64/v8 amd64=linux/amd64
ok 'the image for the platform' update --base both --platform linux/arm64/v8 many
is 'has the rows' "$(sed -n 's/^base[^ ]* [^ ]* \([^ ]*\) .*/\1/p' many)" \
	"$(jq -r '.layers[].digest' "arm64/blobs/sha256/$(jq -r '.manifests[0].digest[7:]' \
		arm64/index.json)")"
fails 'none is said' 1 '^layerlock: both/index.json: ' update --base both many
fails 'no platform' 2 '^layerlock: --platform: not of the form' update --base both --platform x many
fails '--platform without --base' 2 'needs --base' update --platform linux/amd64 many

# --- recall ---
jq -n --arg hash "$hash" --arg file "${wheel#./}" --arg layer "$layer" '{
	target: {python: "3.11", prefix: "/opt/venv", site: "/opt/venv/site"},
	packages: [{name: "made-up", group: "made-up",
		file: {kind: "wheel", filename: $file, sha256: $hash}}],
	layers: [{name: $layer, group: "made-up", part: 1, parts: 1, packages: ["made-up"]}]
	}' >plan.json
recall() { layerlock recall --store fresh --plan plan.json --base-key "$key" -o new "$@"; }
is 'records that are not there are named' "$(recall good | sort)" \
	"$(printf 'sha256:%s\n' "$record" "$of_base" | sort)"
is 'and nothing is written' "$(find new -type f | wc -l)" 0
for one in "$record" "$of_base"; do
	mkdir -p "fresh/sha256/${one:0:2}"
	cp "store/sha256/${one:0:2}/$one" "fresh/sha256/${one:0:2}/"
done
is 'with them nothing is wanted' "$(recall good)" ''
ok 'the layer is described as it was' cmp "new/layers/$layer.json" \
	<(jq -cS . "$layer.json")
is 'the base has its files' "$(cd new && find base* -type f | wc -l)" 5
ok 'they are as they were' diff build/base.json new/base.json
ok 'and its image' cmp build/base/index.json new/base/index.json
mkdir lean
"$top/tests/support/mklayer" --list fresh files.json app/main.py=1
"$bin/image" --blobs fresh --base new/base --config config.json --lean -o lean/image \
	"new/layers/$layer.json" files.json >lean/digest
is 'of which a lean image is made, the same' "$(cat lean/digest)" "$(cat digest)"
is 'in which inspect finds the same without their bytes' \
	"$("$bin/inspect" --store fresh lean/image 2>&1)" "$(cat evidence.json)"
mkdir again again/layers && echo old >"again/layers/$layer.json"
is 'what is there stays' "$(layerlock recall --store fresh --plan plan.json -o again good)
$(cat "again/layers/$layer.json")" "
old"
is 'a base of another key is not taken' "$(layerlock recall --store fresh --plan plan.json \
	--base-key "$hash" -o again good; find again -name 'base*')" ''
sed 's/^made-up [0-9a-f]*/made-up '"$key"'/' good >stale
rm -r new && mkdir new
is 'nor a layer of another key' "$(recall stale; find new -name '*.json' | grep -c layers)" 0
jq --arg hash "$hash" '.packages[0].file = {kind: "sdist", sha256: $hash}' plan.json >sdist.json
jq -n --arg hash "$hash" --arg file "${wheel#./}" \
	'{"made-up": {sdist: $hash, wheel: {filename: $file, sha256: $hash}}}' >built
ok 'of an sdist' layerlock recall --store fresh --plan sdist.json --built built -o new good
ok 'the wheel that was built is known' test -s "new/layers/$layer.json"
rm -r new && mkdir new
ok 'without that' layerlock recall --store fresh --plan sdist.json -o new good
ok 'it is not' test ! -e "new/layers/$layer.json"
printf x >>"fresh/sha256/${record:0:2}/$record"
like 'a record that is damaged is wanted' "$(recall good 2>&1)" "sha256:$record"
sed "s/\(^made-up .* sha256:\).*/\1$of_base/" good >wrong
fails 'a record of something else' 1 \
	"^layerlock: the record sha256:$of_base is not of the layer made-up as the lock has it" \
	recall wrong
sed "s/\(^base.* sha256:\).*/\1$(sha256sum <plan.json | cut -c1-64)/" good >wrong
one=$(sha256sum <plan.json | cut -c1-64)
mkdir -p "fresh/sha256/${one:0:2}" && cp plan.json "fresh/sha256/${one:0:2}/$one"
rm -rf new && mkdir new
fails 'what is no record' 1 "^layerlock: the record sha256:$one: " recall wrong
is 'nothing of it is written' "$(find new -type f | wc -l)" 0
echo '{}' >odd.json
fails 'a plan that is none' 1 '^layerlock: odd.json: ' layerlock recall --store fresh \
	--plan odd.json -o new good
fails 'a lock that is none' 1 '^layerlock: plan.json:1: not a row' recall plan.json

# --- usage ---
fails 'no command' 2 '^layerlock: update or recall must be given' layerlock
fails 'another command' 2 "^layerlock: 'x' is neither update nor recall" layerlock x lock
fails 'no lock' 2 '^layerlock: a lock must be given' layerlock update
fails 'recall of layers' 2 '^layerlock: a lock must be given, and nothing after it' recall good x
fails 'recall without a plan' 2 '^layerlock: recall: --store, --plan and -o must be given' \
	layerlock recall --store fresh good
fails 'recall with options of update' 2 \
	'^layerlock: --pack, --locked, --base and --platform are for update' \
	recall --locked good
fails 'update with options of recall' 2 '^layerlock: --plan, --built and -o are for recall' \
	update -o x lock
fails 'one version' 2 '^layerlock: --pack: not two versions' update --pack 3.11 lock
fails 'versions that are none' 2 '^layerlock: --pack: not two versions' update --pack 3,x lock
fails '--pack without a store' 2 '^layerlock: --pack needs --store' \
	layerlock update --pack 3.11,3.11 lock
fails 'no key' 2 "^layerlock: --base-key: 'x' is not a key" update --base-key x lock
fails '--base-key without --base' 2 '^layerlock: --base-key needs --base' \
	update --base-key "$key" lock
done_testing
