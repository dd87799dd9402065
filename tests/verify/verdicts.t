#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The judgements of verify, each with evidence that passes it and evidence that fails it, and what
# is then said; GPU code against elfcheck.
. "$(dirname "$0")/../tap.sh"
cd "$tmp" || exit 1
python=$top/build/setup/venv/bin/python

# --- GPU code: the same rules as elfcheck's, which are tested against tables of NVIDIA's -------

cat >ask.py <<'EOF'
"""verify asked about evidence that is made up."""

import json, subprocess

PLAN = {
    "target": {"name": "t", "arch": "aarch64", "python": "3.11", "pythonFull": "3.11.2"},
    "excluded": [],
    "packages": [],
}


def ask(program, elf, installed=(), arguments=()):
    """What it finds for these ELF files, and for distributions {name: version}."""
    named = [
        {
            "name": name,
            "version": version,
            "requiresDist": [],
            "record": {"files": 0, "missing": [], "changed": [], "unchecked": []},
        }
        for name, version in dict(installed).items()
    ]
    with open("ask-plan.json", "w") as file:
        json.dump(
            {
                **PLAN,
                "packages": [
                    {"name": name, "version": version} for name, version in dict(installed).items()
                ],
            },
            file,
        )
    with open("ask.json", "w") as file:
        json.dump(
            {
                "manifest": "sha256:0",
                "config": {},
                "unowned": [],
                "distributions": named,
                "elf": elf,
            },
            file,
        )
    return json.loads(
        subprocess.run(
            [
                program,
                "--plan",
                "ask-plan.json",
                "--evidence",
                "ask.json",
                "--lock-sha256",
                "0",
                *arguments,
            ],
            capture_output=True,
            check=False,
        ).stdout
    )
EOF
cat >verdicts.py <<'EOF'
"""Every architecture of code on every GPU: what elfcheck says, from files made up, and what verify
says."""

import json, os, subprocess, sys

sys.path[:0] = [".", sys.argv[1]]
from ask import ask
from made_elf import make

gpus = [50, 53, 60, 61, 62, 70, 72, 75, 80, 86, 87, 89, 90, 100, 101, 103, 110, 120, 121]
codes = [(kind, gpu, flags) for kind in (1, 2) for gpu in gpus for flags in (0, 0x100000, 0x200000)]
os.mkdir("code")
for kind, gpu, flags in codes:
    with open("code/%d-%d-%x.so" % (kind, gpu, flags), "wb") as file:
        file.write(
            make(
                {
                    "machine": 183,
                    "sections": {".nv_fatbin": [[{"kind": kind, "arch": gpu, "flags": flags}]]},
                }
            )
        )
dotted = lambda gpu: "%d.%d" % divmod(gpu, 10)
wrong, count = [], 0
for some in (gpus[:10], gpus[10:]):
    text = subprocess.run(
        [
            sys.argv[2] + "/elfcheck",
            "--arch",
            "aarch64",
            "--glibc",
            "2.36",
            "--cuda",
            ",".join(map(dotted, some)),
            "code",
        ],
        capture_output=True,
    ).stdout
    objects = json.loads(text)["objects"]
    elf = [
        {"path": found["path"], "machine": "aarch64", "distribution": "p", "cuda": found["cuda"]}
        for found in objects
    ]
    judged = ask(
        sys.argv[2] + "/verify",
        elf,
        (),
        [word for gpu in some for word in ("--capability", dotted(gpu))],
    )["details"]["gpu"]
    for found in objects:
        unmet = {entry["capability"] for entry in found["unmet"] if entry["kind"] == "cuda"}
        for gpu in some:
            count += 1
            if (judged[found["path"]][dotted(gpu)]["word"] == "none") != (dotted(gpu) in unmet):
                wrong.append((found["path"], gpu))
print("%d pairs, wrong: %s" % (count, wrong[:5]))
EOF
is 'code on GPUs: as elfcheck has it' "$("$python" -B verdicts.py "$top/tests/support" "$bin")" \
	'2166 pairs, wrong: []'

# --- findings and their messages -----------------------------------------------------------------

cat >findings.py <<'EOF'
import sys

sys.path.insert(0, ".")
from ask import ask

def code(sass=(), ptx=(), rsass=(), rptx=()):
    return {
        "sass": list(sass),
        "ptx": list(ptx),
        "relocatableSass": list(rsass),
        "relocatablePtx": list(rptx),
    }

def elf(path, owner, **more):
    return {"path": path, "machine": "aarch64", "distribution": owner, **more}

def said(name, group, elf, installed=(), *arguments):
    document = ask(sys.argv[1], elf, installed, arguments)
    for text, of in zip(document["passed"], document["groups"]):
        if of == group:
            print("%s: ok: %s" % (name, text))
    for finding in document["findings"]:
        if finding["group"] == group:
            print(
                "%s: %s: %s: %s; %s"
                % (
                    name,
                    "declared" if finding["declared"] else "FAIL",
                    finding["id"],
                    finding["text"],
                    finding["todo"] or finding["declared"],
                )
            )

bnb = elf("b.so", "bitsandbytes", cuda=code([75, 80, 90], rsass=[75, 80, 90], rptx=[90]))
torch = elf(
    "t.so", "torch", cuda=code([50, 60, 70, 75, 80, 86, 90]), needed={"libcudart.so.12": None}
)
vision = elf("v.so", "torchvision", cuda=code([50, 75], [50]), ptx={"50": "8.3"})
build = ("--cuda-package", "torch", "--cuda-package", "gone", "--cuda")
said("orin", "gpu", [bnb], (), "--capability", "8.7")
said("same", "gpu", [elf("o.so", "o", cuda=code([87]))], (), "--capability", "8.7")
said("minor", "gpu", [torch], (), "--capability", "8.9")
said("jit", "gpu", [vision], (), "--capability", "9.0")
said("newer", "gpu", [torch], (), "--capability", "12.0")
said("alone", "gpu", [elf("a.so", "a", cuda=code(["90a"]))], (), "--capability", "10.0")
said("nothing", "gpu", [elf("n.so", "n")], (), "--capability", "8.7")
said("unknown", "gpu", [torch, vision])
said("build", "gpu", [torch], {"torch": "2.2.0"}, *build, "12.9")
said(
    "cpu",
    "gpu",
    [elf("c.so", "torch", needed={"libc.so.6": None})],
    {"torch": "2.2.0"},
    *build,
    "12.9",
)
said("major", "gpu", [torch], {"torch": "2.2.0"}, *build, "13.0")
said("local", "gpu", [elf("c.so", "torch")], {"torch": "2.2.0+cu118"}, *build, "12.9")
said(
    "tags",
    "python",
    [
        elf("p/_a.cpython-311-aarch64-linux-gnu.so", "p"),
        elf("p/_a.cpython-310-aarch64-linux-gnu.so", "p"),
        elf("p/_b.abi3.so", "p"),
        elf("p/_c.so", "p"),
    ],
)
said("other tags", "python", [elf("p/_a.cpython-312-aarch64-linux-gnu.so", "p")])
said("other machine", "python", [elf("p/_a.cpython-311-x86_64-linux-gnu.so", "p")])
said(
    "numpy",
    "python",
    [elf("p/_a.so", "p", numpy=1), elf("q.so", "q", numpy=2)],
    {"numpy": "1.26.4"},
)
said(
    "numpy 2",
    "python",
    [elf("p/_a.so", "p", numpy=1), elf("q.so", "q", numpy=2)],
    {"numpy": "2.1.0"},
)
EOF
"$python" -B findings.py "$bin/verify" >said
says() { # NAME REGEX
	like "$1" $'\n'"$(cat said)" $'\n'"$2"
}
says 'code for desktops on Orin: the rule and what is said' \
	'orin: FAIL: cuda/bitsandbytes/8\.7: bitsandbytes: no code for 8\.7 \(it has SASS 75 80 '\
'90, relocatable SASS 75 80 90, relocatable PTX 90\) \[code for desktop GPUs is not promised .*; '\
'CUDA C\+\+ Programming Guide, Binary Compatibility; disputed\]; in practice sm_80 code on 8\.7 '\
'is said to run \(bitsandbytes#1939\), and not to \(jax#40492\)'
says 'code for the very GPU' 'same: ok: on 8\.7 runs: code for sm_87 \[[^]]*; certain\]: o'
says 'code for a lower minor' \
	'minor: ok: on 8\.9 runs: code for sm_86 \[the same major capability, a lower minor; CUDA '\
'C\+\+ Programming Guide, Binary Compatibility; documented\]: torch'
says 'PTX, and the driver that compiles it' \
	'jit: ok: on 9\.0 runs by JIT from PTX 50, by a driver for CUDA 12\.3 or newer \(545 on '\
'desktops and servers\) \[[^]]*PTX Compatibility[^]]*\]: torchvision'
says 'a GPU that came later' \
	'newer: FAIL: cuda/torch/12\.0: torch: no code for 12\.0 \(it has SASS 50 60 70 75 80 86 '\
'90\) [^'$'\n'']*; take a torch that was built for 12\.0'
says 'code for one GPU alone' 'alone: FAIL: cuda/a/10\.0: a: no code for 10\.0 \(it has SASS 90a\)'
says 'no GPU code' 'nothing: ok: no package has CUDA code'
says 'no GPU' \
	'unknown: ok: CUDA code, whereas the target names no GPU \(PYLOCK_CUDA_ARCHS\): torch 50 '\
'60 70 75 80 86 90; torchvision 50 75 PTX 50'
says 'a CUDA build' 'build: ok: built for CUDA 12: torch'
says 'the build for the CPU' \
	'cpu: FAIL: build/torch/cpu: torch 2\.2\.0 is the build for the CPU: [^'$'\n'']*; take it '\
'from an index with CUDA builds \(PYLOCK_INDEX\.torch, PYLOCK_PREFER\.torch\)'
says 'the build for another CUDA' \
	'major: FAIL: build/torch/cuda12: torch 2\.2\.0 is built for CUDA 12, and the target has '\
'CUDA 13\.0; take one for CUDA 13'
says 'as its local version says' \
	'local: FAIL: build/torch/cuda11: torch 2\.2\.0\+cu118 is built for CUDA 11'
says 'tags that fit' 'tags: ok: 2 extension modules are for Python 3\.11'
says 'tags of another Python' \
	'other tags: FAIL: abi/p/_a: p: _a is for cpython-312-aarch64-linux-gnu, and Python 3\.11 '\
'on aarch64 does not load it; take a wheel for this Python'
says 'tags of another machine' \
	'other machine: FAIL: abi/p/_a: p: _a is for cpython-311-x86_64-linux-gnu'
says "NumPy's interface" \
	'numpy: ok: the C interface that 2 distributions were compiled for is one of NumPy 1\.26\.4'
says 'that NumPy 2 refuses' \
	'numpy 2: FAIL: numpy/p: p was compiled for NumPy 1, and NumPy 2\.1\.0 refuses it; '\
'constrain numpy<2, or take a newer p'
is 'and nothing more fails' "$(grep -c ': FAIL: ' said)" 9

# --- NumPy's interface in modules
# -------------------------------------------------------------------

# Given what NumPy's headers leave in a module's constants: the check of its version, and the places
# that it is imported from
made() { "$python" -B "$top/tests/support/made_elf.py" "$@"; }
constants() { printf '%s\0' "$@" | od -An -tx1 -v | tr -d ' \n'; }
check='module compiled against ABI version 0x%x but this version of numpy is 0x%x'
made one.so "{\"machine\":183,\"sections\":{\".rodata\":\"$(constants numpy.core._multiarray_umath \
	"$check")\"}}"
made two.so "{\"machine\":183,\"sections\":{\".rodata\":\"$(constants "$check" \
	numpy._core._multiarray_umath numpy.core._multiarray_umath)\"}}"
made none.so "{\"machine\":183,\"sections\":{\".rodata\":\"$(constants \
	numpy._core._multiarray_umath)\"}}"
echo '{"architecture":"arm64","os":"linux"}' >config.json
"$top/tests/support/mklayer" store layer.json usr/one.so=@one.so usr/two.so=@two.so \
	usr/none.so=@none.so
"$bin/image" --blobs store --config config.json -o layout layer.json >/dev/null
is 'is found in its modules' "$("$bin/inspect" layout | jq -c '[.elf[] | [.path, .numpy]]')" \
	'[["usr/none.so",null],["usr/one.so",1],["usr/two.so",2]]'

made ptx.so \
	'{"machine":183,"sections":{".nv_fatbin":[[{"kind":1,"arch":80},{"kind":1,"arch":90,'\
'"flags":1048576},{"kind":2,"arch":70}]]}}'
"$top/tests/support/mklayer" store layer.json usr/ptx.so=@ptx.so
"$bin/image" --blobs store --config config.json -o ptx layer.json >/dev/null
is "PTX's language, 7.4 in what is made up" "$("$bin/inspect" ptx | jq -c '.elf[0].ptx')" \
	'{"80":"7.4","90a":"7.4"}'

# --- Python's files
# -----------------------------------------------------------------------------------

cat >wheels.py <<'EOF'
"""Wheels made up, in a store, and their plan."""

import hashlib, json, os, sys, zipfile

minor = "%d.%d" % sys.version_info[:2]


def wheel(name, files, metadata="", points=""):
    files = dict(files)
    files["%s-1.dist-info/METADATA" % name] = (
        "Metadata-Version: 2.1\nName: %s\nVersion: 1\n%s\n" % (name, metadata)
    )
    if points:
        files["%s-1.dist-info/entry_points.txt" % name] = points
    with zipfile.ZipFile("x.whl", "w") as z:
        for path, content in files.items():
            z.writestr(path, content)
    data = open("x.whl", "rb").read()
    sha = hashlib.sha256(data).hexdigest()
    os.makedirs("wheels/sha256/" + sha[:2], exist_ok=True)
    open("wheels/sha256/%s/%s" % (sha[:2], sha), "wb").write(data)
    return {"name": name, "version": "1", "file": {"kind": "wheel", "sha256": sha}}


good = {
    "good/__init__.py": (
        "from .deep import *\nfrom os import path as way\n"
        "if True:\n    try:\n        import json as text\n"
        "    except ImportError:\n        text = None\n"
    ),
    "good/deep.py": "def main(): pass\nclass Tool:\n    run = 1\nfor looped in (1,): pass\n",
    "good/lazy.py": "def __getattr__(name): pass\n",
    "good/_ext.abi3.so": "",
}
points = (
    "[console_scripts]\na = good.deep:main\nb = good:main\n"
    "c = good:way\nd = good:text\ne = good.deep:Tool.run\n"
    "f = good.lazy:any\ng = good._ext:x\nh = good:looped\n"
    "i = other:thing [extra]\n[plug.ins]\nj = good.deep\n"
    "k = good.deep.Tool\n"
)
packages = [
    wheel("good", good, points=points),
    wheel("other", {"other.py": "thing = 1\n"}),
    # Two distributions of one namespace, and of a package that others may add to
    wheel(
        "space",
        {"space/one/a.py": "", "wide/__init__.py": "extend_path(__path__, __name__)\n"},
        points="[any]\nn = space.one.more:thing\nw = wide.more:thing\n",
    ),
    wheel("more", {"space/one/more.py": "thing = 1\n", "wide/more.py": "thing = 1\n"}),
    wheel(
        "bad",
        {"bad/__init__.py": "def f(:\n", "bad/ok.py": "x = 1\n"},
        points="[console_scripts]\na = bad.ok:main\nb = bad.gone:main\nc = nowhere:main\n",
    ),
    wheel(
        "sure", {"sure.py": "def f(:\n"}, "Classifier: Programming Language :: Python :: " + minor
    ),
    wheel(
        "hides",
        {
            "typing.py": "",
            "hides-1.data/scripts/x.py": "not python\n",
            "hides-1.dist-info/licenses/x.py": "not python\n",
        },
    ),
    {"name": "lost", "version": "1", "file": {"kind": "wheel", "sha256": "0" * 64}},
]
json.dump({"target": {"python": minor}, "packages": packages}, open("plan.json", "w"))
EOF
"$python" wheels.py
sources_of() {
	"$bin/sources" --store wheels --plan "$1" --python "$python" \
		--parser "$top/tools/verify/modules.py"
}
sources() { sources_of plan.json; }
sources >sources.json
echo '{"manifest": "", "config": {}, "unowned": [], "distributions": [], "elf": [],
	"startup": {"programs": [], "users": [], "groups": [],
	"shadows": [], "standard": ["typing"]}}' >no-evidence.json
jq '.target += {name: "t", arch: "aarch64", pythonFull: (.target.python + ".0")} | .excluded = []' \
	plan.json >whole-plan.json
"$bin/verify" --plan whole-plan.json --evidence no-evidence.json --lock-sha256 0 \
	--sources sources.json >verified.json
jq -r '(.findings[] | select(.group == "python") | .id + " " + .text), .passed[]' verified.json \
	>found
like 'a syntax error' "$(cat found)" \
	'syntax/bad/bad/__init__\.py bad: bad/__init__\.py:1: .* \(Python 3\.[0-9]+\)'
like 'an entry point without its attribute' "$(cat found)" \
	'entry/bad/a bad: the entry point a \(console_scripts\) is bad\.ok:main: bad\.ok has no '\
'main'
like 'without its module' "$(cat found)" 'entry/bad/b .*: there is no module bad\.gone'
like 'without its package' "$(cat found)" 'entry/bad/c .*: there is no module nowhere'
like "a name of Python's own" "$(cat found)" \
	"standard/hides/typing hides installs typing, which is a module of Python's own"
like 'a wheel that is gone' "$(cat found)" 'no longer in the store: lost'
is 'and nothing else' "$(grep -c '^[a-z]*/' found)" 5

# Given a target whose Python does not run here, another one's opinion is no finding
jq '.target.python = "3.99"' plan.json >future.json
cp sources.json before.json
sources_of future.json >sources.json
is 'the version that parsed is said' "$(jq -r .python sources.json)" "$(jq -r .python before.json)"
jq '.target.python = "3.99"' whole-plan.json >whole-future.json
"$bin/verify" --plan whole-future.json --evidence no-evidence.json --lock-sha256 0 \
	--sources sources.json >verified.json
is 'syntax is a note then' \
	"$(jq -c '[.findings[] | select(.check == "syntax") | [.id, .declared]]' verified.json)" \
	'[["syntax/image","no Python 3.99 runs here"]]'
cp before.json sources.json

is 'an unchanged wheel is not parsed again' "$(rm -r wheels/sha256 && sources)" \
	"$(cat sources.json)"
for change in 'del(.target)' '.target = []' 'del(.packages)' '.packages = 1' \
	'del(.packages[0].file)' '.packages[0].name = {}' '.packages[0].file.sha256 = 1'; do
	jq "$change" plan.json >bad-plan.json
	fails "sources, a plan with $change" 1 \
		'^sources: bad-plan\.json: \.[a-z0-9]+: (missing|not an? [a-z]+)$' sources_of bad-plan.json
done
fails 'sources, no plan' 1 'none: .*No such file' sources_of none
done_testing
