#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# sources.py: which wheels it parses, by which Python, and what it remembers; what it says of good
# and bad sources is in verdicts.t.
. "$(dirname "$0")/../tap.sh"
python=$top/build/setup/venv/bin/python
needs jq "$python"
cd "$tmp" || exit 1
sources() { "$python" -B "$top/tools/verify/sources.py" "$@"; }
minor=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')

is 'version' "$(sources --version)" "sources.py $(cat "$top/tools/VERSION")"
fails 'no plan' 2 '^sources\.py: .*--plan' sources --store store
fails 'no store' 2 '^sources\.py: .*--store' sources --plan plan.json
fails 'an option that is none' 2 '^sources\.py: .*--none' \
	sources --store store --plan plan.json --none
fails 'jobs that are no number' 2 "^sources\\.py: .*--jobs.*'many'" \
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
is 'with results of its own' "$(find store/keys/sources -name '*-3.99.json' | wc -l)" 2
is 'one that does not start' "$(of 3.98 | jq -r .python)" "$minor"
is 'none' "$(of 3.97 | jq -r .python)" "$minor"

# Bad input
printf '[' >bad.json
fails 'a plan that is no JSON' 1 '^sources\.py: bad\.json: ' sources --store store --plan bad.json
fails 'a lock of wheels that is none' 1 '^sources\.py: bad\.json: ' \
	sources --store store --plan plan.json --built bad.json
echo '{"built": 1}' >bad.json
fails 'or is another' 1 '^sources\.py: bad\.json: ' \
	sources --store store --plan plan.json --built bad.json
echo '{"target": {"python": "3"}, "packages": [{"name": "a", "file": {"kind": "wheel",
	"sha256": "../../../etc/passwd"}}]}' >bad.json
fails 'a hash that is a path' 1 '^sources\.py: bad\.json: ' sources --store store --plan bad.json
done_testing
