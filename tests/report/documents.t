#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# documents: what it writes about an environment is what pipdeptree and pip print of it.
. "$(dirname "$0")/../tap.sh"
python=$top/build/setup/venv/bin/python pipdeptree=$top/build/setup/tests/bin/pipdeptree
needs "$python" "$pipdeptree"
cd "$tmp" || exit 1

# Given distributions of all kinds, installed in a directory, and described as `layer` describes
# them.
"$python" - <<'PY'
import json, pathlib, platform, sys

made = {
    "app": (
        "1.0",
        [
            "lib[fast]>=1.0,!=1.5,<3",
            "Some_Thing (>=0.1)",
            "win ; sys_platform == 'win32'",
            "missing>=2",
            "zeta",
        ],
    ),
    "lib": (
        "1.2+local.1",
        [
            "zeta<9,>=1.0.0",
            "turbo~=1.4 ; extra == 'fast'",
            "absent ; extra == 'fast'",
            "slow ; extra == 'slow'",
            "never ; extra == 'fast' and python_version < '3'",
        ],
    ),
    "turbo": ("1.4.2", ["app", "zeta==1.*"]),  # a cycle, through an extra
    "Some.Thing": ("0.1", ["lib", "zeta>=1; python_version>='3'", "zeta>=1; python_version>='3'"]),
    "zeta": ("01.0", ["eta @ file:///nowhere/eta-1.0.tar.gz", "not a requirement !!", "eta"]),
    "eta": ("2.0.post1", []),
    "other": ("3", ["lib[slow]", "lib[fast]>=1", "zeta"]),
    "slow": ("1", ["zeta"]),
    "circle-a": ("1", ["circle-b"]),
    "circle-b": ("1", ["circle-a"]),
    "self": ("1", ["self[more]", "eta ; extra == 'more'"]),
    "setuptools": ("80.0", []),
    "wheel": ("0.45", []),
    "pip": ("25.0", []),
    "order": (
        "1",
        [
            "zeta<2 ; extra == 'x'",
            "zeta>=0 ; extra == 'x' or sys_platform == 'win32'",
            "eta; python_version >= '3' and os_name == 'posix'",
            "eta; os_name == 'posix' and python_version >= '3'",
        ],
    ),
    "asks": ("1", ["order[x]"]),
    "specifiers": ("1", ["zeta>=1,<2,!=1.5,!=1.4.*,~=1.0", "eta===2.0.post1", "lib>1.0rc1,<=9!1"]),
}
site = pathlib.Path("site")
layer = []
for name, (version, requires) in made.items():
    info = site / f"{name.replace('-', '_')}-{version}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        + "".join(f"Requires-Dist: {r}\n" for r in requires)
    )
    (info / "INSTALLER").write_text("pip\n")
    (info / "RECORD").write_text("")
    layer.append(
        {
            "name": name,
            "version": version,
            "requiresPython": None,
            "requiresDist": requires,
            "providesExtra": [],
        }
    )
full = platform.python_version()
target = {
    "name": "here",
    "arch": platform.machine(),
    "python": full.rpartition(".")[0],
    "pythonFull": full,
    "prefix": "/opt/venv",
}
json.dump({"distributions": layer[::2]}, open("one.json", "w"))
json.dump({"distributions": layer[1::2]}, open("two.json", "w"))
json.dump(target, open("target.json", "w"))
json.dump(
    {"target": target, "packages": [{}] * len(layer), "excluded": ["gone"]}, open("plan.json", "w")
)
json.dump(
    {"path": "/usr/bin/python3", "version": full, "sites": ["/usr/lib/python3/dist-packages"]},
    open("python.json", "w"),
)
json.dump(
    {
        "release": {"PRETTY_NAME": "Made-up Linux 1"},
        "libc": {"glibc": "2.36"},
        "manifest": "sha256:0",
        "cuda": [{"version": "12.9", "from": "x"}],
        "sites": [
            {
                "path": "/usr/lib/python3/dist-packages",
                "distributions": [
                    {
                        "name": "of-base",
                        "version": "5",
                        "requiresPython": None,
                        "requiresDist": ["eta<1"],
                        "providesExtra": [],
                    },
                    {
                        "name": "eta",
                        "version": "9",
                        "requiresPython": None,
                        "requiresDist": [],
                        "providesExtra": [],
                    },
                ],
            }
        ],
    },
    open("facts.json", "w"),
)
PY
printf 'lock = "this"\n' >lock.toml
documents() { "$bin/documents" "$@"; }
make_them() {
	documents make --plan plan.json --lock lock.toml --facts facts.json --python python.json \
		--explicit explicit.txt --fact name=sample --fact 'CUDA wanted of the base=12.9' \
		-o out "$@"
}

# When the direct requirements are written, then they are what the files mean.
mkdir more
# shellcheck disable=SC2016
printf \
	'# a comment\nlib[fast] >=1.0 # why\n-r more/in.txt\n--index-url '\
'http://nowhere\n\nSome_Thing==0.1 \\\n  --hash=sha256:00\n' >requirements.in
printf -- \
	'zeta ; python_version >= "3"\nother ; sys_platform == '\
'"win32"\nhttp://nowhere/x/eta-2.0-py3-none-any.whl#sha256=0\n./dir\nnot_there\n' >more/in.txt
ok 'explicit' documents explicit --target target.json -o explicit.txt requirements.in
is 'with includes, without options and comments, for the target' "$(tr '\n' ' ' <explicit.txt)" \
	'eta lib not-there some-thing zeta '
cp explicit.txt first.txt
printf \
	'zeta;python_version>="2"\n./eta-3-py3-none-any.whl\nsome.thing >= '\
'0.1\nlib>=1.1\nnot-there\n' >requirements.in
documents explicit --target target.json -o explicit.txt requirements.in
ok 'the same for other specifiers, spellings and another order' cmp explicit.txt first.txt

# When the documents are made, then they are what other tools print.
ok 'make' make_them two.json one.json
tree() { "$pipdeptree" --path "$tmp/site" "$@" 2>/dev/null; }
tree >wanted.txt
tree --json-tree >wanted.json
ok 'pipdeptree shows something' grep -q 'extra: fast' wanted.txt
is 'dependencies.txt is what pipdeptree prints' \
	"$(diff wanted.txt out/dependency_artifacts/dependencies.txt)" ''
is 'dependency_tree.json is what pipdeptree --json-tree prints' \
	"$(diff wanted.json out/dependency_artifacts/dependency_tree.json)" ''
is 'frozen_deps.txt is what pip freeze prints' \
	"$(diff <("$python" -m pip freeze --path "$tmp/site" --disable-pip-version-check) \
		out/environment_info/frozen_deps.txt)" ''
ok 'the lock' cmp lock.toml out/environment_info/pylock.toml
is 'direct requirements, as pip freeze prints them' \
	"$(cat out/environment_info/explicit_deps.txt)" \
	"$(grep -E '^(eta|lib|Some.Thing|zeta)=' out/environment_info/frozen_deps.txt)"
is 'the environment' \
	"$(grep -E '^(name|base|Python|packages left out|CUDA.*):' \
		out/environment_info/environment.txt)" "name: sample
base: Made-up Linux 1
Python: $("$python" -c 'import platform; print(platform.python_version())') (/usr/bin/python3)
packages left out: gone
CUDA of the base: 12.9
CUDA wanted of the base: 12.9
CUDA available: unknown: only the device can tell"
is 'modes' "$(find out -type f -perm 0644 | wc -l)" 6

# When what was there before is there again, then nothing else is, and the order of the layers does
# not count.
cp -r out before
touch out/stray out/dependency_artifacts/stray
make_them one.json two.json
ok 'the same bytes' diff -r before out

# When the virtual environment sees the base's packages, then so do the documents; the environment's
# own come first.
make_them --base-packages one.json two.json
like 'the base packages' "$(cat out/environment_info/frozen_deps.txt)" $'of-base==5\n'
is 'its own first' "$(grep '^eta' out/environment_info/frozen_deps.txt)" 'eta==2.0.post1'
like 'in the tree, too' "$(cat out/dependency_artifacts/dependencies.txt)" 'of-base==5
└── eta \[required: <1, installed: 2\.0\.post1\]'

# Given the same, when it is asked who needs whom, then it says so as JSON, with the extras that
# anyone asks for.
is 'needs' "$(documents needs --plan plan.json one.json two.json |
	jq -c '[.app, .lib, .self, .eta]')" \
	'[["lib","missing","some-thing","zeta"],["slow","turbo","zeta"],["eta","self"],[]]'

# Given input that lacks a member, or has one of a wrong kind, when documents are made of it, then
# one line says which.
broken() { # file; what jq makes of it
	cp "$1" kept.json
	jq "$2" kept.json >"$1"
	fails "$1: $2" 1 "^documents: ($1|plan\.json): .*[a-z]" make_them --base-packages one.json \
		two.json
	cp kept.json "$1"
}
for member in .target .target.name .target.arch .target.prefix .packages .excluded; do
	broken plan.json "del($member)"
	broken plan.json "$member = 5"
done
for member in .release .libc .manifest .cuda .cuda[0].version .sites .sites[0].path \
	.sites[0].distributions; do
	broken facts.json "del($member)"
	broken facts.json "$member = 5"
done
for member in .path .version .sites; do
	broken python.json "del($member)"
	broken python.json "$member = 5"
done
broken plan.json '.excluded = [5]'
broken python.json '.version = "three"'
broken one.json 'del(.distributions[0].requiresDist)'
broken one.json '.distributions[0].requiresDist = "zeta"'
broken one.json '.distributions[0].requiresDist = [5]'
broken one.json '.distributions[0].name = 5'
broken one.json '.distributions[0] = 5'
broken one.json '.distributions = {}'
broken one.json 'del(.distributions)'
broken one.json '[]'
ok 'what was made before is still there' test -s out/dependency_artifacts/dependencies.txt
jq 'del(.arch)' target.json >other.json
fails 'a target without architecture' 1 'other\.json: \.arch: missing' documents explicit \
	--target other.json -o explicit.txt requirements.in
printf 'zeta ; os_name ~= "x"\n' >marker.in
fails 'a marker that cannot be evaluated' 1 'marker\.in:1: .*only' documents explicit \
	--target target.json -o explicit.txt marker.in

# Given a chain of distributions without end, when documents are made, then one line says so.
jq \
	-n \
	'{distributions: [range(1500) |
	{name: "d\(.)", version: "1", requiresDist: ["d\(. + 1)"]}]}' >deep.json
fails 'a tree that is too deep' 1 'plan\.json: the tree of dependencies is deeper than 1000' \
	make_them deep.json

# What cannot be read
printf '{}' >old.json
fails 'a layer that does not say what is in it' 1 \
	'old\.json: it does not say what is in it; remove it' make_them old.json
printf '{' >bad.json
fails 'no JSON' 1 '^documents: bad\.json:1:' make_them bad.json
fails 'no file' 1 'gone\.in' documents explicit -o explicit.txt gone.in
fails 'no command' 2 'explicit, make or needs' documents
fails 'a fact that is none' 2 'not KEY=VALUE' make_them --fact nothing one.json
done_testing
