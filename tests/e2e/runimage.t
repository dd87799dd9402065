#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# runimage.py: what an image's own Python imports, in an image that was made up of this machine's
# Python and of packages that fail in every way that is known.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
python=$top/build/setup/venv/bin/python
needs bwrap "$python"
cd "$tmp" || exit 1

# Given an image: a base with Python in two layers, of which the second takes something away, and a
# layer of packages.
copy_python root/usr root
find root -type l -lname '/*' -delete
mkdir -p root/tmp root/gone root/emptied/below
touch root/gone/file root/emptied/old root/emptied/below/old
"$python" - <<'PY'
import pathlib

site = pathlib.Path("site/opt/site-packages")

def package(name, version, files, record=True):
    info = site / f"{name.replace('-', '_')}-{version}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    for path, text in files.items():
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_text(text)
    (info / "RECORD").write_text(
        "".join(f"{path},,\n" for path in [*files, f"{info.name}/METADATA", f"{info.name}/RECORD"])
    )

package(
    "good",
    "1.0",
    {
        "good/__init__.py": "__version__ = '1.0+cu121'\n",
        "good/sub.py": "",
        "_good.py": "print('noise')\n",
    },
)
package("local", "2.0+cu121", {"local.py": ""})
package(
    "deep-one", "1", {"deep/one/__init__.py": "", "deep/one/two/__init__.py": "raise SystemError"}
)
package(
    "other",
    "1.26",
    {
        "other/__init__.py": "def check():\n"
        "    raise ImportError('lies requires other 2.0 or newer')\n"
    },
)
package("lies", "26", {"lies/__init__.py": "import other\nother.check()\n"})
package("crash", "1", {"crash.py": "import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n"})
package(
    "hangs",
    "1",
    {
        "hangs.py": "import subprocess, sys, time\n"
        "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
        "print('waiting', flush=True)\ntime.sleep(600)\n"
    },
)
package("wrong", "1.0", {"wrong.py": "__version__ = '9.1'\n"})
package("different", "3", {"different.py": ""})
package("server", "1", {"server/__init__.py": "", "server/main.py": "raise SystemExit(3)\n"})
package("data", "1", {"share.txt": "x", "../../bin/tool": "x"})
package("quits", "1", {"quits.py": "import sys\nsys.exit(0)\n"})
package(
    "torch",
    "2.2.0",
    {
        "torch/__init__.py": "__version__ = '2.2.0+cu121'\n"
        "class version: cuda = '12.1'\nclass cuda:\n"
        "    is_available = staticmethod(lambda: False)\n"
        "    get_arch_list = staticmethod(lambda: ['sm_80'])\n"
    },
)
package("unlocked", "1", {"unlocked.py": "raise SystemError"})
PY
printf 'tree\t/\troot\n' >base.list
printf 'tree\t/opt\tsite/opt\n' >site.list
"$bin/filelayer" --store store base.list >base.json
"$top/tests/support/mklayer" store whiteout.json 'gone/.wh.file=' 'emptied/.wh..wh..opq=' \
	'emptied/new=new' 'replaced->/etc/passwd'
"$top/tests/support/mklayer" store link.json 'replaced=a file'
"$bin/filelayer" --store store --annotation mk.pylock.wheels='all 1' site.list >site.json
# assemble LAYOUT ARCHITECTURE LAYER.json...: an image of a base that came from anywhere: its layers
# may take things away.
assemble() {
	"$python" - "$@" <<'PY'
import hashlib, json, pathlib, shutil, sys

layout = pathlib.Path(sys.argv[1])
blobs = layout / "blobs/sha256"
blobs.mkdir(parents=True)

def put(value, kind):
    data = json.dumps(value).encode()
    digest = hashlib.sha256(data).hexdigest()
    (blobs / digest).write_bytes(data)
    return {
        "mediaType": f"application/vnd.oci.image.{kind}.v1+json",
        "digest": f"sha256:{digest}",
        "size": len(data),
    }

layers = []
for path in sys.argv[3:]:
    layer = json.load(open(path))
    layers.append(
        {key: layer[key] for key in ("mediaType", "digest", "size", "annotations") if key in layer}
    )
    digest = layer["digest"][7:]
    shutil.copy(f"store/sha256/{digest[:2]}/{digest}", blobs / digest)
config = put(
    {
        "architecture": sys.argv[2],
        "os": "linux",
        "rootfs": {
            "type": "layers",
            "diff_ids": [json.load(open(path))["diffID"] for path in sys.argv[3:]],
        },
        "config": {
            "Env": ["PATH=/usr/bin", "PYTHONPATH=/opt/site-packages", "GREETING=hello world"]
        },
    },
    "config",
)
manifest = put({"schemaVersion": 2, "config": config, "layers": layers}, "manifest")
(layout / "index.json").write_text(json.dumps({"schemaVersion": 2, "manifests": [manifest]}))
(layout / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')
PY
}
ok 'an image' assemble image "$(dpkg --print-architecture)" base.json whiteout.json link.json \
	site.json
jq \
	-n \
	'{target: {name: "t"},
	packages: [{name: "good", version: "1.0"}, {name: "local", version: "2.0"},
	{name: "deep-one", version: "1"},
	{name: "other", version: "1.26"}, {name: "server", version: "1"},
	{name: "data", version: "1"}, {name: "torch", version: "2.2.0"}]}' >plan.json

run_on() { # layout, arguments
	"$python" "$top/tools/run/runimage.py" --plan plan.json --image "$1" --work work \
		--json run.json --junit run.xml --timeout 60 "${@:2}"
}
run() { run_on image "$@"; }

# When it holds what works, then it is said, with versions and files.
# shellcheck disable=SC2016
printf \
	'import os, socket, sys\nassert os.environ["GREETING"] == "hello world"\nassert not '\
'os.path.exists("/gone/file") and os.listdir("/emptied") == ["new"]\n' >smoke.py
cat >>smoke.py <<'PY'
assert open("/replaced").read() == "a file"
assert os.getcwd() == "/" and not os.path.exists("/etc/hostname")
try:
    open("/new", "w")
except OSError:
    pass
else:
    raise SystemExit("the image can be changed")
open("/tmp/new", "w")
try:
    socket.create_connection(("192.0.2.1", 9), 1)
except OSError as error:
    assert error.errno == 101, error
print("all as it should be")
PY
said=$(run --critical good --skip 'server.main=starts a server' --smoke smoke.py 2>shown)
is 'all is well' $? 0
like 'the critical module, its version and file' "$said" \
	'ok    good 1\.0\+cu121: /opt/site-packages/good/__init__\.py'
like 'a smoke test, in the image as it should be' "$said" 'ok    smoke\.py: all as it should be'
like 'what is not imported, with the reason' "$said" \
	'note  server\.main is not imported \(starts a server\)'
like 'CUDA is not required here' "$said" 'note  CUDA is not available here'
like 'each import is shown when it is done' "$(cat shown)" 'ok +deep\.one'
is 'the modules' "$(jq -c '[.imports[] | [.module, .status]]' run.json)" \
	'[["_good","ok"],["good","ok"],["deep.one","ok"],["local","ok"],["other","ok"],["server",'\
'"ok"],["server.main","skipped"],["torch","ok"]]'
is 'what has none' "$(jq -c .noModules run.json)" '["data"]'
is 'torch on CUDA' "$(jq -c '.cuda | [.available, .version, .architectures]' run.json)" \
	'[false,"12.1",["sm_80"]]'
is 'JUnit' "$("$python" - <<'PY'
import xml.etree.ElementTree as tree

for suite in tree.parse("run.xml").getroot():
    print(
        suite.get("name"),
        suite.get("tests"),
        suite.get("failures"),
        suite.get("skipped"),
        [case.get("name") for case in suite if case.find("skipped") is not None],
    )
PY
)" "imports 8 0 1 ['server.main']
image 2 0 0 []"
is 'nothing stays' "$(ls -A work)" ''
run --select good --quiet >out 2>&1
is 'a selection' "$(jq -c '[.imports[].module]' run.json)" '["_good","good"]'
is 'without a word on each' "$(grep -c '^  ok  *_good' out)" 0

# It runs as the image's user, where the image starts.
"$top/tests/support/mklayer" store user.json \
	$'etc/passwd=root:x:0:0::/:\napp:x:1234:5678::/home/app:\n' \
	$'etc/group=app:x:5678:\ngpu:x:99:\n' 'srv->data' data/ \
	0755:data/start=x 0755:usr/bin/serve=x
printf 'import os\nprint(os.getuid(), os.getgid(), os.getcwd())\n' >who.py
who() { # the configuration: who it says that it is
	assemble who "$(dpkg --print-architecture)" base.json whiteout.json link.json site.json \
		user.json
	"$python" - "$1" <<'PY'
import hashlib, json, pathlib, sys

layout = pathlib.Path("who")
index = json.loads((layout / "index.json").read_text())

def change(entry, make):
    old = json.loads((layout / "blobs/sha256" / entry["digest"][7:]).read_text())
    make(old)
    data = json.dumps(old).encode()
    entry.update(digest="sha256:" + hashlib.sha256(data).hexdigest(), size=len(data))
    (layout / "blobs/sha256" / entry["digest"][7:]).write_bytes(data)

change(
    index["manifests"][0],
    lambda manifest: change(
        manifest["config"], lambda config: config["config"].update(json.loads(sys.argv[1]))
    ),
)
(layout / "index.json").write_text(json.dumps(index))
PY
	run_on who --quiet --smoke who.py --skip 'server.main=starts a server' 2>&1 |
		grep -E 'who.py|FAIL|runimage'
	chmod -R u+w who && rm -rf who
}
is 'as root, at the root' "$(who '{}')" '  ok    who.py: 0 0 /'
is 'a user by name, in a directory over a link' \
	"$(who '{"User": "app", "WorkingDir": "/srv", "Entrypoint": ["./start"]}')" \
	'  ok    who.py: 1234 5678 /data'
is 'with another group, in a directory that is not there' \
	"$(who '{"User": "app:gpu", "WorkingDir": "/new/deep", "Cmd": ["serve"]}')" \
	'  ok    who.py: 1234 99 /new/deep'
is 'a user by number' "$(who '{"User": "4321"}')" '  ok    who.py: 4321 0 /'
like 'a user that is not there' "$(who '{"User": "nobody"}')" \
	'the image is to run as nobody, which its /etc/passwd does not have'
like 'a program that is not there' "$(who '{"Entrypoint": ["gunicorn", "x"]}')" \
	'FAIL  gunicorn, which the image is to start, is not found in it'

# finds NAME REGEX PACKAGES ARGUMENTS...: with these packages in the lock besides, there is one
# finding, which matches.
cp plan.json plain.json
finds() {
	local name=$1 said
	jq --argjson more "$3" '.packages += $more' plain.json >plan.json
	said=$(run --quiet "${@:4}" 2>&1)
	is "$name: exit status" $? 1
	like "$name" "$said" "$2"
	like "$name: nothing else" "$said" 'run: 1 finding$'
	cp plain.json plan.json
}
finds 'metadata that lies: the distributions involved' \
	'FAIL  import lies: ImportError: lies requires other 2\.0 or newer \(lies other\)' \
	'[{"name": "lies", "version": "26"}]'
like 'and its last lines' "$(jq -c '[.imports[] | select(.module == "lies").last[]]' run.json)" \
	'line 2, in <module>.*other\.check'
is 'JUnit has it' "$(grep -c '<failure message="import lies: ImportError' run.xml)" 1
finds 'a crash' 'import crash: ended by SIGSEGV \(crash\)' '[{"name": "crash", "version": "1"}]'
finds 'one that hangs' 'import hangs: ended after 3 s \(hangs\)' \
	'[{"name": "hangs", "version": "1"}]' --timeout 3
like 'with what it said' \
	"$(jq -c '[.imports[] | select(.module == "hangs")][0] | [.status, .last]' run.json)" \
	'\["timeout",\["waiting","ended after 3 s"\]\]'
finds 'one that quits: not imported' 'import quits: ' '[{"name": "quits", "version": "1"}]'
finds 'another version than in the lock' \
	'different is 3 for the image.s Python, and 2 in the lock' \
	'[{"name": "different", "version": "2"}]'
finds 'not found by Python' 'gone 1 is in the lock, and the image.s Python does not find it' \
	'[{"name": "gone", "version": "1"}]'
finds 'a critical module that says another version' \
	'wrong says that it is version 9\.1, and wrong is 1\.0 in the lock' \
	'[{"name": "wrong", "version": "1.0"}]' --critical wrong
finds 'a critical package without a module' 'data is critical and has no module to import' '[]' \
	--critical data
finds 'a local version that the lock wants' \
	'good is 1\.0 for the image.s Python, and 1\.0\+cu129 in the lock' \
	'[{"name": "good", "version": "1.0+cu129"}]'
finds 'no GPU where there should be one' \
	'FAIL  CUDA: libcuda\.so\.1 is not there: the container was started without NVIDIA' '[]' \
	--gpu
finds 'a declaration that names nothing' \
	'PYLOCK_IMPORT_SKIP\.gone\.main names nothing in the image: take it out' '[]' \
	--skip gone.main=x
printf 'print("so far")\nassert 1 == 2, "one is not two"\n' >bad.py
finds 'a smoke test' 'FAIL  bad\.py: AssertionError: one is not two' '[]' --smoke bad.py
like 'with its last lines' "$(run --smoke bad.py --quiet)" '          so far'
jq '.packages += [{name: "lies", version: "26"}]' plain.json >plan.json
ok 'a finding that is declared' run --quiet --allow 'lies=known to'
like 'is shown with its reason' "$(run --quiet --allow 'lies=known to')" \
	'note  import lies: .* \(known to\)'
ok 'a package that is not imported' run --quiet --skip 'lies=known to'
cp plain.json plan.json

# When it cannot be run, then that is said in a line.
assemble foreign vax base.json
fails 'another architecture' 1 \
	'^runimage\.py: the image is for vax, whose programs do not run here: install '\
'qemu-user-static' run_on foreign
assemble empty "$(dpkg --print-architecture)" link.json
said=$(run_on empty 2>&1)
is 'an image without Python' $? 1
like 'is said to be that' "$said" 'runimage\.py: empty: its Python does not run the check'
is 'nothing stays behind then' "$(ls -A work)" ''
fails 'a package that the lock does not have' 1 \
	'^runimage\.py: PACKAGE names nothing-such: not in the lock$' run --select nothing_such
mkdir path && ln -s "$(command -v tar)" path/
fails 'without bubblewrap' 1 \
	'^runimage\.py: bwrap: not found: install it \(apt-get install bubblewrap' env \
	PATH="$tmp/path" "$python" "$top/tools/run/runimage.py" \
	--plan plan.json --image image --work work
done_testing
