#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# PYLOCK_OWNER, by the programs: distributions with different files at one path, in one layer and in
# several.
. "$(dirname "$0")/../tap.sh"
python=$top/build/setup/venv/bin/python
version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
export PYTHONPATH=$top/tests/support PYTHONDONTWRITEBYTECODE=1
site=opt/venv/lib/python$version/site-packages
cd "$tmp" || exit 1
mkdir wheels

# wheel NAME PATH=CONTENT...: a wheel; @NAME=MODULE is an entry point
wheel() {
	"$python" - "$@" <<-'end'
		import sys
		from wheels import Wheel

		name, *files = sys.argv[1:]
		wheel, points = Wheel(name, "1.0"), []
		for file in files:
		    path, content = file.split("=", 1)
		    if path.startswith("@"):
		        points.append(f"{path[1:]} = {content}:main\n")
		    else:
		        wheel.add(path.replace("DATA", f"{wheel.stem}.data"), content.encode())
		if points:
		    wheel.add_info(
		        "entry_points.txt", ("[console_scripts]\n" + "".join(points)).encode()
		    )
		wheel.write("wheels")
	end
}
# layer NAME WHEEL...: NAME.json, with the rules in ${rules[@]}
rules=()
layer() {
	local name=$1 wheels=()
	shift
	mapfile -t wheels < <(printf 'wheels/%s-1.0-py3-none-any.whl\n' "$@")
	"$bin/layer" --python "$version" --prefix /opt/venv --site "/$site" "${rules[@]}" \
		--store store \
		${part:+--part "$part"} "${wheels[@]}" >"$name.json"
}
echo '{"architecture":"arm64","os":"linux"}' >config.json
image() {
	"$bin/image" --blobs store --config config.json --prefix /opt/venv --site "/$site" \
		"${rules[@]}" --owned owned.json -o "$@"
}
# unpacked LAYOUT: its files, in the directory root
unpacked() {
	local digest
	rm -rf root && mkdir root
	for digest in $(jq -r '.layers[].digest[7:]' \
		"$1/blobs/sha256/$(jq -r '.manifests[0].digest[7:]' "$1/index.json")"); do
		tar -C root -xf "$1/blobs/sha256/$digest"
	done
}
record() { cut -d, -f1 "root/$site/$1-1.0.dist-info/RECORD"; }
# Whether each RECORD in root says what is there, by Python's own reader.
# shellcheck disable=SC2317 # called by ok
records_hold() {
	"$python" - "root/$site" <<-'end'
		import base64, hashlib, sys
		from importlib.metadata import distributions

		count = 0
		for distribution in distributions(path=[sys.argv[1]]):
		    for file in distribution.files:
		        if file.hash:
		            content = file.locate().read_bytes()
		            digest = (
		                base64.urlsafe_b64encode(
		                    hashlib.new(file.hash.mode, content).digest()
		                )
		                .decode()
		                .rstrip("=")
		            )
		            assert (digest, len(content)) == (file.hash.value, file.size), (
		                distribution,
		                file,
		            )
		            count += 1
		assert count
	end
}

wheel big 'cv2/__init__.py=big' 'cv2/data/a=big' 'cv2/only_big=1' @cv=cv2 'DATA/data/LICENSE=big'
wheel headless 'cv2/__init__.py=headless' 'cv2/data/a=headless' 'cv2/only_headless=2' @cv=headless \
	'DATA/data/LICENSE=headless'
wheel bystander 'by/__init__.py=' 'cv2/__init__.py=headless'
wheel other 'other/__init__.py=' 'tests/__init__.py='
wheel third 'third/__init__.py=' 'tests/__init__.py=' 'cv2/__init__.py=third'

# --- between layers --------------------------------------------------------------------

layer big big && layer headless headless && layer shared other bystander
image out big.json headless.json >/dev/null 2>said
is 'all are told at once' \
	"$(sed 's/: big 1.0 and headless 1.0 have different files there: write//' said)" \
	"image: /opt/venv/LICENSE \`PYLOCK_OWNER.LICENSE := big\`, or headless
image: /opt/venv/bin/cv \`PYLOCK_OWNER.bin/cv := big\`, or headless
image: /$site/cv2/__init__.py and 1 more \`PYLOCK_OWNER.cv2/* := big\`, or headless"
image out big.json shared.json 2>said
like 'of a layer of several wheels the one is named that has the file' "$(cat said)" \
	'big 1.0 and bystander 1.0 have different'

rules=(--owner 'cv2/*=Big' --owner 'bin/c?=headless' --owner '*=big')
first=$(image out big.json headless.json)
unpacked out
is "the bytes are the owner's, whichever layer is above" \
	"$(cat "root/$site/cv2/data/a" root/opt/venv/LICENSE)" bigbig
like 'also those of a script' "$(cat root/opt/venv/bin/cv)" 'from headless import main'
is 'what only one has is there' "$(cat "root/$site/cv2/only_big" "root/$site/cv2/only_headless")" 12
ok 'RECORDs are true' records_hold
is 'the loser has the file no more' \
	"$(record headless | grep -c -e cv2/data -e LICENSE -e __init__)" 0
is 'but what is its own' "$(record headless | grep -c -e only_headless -e bin/cv)" 2
is 'the owner of the script has it alone' "$(record big | grep -c bin/cv)" 0
is 'what was decided is told' \
	"$(jq -r '.owned[] | "\(.rule): \(.owner), not \(.from): \(.path) \(.count)"' owned.json |
		sort)" \
	"*=big: big 1.0, not headless 1.0: opt/venv/LICENSE 1
bin/c?=headless: headless 1.0, not big 1.0: opt/venv/bin/cv 1
cv2/*=Big: big 1.0, not headless 1.0: $site/cv2/__init__.py 2"
is 'no rule is left' "$(jq -c .unused owned.json)" '[]'
is "the owner's layer changes where it loses, too" \
	"$(jq '.layers | length' "out/blobs/sha256/${first#sha256:}")" 2

is 'again: the same image' "$(image out big.json headless.json)" "$first"
rm -rf store/keys/owned
is 'also when all is made again' "$(image clean big.json headless.json)" "$first"
image turned headless.json big.json >/dev/null && unpacked turned
is 'in the other order the same files' "$(cat "root/$site/cv2/data/a" root/opt/venv/LICENSE)" bigbig
ok 'and true RECORDs' records_hold
rm -rf store/keys/owned && touch -d 2020-01-01 store/sha256/*/*
find store/sha256 -name "$(jq -r '.digest[7:]' headless.json)" -delete
fails 'a blob that is needed and gone is named' 1 \
	'headless.json: its blob sha256:[0-9a-f]+ is nowhere' image fresh big.json headless.json
layer headless headless

# A wheel in several layers: the file in one, RECORD in another.
part=1/3 layer h1 headless && part=2/3 layer h2 headless && part=3/3 layer h3 headless
ok 'a loser in several layers' image parts h1.json h2.json h3.json big.json
unpacked parts
is 'has what is its own' \
	"$(cat "root/$site/cv2/data/a" "root/$site/cv2/only_headless" root/opt/venv/LICENSE)" \
	big2big
ok 'and a true RECORD' records_hold

# A loser in a layer of several.
ok 'one of a layer of several' image several shared.json big.json
unpacked several
is 'loses its file' "$(cat "root/$site/cv2/__init__.py") $(record bystander | grep -c cv2)" 'big 0'
is 'and the others nothing' "$(record other | grep -c -e other/ -e tests/)" 2
ok 'RECORDs are true here, too' records_hold
is 'only the distribution that had it is named' \
	"$(jq -r '.owned[] | "\(.from) \(.count)"' owned.json)" 'bystander 1.0 1'
is 'rules that decide nothing are told' "$(jq -r '.unused[].rule' owned.json)" "bin/c?=headless
*=big"

# --- what decides nothing -------------------------------------------------------------------

rules=(--owner 'cv2/*=big' --owner 'nothing/*=big' --owner 'cv2/*=gone' --owner 'by/*=bystander' \
	--owner 'cv2/only*=other')
layer two other bystander
image out two.json big.json >/dev/null
is 'and why' "$(jq -r '.unused[] | "\(.rule): \(.why)"' owned.json | sort)" \
	"by/*=bystander: no other distribution has a different file there, or it has none
cv2/*=gone: no such package is in the image
cv2/only*=other: no other distribution has a different file there, or it has none
nothing/*=big: no package has such a path"

# --- in a layer and beyond ---------------------------------------------------------------------

rules=(--owner 'cv2/*=big')
ok 'a layer of two that differ, for which the owner is in another' layer pair bystander third
is 'says so' "$(jq -r '.standIns[].packages | join(" ")' pair.json)" 'bystander 1.0 third 1.0'
ok 'the image has the owner' image three pair.json big.json
unpacked three
is 'and its file' \
	"$(cat "root/$site/cv2/__init__.py") $(record bystander | grep -c cv2) $(record third |
		grep -c cv2)" 'big 0 0'
ok 'RECORDs are true again' records_hold
fails 'without that package nothing is decided' 1 \
	'bystander 1.0 and third 1.0 have different files there: write '\
'`PYLOCK_OWNER.cv2/__init__.py := bystander`, or third' \
	image fresh pair.json
rules=(--owner 'cv2/*=third')
layer pair bystander third
ok 'what is decided in a layer holds against the others' image three big.json pair.json
unpacked three
is 'and is told with the rest' \
	"$(cat "root/$site/cv2/__init__.py") $(jq -r '[.owned[].from] | sort | join(",")' \
		owned.json)" 'third big 1.0,bystander 1.0'

# --- .pyc files ------------------------------------------------------------------------------

# compiled NAME: a layer with the wheel's .pyc files, as PYLOCK_PYC has them
compiled() {
	"$python" - "$1" "$version" <<-'end'
		import sys, zipfile
		name, tag = sys.argv[1], "cpython-" + sys.argv[2].replace(".", "")
		with zipfile.ZipFile(f"{name}.pyc.zip", "w") as archive:
		    archive.writestr(f"cv2/__pycache__/__init__.{tag}.pyc", f"code of {name}")
	end
	"$bin/layer" --python "$version" --prefix /opt/venv --site "/$site" --store store \
		--bytecode "$1-1.0-py3-none-any.whl=$1.pyc.zip" \
		"wheels/$1-1.0-py3-none-any.whl" >"$1.pyc.json"
}
pyc=cv2/__pycache__/__init__.cpython-${version/./}.pyc
rules=(--owner 'cv2/__init__.py=big' --owner 'cv2/data/*=big' --owner bin/cv=big \
	--owner LICENSE=big)
compiled big && compiled headless
ok 'code goes with its source' image compiled big.pyc.json headless.pyc.json
unpacked compiled
is "the owner's" "$(cat "root/$site/$pyc")" 'code of big'
is 'the other RECORD has neither' "$(record headless | grep -c __init__)" 0
image compiled big.json headless.pyc.json >/dev/null && unpacked compiled
ok 'code of a source that is not there is not, either' test ! -e "root/$site/$pyc"

# --- what nobody may decide -----------------------------------------------------------------------

rules=(--owner '*=evil')
printf 'text\t0644\t/opt/venv/pyvenv.cfg\thome\\n\n' >skeleton.list
"$bin/filelayer" --store store --annotation mk.pylock.files='virtual environment' skeleton.list \
	>skeleton.json
"$top/tests/support/mklayer" --wheels 'evil 1.0' --list store evil.json opt/venv/pyvenv.cfg=mine
fails 'a file of the environment' 1 \
	'^image: opt/venv/pyvenv.cfg: both in virtual environment and in evil 1.0$' image fresh \
	skeleton.json evil.json
wheel flat 'cv2=a file'
layer flat flat && layer pair other bystander
fails 'a file where another has a directory' 1 \
	"^image: $site/cv2: a file in flat 1.0, a directory in bystander 1.0$" image fresh \
	flat.json pair.json
done_testing
