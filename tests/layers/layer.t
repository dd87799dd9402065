#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# layer: made-up wheels with everything that a wheel may have, compared file by file with what pip
# makes of them.
. "$(dirname "$0")/../tap.sh"

python=$top/build/setup/venv/bin/python
version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
export PYTHONPATH=$top/tests/support PYTHONDONTWRITEBYTECODE=1
mkdir "$tmp/wheels" "$tmp/out"
"$python" "$top/tests/support/good_wheels.py" "$tmp/wheels" || exit
wheels=("$tmp"/wheels/*.whl)

# layer ENVIRONMENT ARGUMENT...
layer() {
	local prefix=$1
	shift
	"$bin/layer" --python "$version" --prefix "$prefix" \
		--site "$prefix/lib/python$version/site-packages" "$@"
}

# --- what pip makes -----------------------------------------------------------------

# same_as_pip NAME ENVIRONMENT: pip installs into a virtual environment there, layer makes a layer
# for it.
same_as_pip() {
	"$python" -m venv --without-pip "$2" && rm -rf "$2/include" &&
		env -i PATH="$PATH" HOME="$tmp" LC_ALL=C.UTF-8 PIP_CONFIG_FILE=/dev/null \
		PYTHONDONTWRITEBYTECODE=1 \
			PIP_FROM="$("$python" -c '
import sysconfig

print(sysconfig.get_path("purelib"))')" \
			"$2/bin/python3" "$top/tests/support/pip_oracle.py" install "$2" \
			"${wheels[@]}" | sort >"$tmp/pip.list"
	layer "$2" -o "$tmp/out/same.tar.gz" "${wheels[@]}" >/dev/null &&
		"$python" "$top/tests/support/pip_oracle.py" list "$tmp/out/same.tar.gz" |
		sort >"$tmp/layer.list"
	ok "$1" diff "$tmp/pip.list" "$tmp/layer.list"
}

same_as_pip 'the same files, modes and bytes as pip' "$tmp/venv"
for name in 'deep/deep/deep' bin/wrapped.py bin/pip3 sha512.py include/site etc/made.conf \
	lib/libmade.so lib/both made_links.txt 文件/ä̈.py RECORD.jws; do
	ok "among them $name" grep -q -F "$name" "$tmp/layer.list"
done
same_as_pip 'the same with a blank in the path of the interpreter' "$tmp/a blank/venv"
same_as_pip 'the same with an interpreter too long for #!' "$tmp/$(printf 'long%.0s' {1..30})/venv"

# --- the layer ----------------------------------------------------------------------

layer /opt/venv -o "$tmp/out/a.tar.gz" --files "$tmp/out/a.files" "${wheels[@]}" >"$tmp/out/a.json"
is 'a layer and its list can be read by everybody' \
	"$(stat -c %a "$tmp/out/a.tar.gz" "$tmp/out/a.files" | xargs)" '644 644'
digest=$(sha256sum <"$tmp/out/a.tar.gz" | cut -c1-64)
field() { "$python" -c '
import json, sys

print(json.load(open(sys.argv[1]))[sys.argv[2]])' "$1" "$2"; }

is 'digest' "$(field "$tmp/out/a.json" digest)" "sha256:$digest"
is 'size' "$(field "$tmp/out/a.json" size)" "$(stat -c %s "$tmp/out/a.tar.gz")"
is 'diffID' "$(field "$tmp/out/a.json" diffID)" \
	"sha256:$(gzip -dc "$tmp/out/a.tar.gz" | sha256sum | cut -c1-64)"
is 'uncompressedSize' "$(field "$tmp/out/a.json" uncompressedSize)" \
	"$(gzip -dc "$tmp/out/a.tar.gz" | wc -c)"
is 'files' "$(field "$tmp/out/a.json" files)" "sha256:$(sha256sum <"$tmp/out/a.files" | cut -c1-64)"
is 'mediaType' "$(field "$tmp/out/a.json" mediaType)" application/vnd.oci.image.layer.v1.tar+gzip
is 'annotations' "$(field "$tmp/out/a.json" annotations)" \
	"{'mk.pylock.wheels': 'made-up-data 2.0, made-up-files 1.0-rc.1, made-up-hashes \
1!4.0+local.1, made-up-links 6.0, made-up-pip 3.0, made-up-python 5.0'}"
is 'distributions' "$("$python" - "$tmp/out/a.json" "${wheels[@]}" <<'PY'
import email, json, sys, zipfile

wanted = []
for path in sys.argv[2:]:
    with zipfile.ZipFile(path) as archive:
        name = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        metadata = email.message_from_string(archive.read(name).decode())
    wanted.append(
        {
            "name": metadata["Name"],
            "version": metadata["Version"],
            "requiresPython": metadata["Requires-Python"],
            "requiresDist": metadata.get_all("Requires-Dist", []),
            "providesExtra": metadata.get_all("Provides-Extra", []),
        }
    )
found = json.load(open(sys.argv[1]))["distributions"]
for entry in found:
    del entry["files"], entry["bytes"]
print(
    sorted(wanted, key=lambda entry: entry["name"].lower())
    == sorted(found, key=lambda entry: entry["name"].lower())
)
PY
)" True
ok 'gzip accepts it' gzip -t "$tmp/out/a.tar.gz"

mkdir "$tmp/root"
ok 'GNU tar unpacks it' tar -C "$tmp/root" -xpf "$tmp/out/a.tar.gz"
while read -r _ _ path; do
	printf '%s %s %s\n' "0$(stat -c %a "$tmp/root/$path")" \
		"$(sha256sum <"$tmp/root/$path" | cut -c1-64)" "$path"
done <"$tmp/out/a.files" >"$tmp/out/unpacked.files"
ok 'the list of files is what was unpacked' diff "$tmp/out/unpacked.files" "$tmp/out/a.files"
is 'and all of it' "$(find "$tmp/root" -type f | wc -l)" "$(wc -l <"$tmp/out/a.files")"
is 'which is what the distributions have, in files and bytes' \
	"$(jq -r '.distributions | "\(map(.files) | add) \(map(.bytes) | add)"' "$tmp/out/a.json")" \
	"$(find "$tmp/root" -type f -printf '%s\n' | awk '{ sum += $1 } END { print NR, sum }')"
zlib_reads() {
	"$python" - "$1" <<-'end'
		import sys, zlib
		data, members = open(sys.argv[1], "rb").read(), 0
		while data:
		    member = zlib.decompressobj(31)
		    member.decompress(data)
		    assert member.eof
		    data, members = member.unused_data, members + 1
		print(members, "members")
	end
}
ok 'zlib reads each member' zlib_reads "$tmp/out/a.tar.gz"

names() { tar -tf "$1" --quoting-style=literal; }
is 'nothing at or above the prefix, its bin and site-packages' \
	"$(names "$tmp/out/a.tar.gz" |
		grep -x \
		-E \
		"opt/|opt/venv/|opt/venv/bin/|opt/venv/lib/|\
opt/venv/lib/python$version/(site-packages/)?")" ''
is 'a directory stands before what lies in it, once' \
	"$(names "$tmp/out/a.tar.gz" | grep -c -x 'opt/venv/bin/sub/')" 1
ok 'no entry is there twice' test -z "$(names "$tmp/out/a.tar.gz" | sort | uniq -d)"

# --- the same bytes every time -------------------------------------------------------

reversed=()
for wheel in "${wheels[@]}"; do reversed=("$wheel" "${reversed[@]}"); done
elsewhere() {
	(
		cd / && umask 077 && touch "${wheels[@]}" &&
			TZ=Asia/Tokyo LC_ALL=tr_TR.UTF-8 layer /opt/venv -o "$tmp/out/b.tar.gz" \
			"${reversed[@]}" >/dev/null
	) && cmp "$tmp/out/a.tar.gz" "$tmp/out/b.tar.gz"
}
ok 'umask, time zone, locale, directory and the order of the wheels do not count' elsewhere

# Stored entries only: what is compressed here is compressed by layer. A change changes the digest
# of every layer: raise layer's output version with it.
golden_wheel() {
	"$python" - "$1" <<-'end'
		import sys
		from wheels import Entry, Wheel

		wheel = Wheel("golden", "1.0")
		wheel.add("golden/__init__.py", b"golden = True\n" * 100)
		wheel.add(
		    "golden/large.bin",
		    bytes(i * i >> 9 & 255 for i in range(200_000)),
		    mode=0o100755,
		)
		wheel.add("golden/" + "name" * 40 + "\u00e9.py", b"")
		wheel.add("golden-1.0.data/scripts/golden", b"#!python\n")
		wheel.add_info("entry_points.txt", b"[console_scripts]\ngold = golden:main\n")
		wheel.finish()
		wheel.entries = [
		    Entry(e.name, e.content, stored=True, mode=e.true["attributes"] >> 16)
		    for e in wheel.entries
		]
		wheel.finish = lambda: None
		wheel.write(sys.argv[1])
	end
}
golden_wheel "$tmp/out"
"$bin/layer" --python 3.12 --prefix /opt/venv --site /opt/venv/lib/python3.12/site-packages \
	-o "$tmp/out/golden.tar.gz" \
	"$tmp/out/golden-1.0-py3-none-any.whl" >"$tmp/out/golden.json"
is 'the golden digest' "$(field "$tmp/out/golden.json" digest)" \
	sha256:1ba1fa015b8008577061c3682bd41598d69a1ae29e5eae6b417d2bbdd93c50b5
is 'the golden diffID' "$(field "$tmp/out/golden.json" diffID)" \
	sha256:55fd2e2b4f30a006771554e6e1e84d4405b54f5193f89939d09bfdbb7b12b22a

# --- options ------------------------------------------------------------------------

layer /opt/venv --interpreter /usr/bin/python3.12 -o "$tmp/out/i.tar.gz" "${wheels[@]}" >/dev/null
is 'another interpreter' "$(tar -xOf "$tmp/out/i.tar.gz" opt/venv/bin/wrapped | head -n 1)" \
	'#!/usr/bin/python3.12'
"$bin/layer" --python 3.9 --prefix /usr/local --site /usr/lib/python3/dist-packages \
	-o "$tmp/out/d.tar.gz" "${wheels[@]}" >/dev/null
is 'a site directory elsewhere' \
	"$(tar -xOf "$tmp/out/d.tar.gz" \
		usr/lib/python3/dist-packages/made_up_pip-3.0.dist-info/RECORD | cut -d, -f1 |
		head -n 4 | tr '\n' ' ')" \
	'../../../local/bin/easy_install ../../../local/bin/easy_install-3.9 '\
'../../../local/bin/pip ../../../local/bin/pip3 '
ok 'headers go to the version of Python' tar -tf "$tmp/out/d.tar.gz" \
	usr/local/include/site/python3.9/made-up-data/made/up.h

layer /opt/venv --store "$tmp/store" "${wheels[@]}" >"$tmp/out/s.json"
list=$(field "$tmp/out/s.json" files)
ok '--store puts the layer into the store' cmp "$tmp/out/a.tar.gz" \
	"$tmp/store/sha256/${digest:0:2}/$digest"
ok 'and the list of files' cmp "$tmp/out/a.files" "$tmp/store/sha256/${list:7:2}/${list:7}"
is 'and prints the same' "$(cat "$tmp/out/s.json")" "$(cat "$tmp/out/a.json")"

# What was made before comes back: the result is marked here to tell it from one that is made again.
recalled() { layer "$1" --store "$tmp/store" --recall "${@:2}" | jq -cS "del(.key, .wheels)"; }
is '--recall makes what is not there' "$(recalled /opt/venv "${wheels[@]}")" \
	"$(cat "$tmp/out/a.json")"
results=("$tmp"/store/keys/layer/*.json)
"$python" -B "$top/tests/support/resealed.py" '"size":' '"marked":true,"size":' "${results[@]}"
like 'and takes what is there' "$(recalled /opt/venv "${reversed[@]}")" '"marked":true'
like 'for the default interpreter given too' \
	"$(recalled /opt/venv --interpreter /opt/venv/bin/python3 "${wheels[@]}")" '"marked":true'
ok 'but not for another prefix' test -z "$(recalled /opt/other "${wheels[@]}" | grep marked)"
ok 'nor for other wheels' test -z "$(recalled /opt/venv "${wheels[0]}" | grep marked)"
rm -f "$tmp/store/sha256/${digest:0:2}/$digest"
is 'nor when the store has lost the layer' "$(recalled /opt/venv "${wheels[@]}")" \
	"$(cat "$tmp/out/a.json")"
is 'a result for each' "$(find "$tmp/store/keys/layer" -type f | wc -l)" 3
sed -i 's/"size":/"marked":true,&/' "${results[@]}"
is 'what somebody else wrote there is not taken' "$(recalled /opt/venv "${wheels[@]}")" \
	"$(cat "$tmp/out/a.json")"

cp "$tmp/wheels/made_up_data-2.0-py3-none-any.whl" "$tmp/out/blob"
layer /opt/venv -o "$tmp/out/named.tar.gz" "made_up_data-2.0-py3-none-any.whl=$tmp/out/blob" \
	>/dev/null
layer /opt/venv -o "$tmp/out/unnamed.tar.gz" "$tmp/out/blob" >/dev/null
ok 'a wheel under another name' cmp "$tmp/out/named.tar.gz" "$tmp/out/unnamed.tar.gz"
fails 'whose name is wrong' 1 \
	'^layer: other-2.0-py3-none-any.whl: the wheel is made-up-data 2.0, not what its filename '\
'says$' \
	layer /opt/venv -o "$tmp/out/x" "other-2.0-py3-none-any.whl=$tmp/out/blob"

# --- parts ---------------------------------------------------------------------------

files=$tmp/wheels/Made.Up_files-1.0rc1-py3-none-any.whl
layer /opt/venv --files "$tmp/out/whole" -o "$tmp/out/whole.tar.gz" "$files" >/dev/null
for part in 1 2 3; do
	layer /opt/venv --part $part/3 --files "$tmp/out/part$part" -o "$tmp/out/part$part.tar.gz" \
		"$files" >"$tmp/out/part$part.json"
done
ok 'the parts are the whole' diff <(sort "$tmp/out/whole") <(sort "$tmp/out"/part[123])
is 'all metadata is in the last' "$(grep -l dist-info/ "$tmp/out"/part[123])" "$tmp/out/part3"
is 'no part is much larger than another' "$(field "$tmp/out/part1.json" size | cut -c1)" \
	"$(field "$tmp/out/part2.json" size | cut -c1)"
is 'each says which part it is' "$(field "$tmp/out/part2.json" annotations)" \
	"{'mk.pylock.part': '2/3', 'mk.pylock.wheels': 'made-up-files 1.0-rc.1'}"
ok 'each has the directories that it needs' tar -tf "$tmp/out/part2.tar.gz" \
	"opt/venv/lib/python$version/site-packages/made/"
layer /opt/venv --part 1/9 -o "$tmp/out/nothing.tar.gz" --files "$tmp/out/nothing" \
	"$tmp/wheels/made_up_pip-3.0-py3-none-any.whl" >/dev/null
is 'a part may be empty' \
	"$(wc -l <"$tmp/out/nothing") $(tar -tf "$tmp/out/nothing.tar.gz" | wc -l)" '0 0'

# --- several wheels --------------------------------------------------------------------

# made NAME PATH CONTENT: a wheel of one file
made() { "$python" -c '
import sys
from wheels import Wheel

Wheel(sys.argv[1], "1.0").add(sys.argv[2], sys.argv[3].encode()).write(sys.argv[4])' "$@" \
	"$tmp/out"; }
made one shared/a.py a
made two shared/b.py b
made three shared/a.py a
made four Shared/A.py a
made five shared a
one=$tmp/out/one-1.0-py3-none-any.whl
ok 'wheels share directories' layer /opt/venv -o "$tmp/out/shared.tar.gz" "$one" \
	"$tmp/out/two-1.0-py3-none-any.whl"
is 'which are there once' "$(names "$tmp/out/shared.tar.gz" | grep -c '/shared/$')" 1
both=$(layer /opt/venv -o "$tmp/out/case.tar.gz" "$one" "$tmp/out/four-1.0-py3-none-any.whl" 2>&1 \
	>"$tmp/out/case.json")
is 'paths that differ in case alone are two' \
	"$(names "$tmp/out/case.tar.gz" | grep -c -i 'shared/a.py$')" 2
like 'which is said, once' "$both" \
	'^layer: four-1.0-[^:]*: /opt/[^:]*/Shared/A.py and one-1.0-[^:]*: /opt/[^ ]*/shared/a.py '\
'differ in case alone; taken, see pylock-wheels\(7\)$'
fails 'nor a file in the place of a directory' 1 \
	': /opt/.*/shared and .*: /opt/.*/shared/a.py are a file and a directory of one name$' \
	layer /opt/venv -o "$tmp/out/x" "$one" "$tmp/out/five-1.0-py3-none-any.whl"
fails 'one distribution once' 1 \
	'^layer: one-1.0-py3-none-any.whl and one-1.0-py3-none-any.whl are both one$' \
	layer /opt/venv -o "$tmp/out/x" "$one" "$one"

# --- one path, several wheels ------------------------------------------------------------

# The same bytes are one file, of all of them; which wheel's it is does not depend on the order.
three=$tmp/out/three-1.0-py3-none-any.whl
layer /opt/venv -o "$tmp/out/equal.tar.gz" --files "$tmp/out/equal" "$one" "$three" \
	>"$tmp/out/equal.json"
layer /opt/venv -o "$tmp/out/equal2.tar.gz" "$three" "$one" >/dev/null
is 'a file that two wheels have is there once' "$(grep -c shared/a.py "$tmp/out/equal")" 1
ok 'whatever the order of the wheels' cmp "$tmp/out/equal.tar.gz" "$tmp/out/equal2.tar.gz"
# rows ARCHIVE PATH: whose RECORD has it
rows() {
	local name
	for name in $(names "$1" | grep 'dist-info/RECORD$' | sort); do
		tar -xOf "$1" "$name" | grep -q "^$2," && basename "$(dirname "$name")" .dist-info
	done | tr '\n' ' '
}
is 'both RECORDs have it' "$(rows "$tmp/out/equal.tar.gz" shared/a.py)" 'one-1.0 three-1.0 '

# spread NAME [PATH=CONTENT[:MODE]]...: a wheel of several files; @ in front of PATH: an entry point
# of that name
spread() {
	"$python" - "$tmp/out" "$@" <<-'end'
		import sys
		from wheels import Wheel

		directory, name, *files = sys.argv[1:]
		wheel, points = Wheel(name, "1.0"), []
		for file in files:
		    path, content = file.split("=", 1)
		    content, _, mode = content.partition("|")
		    if path.startswith("@"):
		        points.append(f"{path[1:]} = {content}:main\n")
		    else:
		        wheel.add(
		            path.replace("DATA", f"{wheel.stem}.data"),
		            content.encode(),
		            mode=int(mode or "100644", 8),
		        )
		if points:
		    wheel.add_info(
		        "entry_points.txt", ("[console_scripts]\n" + "".join(points)).encode()
		    )
		wheel.write(directory)
	end
}
whl() { printf '%s ' "$tmp/out/$1-1.0-py3-none-any.whl"; }
content() { tar -xOf "$1" "opt/venv/lib/python$version/site-packages/$2"; }
spread left cv2/__init__.py=left cv2/sub/a.py=left cv2/only_left.py=left @tool=left \
	DATA/data/LICENSE=left
spread right cv2/__init__.py=right cv2/sub/a.py=right cv2/only_right.py=right @tool=right \
	DATA/data/LICENSE=right
spread again cv2/__init__.py=left
spread executable cv2/__init__.py='left|100755'
together() { layer /opt/venv -o "$tmp/out/t.tar.gz" --files "$tmp/out/t" "$@" >"$tmp/out/t.json"; }
# shellcheck disable=SC2046 # several words
undecided() { together $(whl left) $(whl right) "$@" 2>&1; }
undecided >"$tmp/out/said"
like 'other bytes: both distributions, the path, how many, the line to write' \
	"$(cat "$tmp/out/said")" \
	'layer: /opt/venv/lib/python[0-9.]+/site-packages/cv2/__init__.py and 1 more: left 1.0 '\
'and right 1.0 have different files there: write `PYLOCK_OWNER.cv2/\* := left`, or right'
like 'two launchers of one name' "$(cat "$tmp/out/said")" \
	'layer: /opt/venv/bin/tool: left 1.0 and right 1.0 have different files there: write '\
'`PYLOCK_OWNER.bin/tool := left`, or right'
like 'a file in the prefix' "$(cat "$tmp/out/said")" '`PYLOCK_OWNER.LICENSE := left`, or right'
is 'a line for each' "$(wc -l <"$tmp/out/said")" 3
rules=(--owner 'cv2/*=Right' --owner bin/tool=left --owner '/opt/*/LICENSE=right')
undecided "${rules[@]}" >"$tmp/out/said"
is 'with an owner for each there is nothing to say' "$(cat "$tmp/out/said")" ''
is 'the bytes are the owner'"'"'s' \
	"$(content "$tmp/out/t.tar.gz" cv2/sub/a.py) $(tar -xOf "$tmp/out/t.tar.gz" \
		opt/venv/LICENSE)" 'right right'
like 'the launcher, too' "$(tar -xOf "$tmp/out/t.tar.gz" opt/venv/bin/tool)" 'from left import main'
is 'what only the other has stays' "$(content "$tmp/out/t.tar.gz" cv2/only_left.py)" left
is "the owner's RECORD has the file" "$(rows "$tmp/out/t.tar.gz" cv2/sub/a.py)" 'right-1.0 '
is 'the other RECORD has what is left' "$(rows "$tmp/out/t.tar.gz" cv2/only_left.py)" 'left-1.0 '
is 'the launcher is in one RECORD' "$(rows "$tmp/out/t.tar.gz" ../../../bin/tool)" 'left-1.0 '
is 'what was decided' \
	"$(jq -r '.owned[] | "\(.rule) \(.owner) \(.from) \(.count)"' "$tmp/out/t.json" | sort |
		tr '\n' ,)" \
	'/opt/*/LICENSE=right right 1.0 left 1.0 1,bin/tool=left left 1.0 right 1.0 1,cv2/*=Right '\
'right 1.0 left 1.0 2,'
is 'a path goes before a glob' \
	"$(undecided "${rules[@]}" --owner cv2/sub/a.py=left
	content "$tmp/out/t.tar.gz" cv2/sub/a.py)" left
is 'a longer glob before a shorter one' \
	"$(undecided "${rules[@]}" --owner 'cv2/s*=left'
	content "$tmp/out/t.tar.gz" cv2/sub/a.py)" left
# shellcheck disable=SC2046
fails 'another mode is another file' 1 'again 1.0 and executable 1.0 have different files there' \
	together $(whl again) $(whl executable)
# shellcheck disable=SC2046
three_of_them() {
	together $(whl left) $(whl right) $(whl again) "${rules[@]}" &&
		rows "$tmp/out/t.tar.gz" cv2/__init__.py
	together $(whl left) $(whl right) $(whl again) "${rules[@]:2}" --owner 'cv2/*=left' &&
		rows "$tmp/out/t.tar.gz" cv2/__init__.py
}
is 'of three, those with the bytes that stay keep their row' "$(three_of_them)" \
	'right-1.0 again-1.0 left-1.0 '
undecided "${rules[@]}" --owner 'cv2/*=elsewhere' --owner 'cv2/[_]*=elsewhere' >/dev/null
is 'a rule for a package that has no such file decides nothing' \
	"$(content "$tmp/out/t.tar.gz" cv2/__init__.py)" right
is 'a rule for a package of another layer leaves it to the image' \
	"$(undecided "${rules[@]:2}" --owner 'cv2/*=elsewhere'
	jq -c '[.standIns[] | .packages]' "$tmp/out/t.json")" \
		'[["left 1.0","right 1.0"],["left 1.0","right 1.0"]]'
# shellcheck disable=SC2046
with_store() {
	layer /opt/venv --store "$tmp/store" --recall $(whl left) $(whl right) "$@" >/dev/null &&
		find "$tmp/store/keys/layer" -type f | wc -l
}
before=$(with_store "${rules[@]}")
is 'rules are part of the key' "$(with_store "${rules[@]}" --owner x=y)" $((before + 1))

# --- one wheel, one path twice ------------------------------------------------------------

spread own DATA/purelib/own.py=1 DATA/platlib/own.py=2
fails 'other bytes in one wheel' 1 \
	'^layer: own-1.0-[^:]*: /opt/venv/lib/.*/own.py is there twice, with other content: '\
'own-1.0.data/platlib/own.py, own-1.0.data/purelib/own.py$' \
	layer /opt/venv -o "$tmp/out/x" "$(whl own | tr -d ' ')"
for path in bin/python bin/python3 "bin/python$version" pyvenv.cfg lib64; do
	spread own "DATA/data/$path=mine"
	fails "a wheel that brings $path" 1 \
		"^layer: own-1.0-[^:]*: /opt/venv/$path: would replace what the virtual \
environment itself has there$" \
		layer /opt/venv -o "$tmp/out/x" "$(whl own | tr -d ' ')"
done
spread own @python3=own
fails 'an entry point in the place of the interpreter' 1 '/opt/venv/bin/python3: would replace' \
	layer /opt/venv -o "$tmp/out/x" "$(whl own | tr -d ' ')"
spread own DATA/data/lib64/x=1 DATA/data/lib/x/y=1
fails 'over lib64 a file where a directory is' 1 \
	'/opt/venv/lib/x and /opt/venv/lib/x/y are a file and a directory of one name' \
	layer /opt/venv -o "$tmp/out/x" "$(whl own | tr -d ' ')"

# --- wheels with flaws -----------------------------------------------------------------

# flawed NAME CHANGE: a wheel; CHANGE is Python that changes it.
flawed() {
	"$python" \
		-c \
		"import sys; from wheels import Wheel; w = Wheel(sys.argv[1], \
'1.0').add(sys.argv[1] + '.py', b'x'); $2; w.write(sys.argv[2])" "$1" "$tmp/out"
}
flawed unlisted 'w.record = lambda rows: rows[1:]'
flawed spelled 'w.add("Spelled-1.0.0.data/scripts/spelled", b"#!python\n")'
unlisted=$tmp/out/unlisted-1.0-py3-none-any.whl
sha256=$(sha256sum <"$unlisted" | cut -c1-64)
fails 'what can mislead is refused, with the line to write' 1 \
	"^layer: unlisted-1.0-py3-none-any.whl: unlisted.py: is not in RECORD; to take it all the \
same: PYLOCK_ALLOW_WHEEL.$sha256 := <reason>\$" \
	layer /opt/venv --store "$tmp/flaws" --recall "$unlisted"
said=$(layer /opt/venv --store "$tmp/flaws" --recall --allow-wheel "$sha256" "$unlisted" \
	"$tmp/out/spelled-1.0-py3-none-any.whl" 2>&1 >"$tmp/out/flaws.json")
is 'and taken where it is allowed' "$said" \
	"layer: spelled-1.0-py3-none-any.whl: Spelled-1.0.0.data/scripts/spelled: spelled-1.0.data \
is spelled otherwise; taken, see pylock-wheels(7)
layer: unlisted-1.0-py3-none-any.whl: unlisted.py: is not in RECORD; taken, as PYLOCK_ALLOW_WHEEL \
says"
is 'the description has it' "$(jq -c '.flaws' "$tmp/out/flaws.json")" \
	'[{"flaw":"Spelled-1.0.0.data/scripts/spelled: spelled-1.0.data is spelled otherwise",'\
'"name":"spelled","wheel":"spelled-1.0-py3-none-any.whl"},{"allowed":"'"$sha256"'",'\
'"flaw":"unlisted.py: is not in RECORD","name":"unlisted","wheel":"unlisted-1.0-py3-none-any.whl"}]'
is 'it is said again where it comes from the store' \
	"$(layer /opt/venv --store "$tmp/flaws" --recall --allow-wheel "$sha256" "$unlisted" \
		"$tmp/out/spelled-1.0-py3-none-any.whl" 2>&1 >/dev/null)" "$said"
fails 'taken back, it is refused again' 1 'unlisted.py: is not in RECORD; to take' \
	layer /opt/venv --store "$tmp/flaws" --recall "$unlisted" \
	"$tmp/out/spelled-1.0-py3-none-any.whl"
fails 'another wheel is not allowed by it' 1 'is not in RECORD; to take' layer /opt/venv \
	--allow-wheel "${sha256//[0-4]/5}" -o "$tmp/out/x" "$unlisted"
is 'a wheel that is as it should be has none' "$(jq -c .flaws "$tmp/out/a.json")" null

# --- wrong calls, failures ---------------------------------------------------------------

for call in "-o $tmp/out/x" "--store $tmp/s -o $tmp/out/x $one" "$one" \
	"--part 1 -o $tmp/out/x $one" "--part 3/2 -o $tmp/out/x $one" \
	"--part 0/2 -o $tmp/out/x $one" "--part 1/2 -o $tmp/out/x $one $one" \
	"--interpreter python3 -o $tmp/out/x $one" "--unknown -o $tmp/out/x $one" \
	"--recall -o $tmp/out/x $one" "--files" "--python 3 -o $tmp/out/x $one" \
	"--prefix /opt/../venv -o $tmp/out/x $one" "--site / -o $tmp/out/x $one" \
	"--allow-wheel abc -o $tmp/out/x $one" "--owner x -o $tmp/out/x $one" \
	"--owner =x -o $tmp/out/x $one" "--owner x=-y -o $tmp/out/x $one"; do
	# shellcheck disable=SC2086 # words
	fails "usage: ${call//$tmp/TMP}" 2 '^layer: .*see layer --help' layer /opt/venv $call
done
fails 'usage: no --prefix' 2 'are needed' "$bin/layer" --python 3.12 --site /opt/venv/lib \
	-o "$tmp/out/x" "$one"
ok '--help' "$bin/layer" --help
fails 'a missing wheel' 1 \
	'^layer: /nonexistent/one-1.0-py3-none-any.whl: cannot open: No such file' \
	layer /opt/venv -o "$tmp/out/x" /nonexistent/one-1.0-py3-none-any.whl
fails 'a directory' 1 'is not a regular file' layer /opt/venv -o "$tmp/out/x" "$tmp/out"
full() { (ulimit -f 64 && layer /opt/venv "$@" "$files"); }
fails 'a full disk' 3 "^layer: $tmp/out/x: cannot write: File too large" full -o "$tmp/out/x"
fails 'a full store' 3 'cannot write: File too large' full --store "$tmp/s"
is 'nothing partial is left' \
	"$(find "$tmp/out" "$tmp/s" -name '.*' -o -name x -o -path '*/s/*' -type f)" ''
done_testing
