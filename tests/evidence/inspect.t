#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# inspect: what it says of an image equals what Python's own readers say of the same files.
. "$(dirname "$0")/../tap.sh"
cd "$tmp" || exit 1
python=$top/build/setup/venv/bin/python
layer() { "$top/tests/support/mklayer" "$@"; }
image() { "$bin/image" --blobs store --config config.json "$@"; }
inspect() { "$bin/inspect" "$@"; }
echo '{"architecture":"arm64","os":"linux"}' >config.json
site=opt/venv/lib/python3.11/site-packages

# Given real distributions, as pip installed them into the virtual environment of `make setup`
cat >installed.py <<'EOF'
"""The files of some installed distributions as arguments for mklayer, and what importlib.metadata
says of them."""

import csv, importlib.metadata, json, os, posixpath, sys

site, wanted = sys.argv[1], sys.argv[2:]
entries, said = [], []
for name in wanted:
    dist = importlib.metadata.distribution(name)
    info = next(f for f in dist.files if f.name == "METADATA").parent
    unchecked, base = [], posixpath.join("/", site)
    for file in dist.files:
        path = posixpath.normpath(posixpath.join(base, str(file)))[1:]
        if os.path.exists(file.locate()):
            entries.append("%s=@%s" % (path, file.locate()))
            if not file.hash and file.name != "RECORD":
                unchecked.append(path)
    said.append(
        {
            "installer": dist.read_text("INSTALLER").strip(),
            "layer": 1,
            "name": dist.metadata["Name"],
            "version": dist.version,
            "path": "%s/%s" % (site, info),
            "requiresPython": dist.metadata["Requires-Python"],
            "requiresDist": dist.requires or [],
            "providesExtra": dist.metadata.get_all("Provides-Extra") or [],
            "record": {
                "files": len(dist.files),
                "missing": [],
                "changed": [],
                "unchecked": unchecked,
            },
        }
    )
print("\n".join(entries))
json.dump(said, open("said.json", "w"))
EOF
"$python" installed.py "$site" packaging pip >entries
mapfile -t entries <entries
layer store skeleton.json opt/venv/pyvenv.cfg=home 'opt/venv/bin/python3->/usr/bin/python3' \
	'opt/venv/bin/python3.11->python3' 'opt/venv/lib64->lib'
layer --wheels 'packaging, pip' --members 3000 store packages.json "${entries[@]}"
image -o plain skeleton.json packages.json >digest
inspect plain >plain.json
is 'the manifest' "$(jq -r .manifest plain.json)" "$(cat digest)"
is 'the configuration' "$(jq -r .config.architecture plain.json)" arm64
is 'distributions are what importlib.metadata says' "$(jq -S .distributions plain.json)" \
	"$(jq -S . said.json)"
is 'nothing is without owner' "$(jq -c .unowned plain.json)" '[]'
is 'layers, verified' \
	"$(jq -c '[.layers[] | [.digest, .diffID, .size, .annotations, .diffIDVerified]]' \
		plain.json)" \
	"$(jq -sc '[.[] | [.digest, .diffID, .size, .annotations, true]]' skeleton.json \
		packages.json)"
# two images of one tree: what tar unpacks
mkdir tree && for name in skeleton packages; do
	digest=$(jq -r '.digest[7:]' $name.json)
	tar xf "store/sha256/${digest:0:2}/$digest" -C tree
done
is 'files and bytes' "$(jq -c '[.files, .bytes]' plain.json)" \
	"$(find tree -type f -printf '%s\n' |
		awk '{files++; bytes += $1} END {printf "[%d,%d]", files, bytes}')"

# When a layer above changes, removes and adds files
layer --overlay store above.json "$site/packaging/version.py=changed" \
	"$site/packaging/.wh.tags.py=" \
	"$site/packaging/extra.py=extra" app/main.py=mine "$site/pip/_vendor/.wh..wh..opq="
image -o changed skeleton.json packages.json above.json >/dev/null
inspect changed >changed.json
is 'a changed file' \
	"$(jq -c '.distributions[] | select(.name == "packaging").record | [.changed, .missing]' \
		changed.json)" \
	"[[\"$site/packaging/version.py\"],[\"$site/packaging/tags.py\"]]"
is 'a file that no RECORD lists' "$(jq -c .unowned changed.json)" "[\"$site/packaging/extra.py\"]"
is 'all that an opaque whiteout hides is missing' \
	"$(jq '.distributions[] | select(.name == "pip").record.missing | length' changed.json)" \
	"$(cut -d= -f1 entries | grep -c "^$site/pip/_vendor/")"
layer --overlay store gone.json \
	"$site/.wh.$(basename "$(jq -r '.distributions[0].path' plain.json)")="
image -o gone skeleton.json packages.json gone.json >/dev/null
is 'without its .dist-info a distribution is none, and its files are unowned' \
	"$(inspect gone | jq -c '[(.distributions | length), (.unowned | length)]')" \
	"[1,$(grep -c "^$site/packaging/" entries)]"

# .pyc files, when they are asked for
cat >compiled.py <<'EOF'
import base64, csv, hashlib, io, sys

def row(path, text):
    return [
        path,
        "sha256="
        + base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode(),
        len(text),
    ]

site, files = (
    sys.argv[1],
    {
        "one/a.py": "a",
        "one/b.py": "b",
        "c.py": "c",
        "../../../bin/d.py": "d",
        "one/__pycache__/a.cpython-311.pyc": None,
        "one/__pycache__/b.cpython-39.pyc": None,
        "one/e.pyc": None,
        "one-1.dist-info/METADATA": "Name: one\nVersion: 1\n",
    },
)
text = io.StringIO()
csv.writer(text).writerows(
    [row(path, content) if content else [path, "", ""] for path, content in files.items()]
)
open("RECORD", "w").write(text.getvalue())
for path, content in files.items():
    open("f-" + path.replace("/", "-"), "w").write(content or "x")
    print(
        f"opt/venv/bin/d.py=@f-{path.replace('/', '-')}"
        if path[0] == "."
        else f"{site}/{path}=@f-{path.replace('/', '-')}"
    )
print(f"{site}/one-1.dist-info/RECORD=@RECORD")
EOF
"$python" compiled.py "$site" >entries.compiled
mapfile -t compiled <entries.compiled
layer store compiled.json "${compiled[@]}"
image -o compiled compiled.json >/dev/null
is 'without --pyc a .pyc is a file as any other' \
	"$(inspect compiled |
		jq -c '.distributions[0].record | [.uncompiled, (.unchecked | length)]')" '[null,3]'
is 'with it, what has none is listed, and rows of .pyc files need no hash' \
	"$(inspect --pyc 3.11 compiled |
		jq -c '.distributions[0].record | [.uncompiled, .unchecked]')" \
	"[[\"$site/one/b.py\",\"$site/c.py\"],[\"$site/one/e.pyc\"]]"
is 'of that version alone' \
	"$(inspect --pyc 3.9 compiled | jq -c '.distributions[0].record.uncompiled')" \
	"[\"$site/one/a.py\",\"$site/c.py\"]"

# The store remembers layers
is 'with a store it says the same' "$(inspect --store store changed)" "$(cat changed.json)"
is 'and again' "$(inspect --store store changed)" "$(cat changed.json)"
digest=$(jq -r '.digest[7:]' packages.json)
is 'keys/inspect has the layer' "$(jq -r .result.version "store/keys/inspect/$digest.json")" \
	"$(sed -n 's/^STAGE(inspect, \([0-9]*\)).*/\1/p' "$top/tools/store/stages.def")"
evidence=$(jq -r .result.evidence "store/keys/inspect/$digest.json")
chmod u+w "store/sha256/${evidence:0:2}/$evidence" && rm "store/sha256/${evidence:0:2}/$evidence"
is 'deleted evidence is found out anew' "$(inspect --store store changed)" "$(cat changed.json)"
inspect --store store plain >/dev/null
cp -r plain damaged
chmod u+w "damaged/blobs/sha256/$digest" && printf X |
	dd of="damaged/blobs/sha256/$digest" bs=1 seek=100 conv=notrunc status=none
fails 'a known layer that was written to is noticed' 1 \
	"damaged/blobs/sha256/$digest: the content is not what its digest says" \
	inspect --store store damaged
fails 'an unknown one, too' 1 "damaged/blobs/sha256/$digest: " inspect damaged
rm -f "damaged/blobs/sha256/$digest"
fails 'a layer that is gone' 1 "damaged/blobs/sha256/$digest: cannot open" inspect damaged

# METADATA and RECORD in all shapes, against the email and csv modules
cat >odd.py <<'EOF'
import csv, email.parser, email.policy, hashlib, base64, io, json, os, random, sys

random.seed(7)
site = sys.argv[1]
lines = [
    "Name: a%d",
    "name:\tB",
    "Version: 1.0 ",
    "Version:2",
    "Requires-Dist: x (>=1) ; extra == 'y'",
    "Requires-Dist: z\n  >=2\n\t,<3",
    "Provides-Extra: y",
    "Requires-Python: >=3.9",
    "Summary: caf\u00e9",
    "",
    "no header",
    " folded",
    ": nameless",
    "From me",
    "Description: a\n        |b\n        |",
    "X:",
    "Requires-Dist:\n q",
    "Keywords\x7f: x",
    "Requires Dist: no",
    "Name: \u20ac",
]
fields = [
    "a.py",
    '"b,c.py"',
    "../../bin/d",
    "/usr/e",
    "./f",
    "g/../h",
    '"i""j"',
    "k l",
    "\u00e9",
    "../../../../../../../x",
]
entries, said = [], {}
digest = lambda data: (
    "sha256=" + base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
)
for i in range(300):
    end = random.choice(["\n", "\n", "\r\n", "\r"])
    text = end.join(
        random.choice(lines).replace("%d", str(i)).replace("\n", end)
        for _ in range(random.randrange(1, 12))
    ) + random.choice(["", end, end + end])
    record = (
        end.replace("\r\n", "\n")
        .replace("\r", "\n")
        .join(
            ",".join(
                [
                    random.choice(fields),
                    random.choice(["", digest(b"x"), digest(b"y"), "md5=zz", "sha256=!"]),
                    random.choice(["", "1", "2", "-1"]),
                ][: random.randrange(1, 4)]
            )
            for _ in range(random.randrange(5))
        )
    )
    info = "%s/o%d-1.dist-info" % (site, i)
    for name, content in (("METADATA", text), ("RECORD", record)):
        open("odd-%d-%s" % (i, name), "w", newline="").write(content)
        entries.append("%s/%s=@odd-%d-%s" % (info, name, i, name))
    message = email.parser.BytesParser(policy=email.policy.compat32).parsebytes(
        text.encode(), headersonly=True
    )
    values = lambda name: [
        " ".join(v.encode("ascii", "surrogateescape").decode().split())
        for k, v in message.raw_items()
        if k.lower() == name
    ]
    first = lambda name: next(iter(values(name)), None)
    rows, missing = list(row for row in csv.reader(io.StringIO(record)) if row and row[0]), []
    for row in rows:
        full = row[0] if row[0].startswith("/") else os.path.join("/" + site, row[0])
        depth = site.count("/") + 1
        missing.append(
            row[0]
            if row[0].count("../") > depth and not row[0].startswith("/")
            else os.path.normpath(full).lstrip("/")
        )
    said[info] = {
        "name": first("name"),
        "version": first("version"),
        "requiresPython": first("requires-python"),
        "requiresDist": values("requires-dist"),
        "providesExtra": values("provides-extra"),
        "rows": len(rows),
        "missing": missing,
    }
open("odd-entries", "w").write("\n".join(entries))
json.dump(said, open("odd-said.json", "w"))
EOF
"$python" odd.py "$site"
mapfile -t entries <odd-entries
layer store odd.json "${entries[@]}"
image -o odd odd.json >/dev/null
inspect odd >odd-found.json
is 'odd METADATA and RECORDs are read as Python reads them' \
	"$(jq \
		-S \
		'[.distributions[] |
	{key: .path,
	value: {name, version, requiresPython, requiresDist: [.requiresDist[] | gsub("\\s+"; " ")],
	providesExtra,
		rows: .record.files, missing: .record.missing}}] | from_entries' odd-found.json)" \
	"$(jq -S . odd-said.json)"

# ELF files, of the base, too
"$python" - <<'EOF'
import struct

for name, bits, order, machine in (
    ("aarch64", 2, "<", 183),
    ("x86_64", 2, "<", 62),
    ("arm", 1, "<", 40),
    ("armeb", 1, ">", 40),
    ("ppc64le", 2, "<", 21),
    ("s390x", 2, ">", 22),
    ("other", 2, "<", 9999),
):
    header = (
        b"\x7fELF"
        + bytes([bits, 1 + "<>".index(order), 1])
        + bytes(9)
        + struct.pack(order + "HH", 3, machine)
    )
    open(name, "wb").write(header)
open("short", "wb").write(b"\x7fELF")
open("none", "wb").write(b"\x7fEL")
EOF
layer --compress zstd store elf.json usr/a=@aarch64 usr/b=@x86_64 usr/c=@arm usr/d=@armeb \
	usr/e=@ppc64le usr/f=@s390x usr/g=@other \
	usr/h=@short usr/i=@none 'usr/j=>usr/a' \
	usr/lib/python3/dist-packages/six.egg-info=@odd-0-METADATA
image -o elf elf.json packages.json >/dev/null
inspect elf >elf.json
is 'the machine of each ELF file' \
	"$(jq -c '[.elf[] | select(.path | startswith("usr/")) | [.path[4:], .machine, .class]]' \
		elf.json)" \
	'[["a","aarch64",64],["b","x86_64",64],["c","armv7l",32],["d","elf-40",32],["e","ppc64le",'\
'64],["f","s390x",64],["g","elf-9999",64],["h","elf-0",0],["j","aarch64",64]]'
is "and whose it is" "$(jq -c '[.elf[] | has("distribution")] | unique' elf.json)" '[false]'
is 'distributions outside the prefix are the base.s' \
	"$(jq -c '[.distributions[] | .base]' elf.json)" '[null,null,true]'

# Another prefix and another directory of packages
layer store moved.json srv/app/six-1.dist-info/METADATA='Name: six' srv/app/six.py=1
image -o moved moved.json >/dev/null
is '--site and --prefix' \
	"$(inspect --prefix /srv --site /srv/app moved |
		jq -c '[.distributions[0].name, .distributions[0].base, .unowned]')" \
	'["six",null,["srv/app/six-1.dist-info/METADATA","srv/app/six.py"]]'

# Names that are no text
layer store bytes.json "opt/venv/caf"$'\xc3\xa9\xff'"=1" "opt/venv/new"$'\n'"line=2"
image -o bytes bytes.json >/dev/null
is 'bytes that are not UTF-8 are escaped' "$(inspect bytes | jq -c .unowned)" \
	'["opt/venv/caf\\xc3\\xa9\\xff","opt/venv/new\nline"]'

# What RECORD has over the link lib64 is what lies in lib, as pip writes it.
layer store lib64.json 'opt/venv/lib64->lib' opt/venv/lib/libx.so=1 \
	$site/x-1.dist-info/METADATA=$'Name: x\nVersion: 1\n' \
	$site/x-1.dist-info/RECORD=$'../../../lib64/libx.so,'\
$'sha256=a4ayc_80_OGda4BO_1o_V0etpOqiLx1JwB5S3beHW0s,1\nx-1.dist-info/METADATA,,\n'
image -o lib64 lib64.json >/dev/null
is 'a row over the link lib64' \
	"$(inspect lib64 |
		jq -c '[.distributions[0].record.missing, .distributions[0].record.changed]')" \
		'[[],[]]'
is 'is whose the file is' "$(inspect lib64 | jq -c '.unowned - ["'$site'/x-1.dist-info/RECORD"]')" \
	'[]'

# What is no image
fails 'no layout' 1 '^inspect: store: not an OCI image layout' inspect store
# An overlay, which image does not look into.
jq -c '.diffID = "sha256:" + (.digest[7:]) | .annotations["mk.pylock.overlay"] = "true"' \
	packages.json >lie.json
image -o lie lie.json >/dev/null
is 'a diffID that is wrong is said' "$(inspect lie | jq -c '[.layers[].diffIDVerified]')" '[false]'
layer --overlay store link.json 'opt/venv->/etc'
layer --overlay store over.json 'opt/venv/passwd=x'
image -o over link.json over.json >/dev/null
fails 'a path over a symbolic link' 1 'opt/venv/passwd: leads over a file or a symbolic link$' \
	inspect over
layer --overlay store escape.json '../../etc/passwd=x'
image -o escape escape.json >/dev/null
fails 'a path out of the root' 1 '\.\./\.\./etc/passwd: leaves the root$' inspect escape
head -c 1000000 /dev/zero | tr '\0' '[' >nested.json
cp -r moved nested && chmod -R u+w nested && cp nested.json nested/index.json
fails 'deep JSON' 1 'index.json: larger than' inspect nested
head -c 500000 nested.json >nested/index.json
fails 'deep JSON that is short enough' 1 'index.json:1:[0-9]+: not valid JSON' inspect nested
fails 'no layout given' 2 'one layout must be given' inspect
fails 'no version' 2 "--pyc: '3' is not a version" inspect --pyc 3 moved
fails 'a relative prefix' 2 'not an absolute path' inspect --prefix opt moved
like '--help' "$(inspect --help)" '^usage: inspect '
# Layers that are believed: of their files nothing is said.
origins() { # lines...
	printf '%s\n' "$@" >origins
	inspect --store store --python 3.11 --site "/$site" --origins origins plain |
		jq -c '.origins | .unexplained |= length'
}
hashes=("$(jq -r '.digest[7:]' skeleton.json)" "$(jq -r '.digest[7:]' packages.json)")
is 'a layer that is known, and one of the base' \
	"$(origins "base ${hashes[0]}" "known ${hashes[1]}")" \
	'{"bytecode":0,"known":1,"unexplained":0,"wheels":[]}'
like 'without these words its files have no reason' "$(origins "base ${hashes[0]}")" \
	'"known":0,"unexplained":[1-9]'
is 'two' "$(origins "known ${hashes[0]}" "known ${hashes[1]}")" \
	'{"bytecode":0,"known":2,"unexplained":0,"wheels":[]}'
printf 'known %s x\n' "${hashes[0]}" >origins
fails 'a line that is none' 1 '^inspect: origins: line 1: not .wheel SHA256 FILENAME .pyc.., ' \
	inspect --store store --python 3.11 --site "/$site" --origins origins plain

done_testing
