#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# lockplan: takes the files that the packaging library takes, says why none fits, and refuses what
# is malformed.
. "$(dirname "$0")/../tap.sh"
python=$top/build/setup/venv/bin/python

target() { # name arch libc python [exclude]
	printf '{"name":"%s","arch":"%s",%s,"python":"%s","pythonFull":"%s.2","exclude":[%s]}' \
		"$1" "$2" "$3" "$4" "$4" "${5:-}" >"$tmp/target.json"
}

plan() { "$bin/lockplan" --target "$tmp/target.json" -o "$tmp/plan" "$tmp/pylock.toml"; }

lock() { printf 'lock-version = "1.0"\ncreated-by = "test"\n%s\n' "$1" >"$tmp/pylock.toml"; }

hash=$(printf x | sha256sum | cut -c1-64)

# --- sizes that no file has ------------------------------------------------------

target here x86_64 '"glibc":"2.36"' 3.11
for size in 1099511627777 1000000000000000000; do
	lock "[[packages]]
name = \"a\"
version = \"1\"
wheels = [{ name = \"a-1-py3-none-any.whl\", hashes = { sha256 = \"$hash\" }, size = $size }]"
	fails "a size of $size" 1 'a-1-py3-none-any\.whl: \.size: larger than a file can be' plan
done

# --- more than any project has -----------------------------------------------------

# many NUMBER HASH: as many packages, whose files have the hash that the number makes of HASH.
many() {
	seq "$1" | awk -v hash="$2" 'BEGIN { print "lock-version = \"1.0\"" } {
		printf "[[packages]]\nname = \"p%d\"\nversion = \"1\"\nwheels = [{ name = " \
			"\"p%d-1-py3-none-any.whl\", hashes = { sha256 = \"" hash "\" } }]\n", $1, $1, $1
	}' >"$tmp/pylock.toml"
}
every_reader() { # NAME REGEX
	fails "lockplan: $1" 1 "$2" plan
	fails "lockpin: $1" 1 "$2" \
		"$bin/lockpin" --target "$tmp/target.json" -o "$tmp/pinned" "$tmp/pylock.toml"
}
graph_reader() { # NAME REGEX
	fails "lockcheck: $1" 1 "$2" \
		"$bin/lockcheck" --target "$tmp/target.json" --lock "$tmp/pylock.toml" -r /dev/null
	fails "why: $1" 1 "$2" \
		"$bin/why" --target "$tmp/target.json" --lock "$tmp/pylock.toml" -r /dev/null p1
}
many 30000 "$hash"
every_reader 'packages' 'pylock\.toml: 30000 packages: more than the 10000 that a lock may have$'
graph_reader 'packages' 'pylock\.toml: 30000 packages: more than the 10000 that a lock may have$'
head -c $((17 << 20)) /dev/zero | tr '\0' '#' >>"$tmp/pylock.toml"
every_reader 'bytes' 'pylock\.toml: larger than the 16777216 bytes that are allowed$'
graph_reader 'bytes' 'pylock\.toml: larger than the 16777216 bytes that are allowed$'
many 10000 %064d
ok 'as many as are allowed' plan
is 'no share of the downloads has more than 64' \
	"$(jq -s 'map(.packages | length) | add, (max <= 64)' "$tmp"/plan/fetch/*.json |
		tr '\n' ' ')" '10000 true '
if [ -z "${PYLOCK_BIN:-}" ]; then
	peak=$(command time -f %M "$bin/lockplan" --target "$tmp/target.json" -o "$tmp/plan" \
		"$tmp/pylock.toml" 2>&1)
	ok "with at most 64 MiB: $peak KiB" [ "$peak" -le 65536 ]
fi
many 10000 "$hash"
every_reader 'one file for all' 'pylock\.toml: p1 and p10: two packages with one SHA-256$'

# --- the choice, compared with packaging.pylock ----------------------------------

"$python" - "$tmp" <<'PY'
import hashlib, itertools, random, sys

random.seed(751)
tags = [
    "py3-none-any",
    "py2.py3-none-any",
    "cp311-cp311-manylinux_2_17_aarch64.manylinux2014_aarch64",
    "cp311-cp311-manylinux_2_36_aarch64",
    "cp311-cp311-manylinux_2_39_aarch64",
    "cp39-abi3-manylinux_2_28_aarch64",
    "cp311-cp311-musllinux_1_2_aarch64",
    "cp311-cp311-manylinux2014_x86_64",
    "cp312-cp312-manylinux2014_x86_64",
    "cp311-cp311-linux_x86_64",
    "cp311-none-any",
    "py3-none-manylinux_2_24_aarch64",
    "cp312-cp312-manylinux_2_28_x86_64",
    "cp38-abi3-musllinux_1_1_x86_64",
    "cp311-cp311-win_amd64",
]
out = ['lock-version = "1.0"', 'created-by = "test"']
for number in range(300):
    name, version = f"p{number}", f"1.{number}"
    wheels = {f"{name}-{version}-{tag}.whl" for tag in random.sample(tags, random.randint(1, 6))}
    out += ["[[packages]]", f'name = "{name}"', f'version = "{version}"']
    if number % 7 == 0:
        marker = random.choice(
            [
                "python_version < '3.12'",
                "platform_machine == 'x86_64'",
                "sys_platform == 'win32'",
                "python_full_version >= '3.11.2' and implementation_name == 'cpython'",
            ]
        )
        out.append(f'marker = "{marker}"')
    digest = lambda text: hashlib.sha256(text.encode()).hexdigest()
    out.append(
        f"sdist = "
        f'{{ name = "{name}-{version}.tar.gz", '
        f'url = "https://x.example/{name}-{version}.tar.gz", '
        f'hashes = {{ sha256 = "{digest(name)}" }} }}'
    )
    out.append(
        "wheels = ["
        + ", ".join(
            f'{{ url = "https://x.example/{w}", size = 7, hashes = {{ sha256 = "{digest(w)}" }} }}'
            for w in sorted(wheels)
        )
        + "]"
    )
open(sys.argv[1] + "/pylock.toml", "w").write("\n".join(out) + "\n")
PY
for case in 'aarch64 "glibc":"2.36" 3.11' 'x86_64 "glibc":"2.28" 3.11' 'x86_64 "musl":"1.2" 3.12' \
	'aarch64 "musl":"1.2" 3.11' 'x86_64 "glibc":"2.41" 3.12'; do
	read -r arch libc minor <<<"$case"
	target t "$arch" "$libc" "$minor"
	plan
	jq -r '.packages[] | "\(.name) \(.file.filename)"' "$tmp/plan/plan.json" | sort >"$tmp/got"
	libc_option=$(printf '%s' "$libc" | sed 's/"\(.*\)":"\(.*\)"/--\1 \2/')
	# shellcheck disable=SC2086  # two words
	"$bin/wheeltags" --python "$minor" --arch "$arch" $libc_option list >"$tmp/tags"
	"$python" - "$tmp" "$arch" "$minor" <<'PY' | sort >"$tmp/wanted"
import sys, tomllib
from packaging.pylock import Pylock
from packaging.tags import parse_tag

folder, machine, minor = sys.argv[1:]
lock = Pylock.from_dict(tomllib.load(open(folder + "/pylock.toml", "rb")))
tags = [tag for line in open(folder + "/tags") for tag in parse_tag(line.strip())]
environment = dict(
    implementation_name="cpython",
    implementation_version=minor + ".2",
    os_name="posix",
    platform_machine=machine,
    platform_python_implementation="CPython",
    platform_release="",
    platform_system="Linux",
    platform_version="",
    python_full_version=minor + ".2",
    python_version=minor,
    sys_platform="linux",
)
for package, file in lock.select(environment=environment, tags=tags):
    print(package.name, file.filename)
PY
	ok "$case: the files that packaging takes" cmp "$tmp/got" "$tmp/wanted"
done

# Of equal tags the highest build number, then its letters (PEP 427); the packaging library leaves
# that to the order of the lock.
target arm aarch64 '"glibc":"2.36"' 3.11
for builds in '- -1 -2' '-2 -10 -9' '-2 -2a -1z' '-10 -9 -'; do
	lock "[[packages]]
name = 'a'
version = '1'
wheels = [$(for build in $builds; do printf \
		"{ name = 'a-1%s-py3-none-any.whl', path = 'x', hashes = { sha256 = '%s' } }," \
		"${build%-}" "$hash"; done)]"
	plan
	is "builds $builds" "$(jq -r '.packages[].file.filename' "$tmp/plan/plan.json")" \
		"a-1$(tr " " "\n" <<<"$builds" | sed 's/^-$//' | sort -V |
			tail -n 1)-py3-none-any.whl"
done

# --- no file fits -----------------------------------------------------------------

target arm aarch64 '"glibc":"2.36"' 3.11
lock "[[packages]]
name = 'Foo_Bar'
version = '2.0'
wheels = [{ name = 'foo_bar-2.0-cp312-cp312-manylinux_2_17_aarch64.whl', path = 'x', hashes = { \
sha256 = '$hash' } },
  { name = 'foo_bar-2.0-cp311-cp311-win_amd64.whl', path = 'x', hashes = { sha256 = '$hash' } },
  { name = 'foo_bar-2.0-cp311-cp311-manylinux_2_39_aarch64.whl', path = 'x', hashes = { sha256 = \
'$hash' } }]"
said=$(plan 2>&1)
is 'no file fits: exit status' $? 1
like 'which package, and for which target' "$said" 'pylock\.toml: foo-bar 2\.0: no file fits arm'
like 'the Python tag that failed' "$said" \
	'foo_bar-2\.0-cp312-cp312-manylinux_2_17_aarch64\.whl: python cp312'
like 'the platform that failed' "$said" \
	'foo_bar-2\.0-cp311-cp311-win_amd64\.whl: platform win_amd64'
like 'the glibc that is too old' "$said" 'needs glibc 2\.39 \(target has 2\.36\)'
ok 'nothing is written' test ! -e "$tmp/plan/none"
target arm aarch64 '"glibc":"2.36"' 3.11 '"foo.bar"'
ok 'excluded, it is no trouble' plan
is 'and the plan says so' "$(jq -c '.excluded, .packages' "$tmp/plan/plan.json" | tr '\n' ' ')" \
	'["foo-bar"] [] '

# --- what a lock says of environments, and packages that this one does not take ---

target arm aarch64 '"glibc":"2.36"' 3.11
taken() { plan && jq -r '[.packages[].name] | join(" ")' "$tmp/plan/plan.json"; }
a="[[packages]]
name = 'a'
version = '1'
wheels = [{ name = 'a-1-py3-none-any.whl', path = 'x', hashes = { sha256 = '$hash' } }]"
for says in "requires-python = '>=3.11'" "requires-python = '<3.13, !=3.11.1,>=3.11.2'" \
	"requires-python = ''" \
	"environments = ['sys_platform == \"win32\"', 'python_version < \"3.12\"']" \
	'environments = []'; do
	lock "$says
$a"
	is "met: $says" "$(taken)" a
done
lock "requires-python = '>=3.12'
$a"
fails 'another Python' 1 "pylock\.toml: requires-python '>=3\.12', and arm has Python 3\.11\.2" plan
lock "requires-python = 'three'
$a"
fails 'requires-python is none' 1 "pylock\.toml: requires-python 'three': " plan
lock "environments = ['sys_platform == \"win32\"', 'platform_machine == \"x86_64\"']
$a"
fails 'another environment' 1 'pylock\.toml: \.environments: arm is none of them' plan
lock "$a
requires-python = '>=3.12'"
fails 'a package for another Python' 1 \
	"pylock\.toml: a: requires-python '>=3\.12', and arm has Python 3\.11\.2" plan
lock "$a
requires-python = '>=3.12'
marker = 'python_version >= \"3.12\"'"
is 'does not matter where its marker does not hold' "$(taken)" ''

c=${a//\'a/\'c}
lock "default-groups = ['Dev_Tools', 'main']
dependency-groups = ['dev-tools', 'main', 'docs']
extras = ['fast']
$a
marker = \"'dev-tools' in dependency_groups\"
${a//\'a/\'b}
marker = \"'docs' in dependency_groups or 'fast' in extras\"
${c/$hash/$(printf c | sha256sum | cut -c1-64)}
marker = \"'docs' not in dependency_groups and 'main' in dependency_groups\""
is 'the groups that are the default' "$(taken)" 'a c'

lock "[[packages]]
name = 'here'
directory = { path = '.', editable = true }
$a"
fails 'a directory' 1 'here: comes from a repository or a directory' plan
target arm aarch64 '"glibc":"2.36"' 3.11 '"here"'
is 'a directory that the target excludes' "$(taken)" a
lock "[[packages]]
name = 'repository'
marker = 'sys_platform == \"win32\"'
vcs = { type = 'git', url = 'https://x.example/y', commit-id = 'abc' }
$a"
is 'a repository for another platform' "$(taken)" a
lock "$a
archive = { url = 'https://x.example/a-1.tar.gz', hashes = { sha256 = '$hash' } }"
fails 'files and an archive' 1 'a: more than one kind of source' plan
lock "[[packages]]
name = 'a'
wheels = [{ name = 'a-1-py3-none-any.whl', path = 'x', hashes = { sha256 = '$hash' } }]"
fails 'no version' 1 'a: no version' plan
lock "${a/a-1/a-2}"
fails 'a wheel of another version' 1 'a-2-py3-none-any.whl: a file of another version' plan

# --- malformed locks --------------------------------------------------------------

target arm aarch64 '"glibc":"2.36"' 3.11
good="name = 'a'\\nversion = '1'"
wheel() {
	printf "wheels = [{ name = '%s', path = 'x', hashes = { sha256 = '%s' } }]" \
		"${1:-a-1-py3-none-any.whl}" "${2:-$hash}"
}
while IFS='|' read -r name message text; do
	lock "$(printf '%b' "$text")"
	rm -rf "$tmp/plan"
	fails "refused: $name" 1 "$message" plan
	ok "$name: nothing written" test ! -e "$tmp/plan"
done <<EOF
no TOML|not valid TOML|[[packages
no packages|\.packages: missing|x = 1
packages is no array|not an array|packages = 1
a package that is no table|\.name: missing|packages = [1]
no name|packages\[0\]: \.name: missing|[[packages]]\nversion = '1'
a name that is a path|not a package's name|[[packages]]\nname = '../a'\nversion = '1'
a version with a shell in it|is not a version|[[packages]]\nname = 'a'\nversion = '1;reboot'
no file|a: no file|[[packages]]\n$good
no hash|no SHA-256|[[packages]]\n$good\nwheels = [{ name = 'a-1-py3-none-any.whl', path = 'x', \
hashes = { md5 = 'x' } }]
a short hash|no SHA-256|[[packages]]\n$good\n$(wheel '' abc)
a filename that climbs|a-1|[[packages]]\n$good\n$(wheel ../a-1-py3-none-any.whl)
a filename with a command|a-1|[[packages]]\n$good\n$(wheel 'a-1-py3-none-any$(reboot).whl')
another package's file|a file of another package|[[packages]]\n$good\n$(wheel b-1-py3-none-any.whl)
a repository|comes from a repository|[[packages]]\n$good\n\
vcs = { type = 'git', url = 'x', commit-id = 'y' }
a directory|comes from a repository or a directory|[[packages]]\n$good\ndirectory = { path = 'x' }
twice the same|both apply|[[packages]]\n$good\n$(wheel)\n[[packages]]\nname = 'a'\nversion = '2'\n\
$(wheel a-2-py3-none-any.whl)
a negative size|negative|[[packages]]\n$good\n\
wheels = [{ name = 'a-1-py3-none-any.whl', path = 'x', size = -5, hashes = { sha256 = '$hash' } }]
a marker that is none|marker|[[packages]]\n$good\nmarker = 'python is nice'\n$(wheel)
a time that is none|upload-time|[[packages]]\n$good\n\
wheels = [{ name = 'a-1-py3-none-any.whl', path = 'x', upload-time = '1 [x]', \
hashes = { sha256 = '$hash' } }]
EOF
lock 'lock-version = "2.0"'
sed -i 2d "$tmp/pylock.toml"
printf 'lock-version = "2.0"\ncreated-by = "x"\npackages = []\n' >"$tmp/pylock.toml"
fails 'a lock of another generation' 1 'lock-version 2\.0' plan
rm "$tmp/pylock.toml"
fails 'no lock' 1 'pylock\.toml: cannot open' plan
lock 'packages = []'
target arm sparc '"glibc":"2.36"' 3.11
fails 'an architecture that no wheel has' 1 'target\.json: arch' plan
target arm aarch64 '"musl":"1.2","glibc":"2.36"' 3.11
fails 'two C libraries' 1 'either \.glibc or \.musl' plan
fails 'no target' 2 'wants --target' "$bin/lockplan" -o x y

# --- layers and shards ------------------------------------------------------------

target arm aarch64 '"glibc":"2.36"' 3.11
"$python" - "$tmp" <<'PY'
import hashlib, sys

out = ['lock-version = "1.0"', 'created-by = "test"']
sizes = {"big": 700_000_000, "mid": 1_200_000, "s1": 300_000, "s2": 300_000, "s3": 500_000}
serials = {"big": 1, "mid": 3, "s1": 1, "s2": 2, "s3": 1}
groups = {"big": "big", "mid": "mid", "s1": "small.1", "s2": "small.1", "s3": "small.2"}
for name, size in sizes.items():
    digest = hashlib.sha256(name.encode()).hexdigest()
    out += [
        "[[packages]]",
        f'name = "{name}"',
        'version = "1"',
        f"wheels = "
        f'[{{ name = "{name}-1-py3-none-any.whl", path = "w/{name}", '
        f'size = {size}, hashes = {{ sha256 = "{digest}" }} }}]',
        f"tool.pylock-mk = "
        f'{{ index = "default", serial = {serials[name]}, group = "{groups[name]}" }}',
    ]
open(sys.argv[1] + "/pylock.toml", "w").write("\n".join(out) + "\n")
PY
plan
is 'what changed last lies on top, the large one is split' \
	"$(jq -r '.layers[] | "\(.group) \(.part)/\(.parts)"' "$tmp/plan/plan.json" |
		tr '\n' ';')" \
	'big 1/3;big 2/3;big 3/3;small.2 1/1;small.1 1/1;mid 1/1;'
before=$(jq -r '.layers[].name' "$tmp/plan/plan.json" | sort)
sed -i 's/^version = "1"/version = "1"/; s/s2-1-py3/s2-1-py2.py3/' "$tmp/pylock.toml"
plan
is 'another file is another layer, and only that' \
	"$(comm -13 <(printf '%s\n' "$before") \
		<(jq -r '.layers[].name' "$tmp/plan/plan.json" | sort) | sed 's/-[0-9a-f]*$//')" \
		small.1
cat >"$tmp/Makefile" <<EOF
_pylock_build := b
_pylock_blobs := s
include plan/plan.mk
all: \$(_pylock_plan_layers)
_pylock_layer = @echo layer \$(1) \$(filter --part%,\$(2))
_pylock_fetch = @echo fetch \$(1)
b/policy.args: ;
EOF
is 'Make follows the plan: four shares, six layers' \
	"$(make -C "$tmp" --no-print-directory -f Makefile all 2>&1 | cut -d' ' -f1 | sort |
		uniq -c | tr -s ' \n' ' ')" ' 4 fetch 6 layer '

is 'each share has its part of the plan' \
	"$(jq -sc 'map(.packages[]) | sort_by(.name)' "$tmp"/plan/fetch/?.json)" \
	"$(jq -c '.packages' "$tmp/plan/plan.json")"
touch "$tmp/plan/fetch/4.json" "$tmp/plan/fetch/5.json"
plan
is 'shares of a plan that had more are gone' "$(cd "$tmp/plan/fetch" && echo *)" \
	'0.json 1.json 2.json 3.json'

# .pyc files
before=$(jq -r '.layers[].name' "$tmp/plan/plan.json" | sort)
cp "$tmp/plan/plan.mk" "$tmp/without.mk"
changed() {
	comm -13 <(printf '%s\n' "$before") <(jq -r '.layers[].name' "$tmp/plan/plan.json" | sort) |
		sed 's/-[0-9a-f]*$//' | tr '\n' ' '
}
cp "$tmp/target.json" "$tmp/target.plain"
compiles() { jq -c --argjson pyc "$1" '.pyc = $pyc' "$tmp/target.plain" >"$tmp/target.json"; }
compiles '["S1", "Big", "other"]'
plan
is 'packages with .pyc files have other layers, and only these' "$(changed)" \
	'big.1of3 big.2of3 big.3of3 small.1 '
is 'the plan says which' \
	"$(jq -r '.packages[] | select(.pyc) | .name' "$tmp/plan/plan.json" | tr '\n' ' ')" \
	'big s1 '
sed \
	-i \
	's/^_pylock_layer = .*/_pylock_layer = @echo layer $(1) $(words $(2)), $(foreach '\
'wheel,$(3),$(firstword $(subst =, ,$(wheel))))/' "$tmp/Makefile"
is 'and the rules which wheels' \
	"$(make -C "$tmp" --no-print-directory -f Makefile all 2>&1 | sed -n 's/^layer //p' |
		LC_ALL=C sort | tr '\n' ';' | sed 's/ ;/;/g')" \
	'big 3, big-1-py3-none-any.whl;big 3, big-1-py3-none-any.whl;big 3, '\
'big-1-py3-none-any.whl;mid 1,;small.1 2, s1-1-py3-none-any.whl;small.2 1,;'
before=$(jq -r '.layers[].name' "$tmp/plan/plan.json" | sort)
jq -c '.pythonFull = "3.11.3"' "$tmp/target.json" >"$tmp/target.new" &&
	mv "$tmp/target.new" "$tmp/target.json"
plan
is 'another version of Python makes these again' "$(changed)" 'big.1of3 big.2of3 big.3of3 small.1 '
compiles '["*"]'
plan
is 'all' "$(jq -r '[.packages[].pyc] | unique | tostring' "$tmp/plan/plan.json")" '[true]'
compiles '[]'
plan
ok 'none: the plan is the one that it was' cmp "$tmp/plan/plan.mk" "$tmp/without.mk"
compiles '["a b"]'
fails 'a name that is none' 1 "target\.json: \.pyc\[0\]: not a package's name" plan
cp "$tmp/target.plain" "$tmp/target.json"

# Rules of owners: where packages share a layer they decide what is in it.
plan
before=$(jq -r '.layers[].name' "$tmp/plan/plan.json" | sort)
jq -c '.owner = ["cv2/*=s1"]' "$tmp/target.plain" >"$tmp/target.json"
plan
is 'a rule is part of the names of layers that packages share' "$(changed)" 'small.1 '
jq -c '.owner = 1' "$tmp/target.plain" >"$tmp/target.json"
fails 'a rule that is none' 1 "target\.json: \.owner: not an array" plan
cp "$tmp/target.plain" "$tmp/target.json"

sed -i 's/, group = "[a-z0-9.]*"//' "$tmp/pylock.toml"
jq -c '.layerMax = 4' "$tmp/target.json" >"$tmp/target.new" &&
	mv "$tmp/target.new" "$tmp/target.json"
plan
is 'a base with many layers of its own leaves room for few' \
	"$(jq -r '.layers[].group' "$tmp/plan/plan.json" | sort | uniq -c | tr -s ' \n' ' ')" \
	' 3 big 1 small.1 '

# The room that a base leaves: the lock's groups, or larger ones
room() { # base own
	printf '%s\n' "$*" >"$tmp/room"
	rm -rf "$tmp/plan"
	"$bin/lockplan" --target "$tmp/target.json" --room "$tmp/room" -o "$tmp/plan" \
		"$tmp/pylock.toml"
}
planned() {
	jq -r '.layers[] | "\(.group) \(.part)/\(.parts)"' "$tmp/plan/plan.json" | sort |
		tr '\n' ';'
}
cp "$tmp/target.plain" "$tmp/target.json"
python3 - "$tmp/pylock.toml" <<'PY'
import re, sys
groups = {"big": "big", "mid": "mid", "s1": "small.1", "s2": "small.1", "s3": "small.2"}
text = open(sys.argv[1]).read()
parts = re.split(r"(?m)^(?=\[\[packages\]\])", text)
for i, part in enumerate(parts):
    name = re.search(r'(?m)^name = "(.*)"$', part)
    if name:
        parts[i] = re.sub(r"(serial = \d+)", rf'\1, group = "{groups[name[1]]}"', part)
open(sys.argv[1], "w").write("".join(parts))
PY
room 1 3 1
is 'a usual base: the groups of the lock' "$(planned)" \
	'big 1/3;big 2/3;big 3/3;mid 1/1;small.1 1/1;small.2 1/1;'
usual=$(cat "$tmp/plan/plan.json")
room 116 3 1
is 'one that leaves just enough' "$(cat "$tmp/plan/plan.json")" "$usual"
room 117 3 1
is 'one that leaves too little: groups of twice the size' "$(planned)" \
	'big 1/3;big 2/3;big 3/3;small.1 1/1;small.2 1/1;'
room 121 3 1
is 'room for one: a large wheel is not split, and shares' "$(planned)" 'small.1 1/1;'
room 122 3 1
is 'none unless the others are joined: for two' "$(planned)" 'small.1 1/1;'
room 125 3 1
is 'none of 125: one of 127' "$(planned)" 'small.1 1/1;'
fails 'no room' 1 \
	"pylock\.toml: its packages need 1 layers at least, but the base's 126 and 1 of the \
image's own .* leave 0 of the 127 .*: take a base with fewer layers" \
	room 126 3 1
fails 'a room that is none' 1 'room: not three numbers' room 1 x 1
sed -i 's/, size = [0-9]*//' "$tmp/pylock.toml"
room 121 3 1
is 'sizes that are not known are no hindrance' "$(planned)" 'small.1 1/1;'

# --- what is installed, not how it was asked for --------------------------------------

b="[[packages]]
name = 'b'
version = '1'
wheels = [{ name = 'b-1-py3-none-any.whl', path = 'x', hashes = { sha256 = '$hash' } }]
tool.pylock-mk = { index = 'default', serial = 1, group = 'b', requires = [ 'c>=1', 'd ; extra == \
\"x\"' ] }"
target arm aarch64 '"glibc":"2.36"' 3.11
lock "$b
[tool.pylock-mk]
inputs = '1'"
plan
is 'the plan has the hash of installed.toml' "$(jq -r .installed "$tmp/plan/plan.json")" \
	"$(sha256sum <"$tmp/plan/installed.toml" | cut -c1-64)"
ok 'which is a lock of the same files' "$python" - "$tmp/plan/installed.toml" "$hash" <<'PY'
import sys, tomllib
from packaging.pylock import Pylock

[package] = Pylock.from_dict(tomllib.load(open(sys.argv[1], "rb"))).packages
assert (package.name, str(package.version), package.wheels[0].name, package.wheels[0].hashes) == (
    "b",
    "1",
    "b-1-py3-none-any.whl",
    {"sha256": sys.argv[2]},
)
PY
touch -d 2020-01-01 "$tmp"/plan/*.* "$tmp"/plan/fetch/*
sum() { sha256sum "$tmp"/plan/*.* "$tmp"/plan/fetch/*; }
before=$(sum)
target arm aarch64 '"glibc":"2.36"' 3.11 '"Not.There"'
lock "$b
[tool.pylock-mk]
inputs = '2'
resolver = 'another'"
plan
is 'other inputs, and an exclusion of what nobody asks for: the same' "$(sum)" "$before"
is 'and no file is touched' "$(find "$tmp/plan" -type f -newermt 2021-01-01)" ''
printf '# mine\nDirect>=1\n./x.whl\n' >"$tmp/direct"
left_out() {
	target arm aarch64 '"glibc":"2.36"' 3.11 "$1"
	"$bin/lockplan" --target "$tmp/target.json" --direct "$tmp/direct" -o "$tmp/plan" \
		"$tmp/pylock.toml" && jq -c .excluded "$tmp/plan/plan.json"
}
is 'what is asked for is left out' "$(left_out '"direct","D","c","no","C"')" '["c","d","direct"]'
sed -i "s/, requires = .*/ }/" "$tmp/pylock.toml"
is 'what a package requires is not known: anything may be' "$(left_out '"z"')" '["z"]'
sed -i '/tool/,$d' "$tmp/pylock.toml"
is 'a lock from elsewhere lists all' "$(left_out '"z","b"')" '["b"]'
fails 'a file that is not there' 1 'gone' "$bin/lockplan" --target "$tmp/target.json" \
	--direct "$tmp/gone" -o "$tmp/plan" "$tmp/pylock.toml"
done_testing
