#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# sources: which wheels it parses, by which Python, and what it remembers; what it says of good
# and bad sources is in verdicts.t.
. "$(dirname "$0")/../tap.sh"
python=$top/build/setup/venv/bin/python
needs jq "$python"
cd "$tmp" || exit 1
sources() { "$bin/sources" --python "$python" --parser "$top/tools/verify/modules.py" "$@"; }
minor=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')

is 'version' "$(sources --version)" "sources $(cat "$top/tools/VERSION")"
fails 'no plan' 2 '^sources: .*--plan' sources --store store
fails 'no store' 2 '^sources: .*--store' sources --plan plan.json
fails 'an option that is none' 2 '^sources: .*--none' \
	sources --store store --plan plan.json --none
fails 'jobs that are no number' 2 "^sources: .*--jobs.*'many'" \
	sources --store store --plan plan.json --jobs many

# Given wheels in a store, one of them built here, one damaged, one not there
cat >make.py <<'END'
import hashlib, io, json, pathlib, sys, zipfile


def put(data):
    sha256 = hashlib.sha256(data).hexdigest()
    path = pathlib.Path("store/sha256", sha256[:2], sha256)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return sha256


def wheel(name, files):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for file, text in files.items():
            archive.writestr(file, text)
        archive.writestr(f"{name}-1.dist-info/METADATA", f"Name: {name}\nVersion: 1\n")
    return put(data.getvalue())


def package(name, sha256, kind="wheel"):
    return {"name": name, "version": "1", "file": {"kind": kind, "sha256": sha256}}


built = wheel("built", {"built.py": "x = 1\n"})
packages = [
    package("fine", wheel("fine", {"fine/__init__.py": "", "fine/a.py": "x = 1\n"})),
    package("built", "1" * 64, "sdist"),
    package("unbuilt", "2" * 64, "sdist"),
    package("gone", "3" * 64),
    package("damaged", put(b"PK\3\4 and no more")),
]
plan = {"target": {"python": sys.argv[1]}, "packages": packages}
json.dump(plan, open("plan.json", "w"))
json.dump({"built": {"wheel": {"sha256": built}}, "own": {"requires": []}},
          open("built.json", "w"))
END
"$python" make.py "$minor"
sources --store store --plan plan.json --built built.json >found.json
is 'status' $? 0
is 'by its own Python' "$(jq -r .python found.json)" "$minor"
is 'wheels, and what was built; no sdist' "$(jq -c '.wheels | keys' found.json)" \
	'["built","damaged","fine","gone"]'
is 'the files of one' "$(jq -c '.wheels.fine | [.files, .tops, .syntax]' found.json)" \
	'[2,["fine"],[]]'
is 'of the one that was built' "$(jq -c '.wheels.built | [.files, .tops]' found.json)" \
	'[1,["built"]]'
like 'a damaged one' "$(jq -r .wheels.damaged.flaw found.json)" 'not a zip file'
is 'what is gone is not known' "$(jq -c .wheels.gone found.json)" null
is 'without the lock of what was built' \
	"$(sources --store store --plan plan.json --built none.json | jq -c '.wheels | keys')" \
	'["damaged","fine","gone"]'
is 'one process finds the same' "$(rm -r store/keys
	sources --store store --plan plan.json --built built.json --jobs 1)" "$(cat found.json)"

# What is remembered is asked first, and one that is damaged is made again
kept=(store/keys/sources/*.json)
is 'one result for each that was parsed' "${#kept[@]}" 3
"$python" -B "$top/tests/support/resealed.py" '.*' '{"kept": 1}' "${kept[@]}"
is 'it is not parsed again' \
	"$(sources --store store --plan plan.json | jq -c .wheels.fine)" '{"kept":1}'
for file in "${kept[@]}"; do printf '{"kept' >"$file"; done
is 'a damaged result counts for nothing' \
	"$(sources --store store --plan plan.json --built built.json)" "$(cat found.json)"

# The target's Python, when one of that version is here and starts
mkdir bin
cat >bin/python3.99 <<-END
	#!/bin/sh
	case "\$*" in *version_info*) echo 3.99 && exit ;; esac
	: >>$tmp/ran
	exec "$python" "\$@"
END
printf '#!/bin/sh\nexit 1\n' >bin/python3.98
chmod +x bin/python3.9*
of() { "$python" make.py "$1" && PATH=$tmp/bin:$PATH sources --store store --plan plan.json; }
is 'the one on the path' "$(of 3.99 | jq -r .python)" 3.99
ok 'it parsed' test -e ran
is 'with results of its own' "$(find store/keys/sources -name '*.json' | wc -l)" 5
is 'one that does not start' "$(of 3.98 | jq -r .python)" "$minor"
is 'none' "$(of 3.97 | jq -r .python)" "$minor"

# The image's own, confined: it sees the wheels and modules.py, and nothing else of this machine
cat >python3.c <<'END'
#include <dirent.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
	char line[100];

	if (argc == 5 && strcmp(argv[3], "-c") == 0)
		return puts("3.97") < 0;
	if (argc != 5 || strcmp(argv[4], "3.97") || access("/tmp/modules.py", R_OK) ||
		!access("/etc/passwd", F_OK) || fopen("/tmp/sha256/x", "w"))
		return 1;
	while (fgets(line, sizeof line, stdin)) {
		line[strcspn(line, "\n")] = 0;
		printf("{\"mine\": %s}\n", access(line, R_OK) ? "false" : "true");
		fflush(stdout);
	}
}
END
cat >layout.py <<'END'
import hashlib, io, json, pathlib, sys, tarfile

layout = pathlib.Path("layout")
(layout / "blobs/sha256").mkdir(parents=True, exist_ok=True)


def put(data, kind):
    digest = hashlib.sha256(data).hexdigest()
    (layout / "blobs/sha256" / digest).write_bytes(data)
    return {"mediaType": f"application/vnd.oci.image.{kind}", "digest": f"sha256:{digest}",
            "size": len(data)}


tar = io.BytesIO()
with tarfile.open(fileobj=tar, mode="w") as archive:
    archive.add("python3", "opt/bin/python3")
layer = put(tar.getvalue(), "layer.v1.tar")
config = {"architecture": sys.argv[1], "os": "linux", "config": {"Env": ["PATH=/opt/bin"]},
          "rootfs": {"type": "layers", "diff_ids": [layer["digest"]]}}
manifest = {"schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
            "config": put(json.dumps(config).encode(), "config.v1+json"), "layers": [layer]}
index = {"schemaVersion": 2, "manifests": [put(json.dumps(manifest).encode(), "manifest.v1+json")]}
(layout / "index.json").write_text(json.dumps(index))
(layout / "oci-layout").write_text('{"imageLayoutVersion": "1.0.0"}')
END
if gcc -static -o python3 python3.c 2>gcc.log && bwrap --ro-bind / / true 2>bwrap.log; then
	of_image() { # version architecture
		rm -rf store/keys layout
		"$python" make.py "$1" && "$python" layout.py "$2" &&
			sources --store store --plan plan.json --image layout --work work/run
	}
	here=$(uname -m | sed 's/x86_64/amd64/; s/aarch64/arm64/')
	is "the image's own" "$(of_image 3.97 "$here" | jq -c '[.python, .wheels.fine]')" \
		'["3.97",{"mine":true}]'
	is 'nothing is left of it' "$(ls work/run)" ''
	is 'another version of it' "$(of_image 3.96 "$here" | jq -r .python)" "$minor"
	is 'one of another machine' "$(of_image 3.97 s390x | jq -r .python)" "$minor"
	is 'nothing is left of them' "$(ls work/run)" ''
else
	note "no static programs, or no bwrap: the image's own Python is not tried"
fi

# Bad input
printf '[' >bad.json
fails 'a plan that is no JSON' 1 '^sources: bad\.json:' sources --store store --plan bad.json
fails 'a lock of wheels that is none' 1 '^sources: bad\.json:' \
	sources --store store --plan plan.json --built bad.json
echo '{"built": 1}' >bad.json
fails 'or is another' 1 '^sources: bad\.json:' \
	sources --store store --plan plan.json --built bad.json
echo '{"target": {"python": "3"}, "packages": [{"name": "a", "file": {"kind": "wheel",
	"sha256": "../../../etc/passwd"}}]}' >bad.json
fails 'a hash that is a path' 1 '^sources: bad\.json:' sources --store store --plan bad.json
done_testing
