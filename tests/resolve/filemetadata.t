#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# filemetadata: what wheels and sdists require, of which only the parts that are needed are fetched.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
python=$top/build/setup/venv/bin/python
needs jq nginx "$python"
cd "$tmp" || exit 1
metadata() { "$bin/filemetadata" "$@"; }
ask() { metadata --policy policy.json; }

is 'version' "$(metadata --version)" "filemetadata $(cat "$top/tools/VERSION")"
fails 'no policy' 2 '^filemetadata: --policy is wanted' metadata
fails 'a file' 2 '^filemetadata: .*nothing but options' metadata --policy policy.json x
fails 'an option that is none' 2 '^filemetadata: .*--none' metadata --policy policy.json --none

# Given files of an index
mkdir served
cat >make.py <<'END'
import io, os, tarfile, zipfile

HEAD = "Metadata-Version: {}\nName: made\nVersion: 1\n"
REQUIRES = "Requires-Dist: alpha>=1\nRequires-Dist: beta[x]; python_version < '3.12'\n"


def wheel(name, metadata=None, besides=0):
    with zipfile.ZipFile(f"served/{name}-1-py3-none-any.whl", "w") as archive:
        archive.writestr("made.bin", os.urandom(besides))
        if metadata is not None:
            archive.writestr("made-1.dist-info/METADATA", metadata)


def sdist(name, files, kind="gz"):
    with tarfile.open(f"served/{name}-1.tar.{kind}", f"w:{kind}") as archive:
        for file, text in files.items():
            member = tarfile.TarInfo("made-1/" + file)
            member.size = len(text.encode())
            archive.addfile(member, io.BytesIO(text.encode()))


wheel("plain", HEAD.format("2.1") + REQUIRES)
wheel("large", HEAD.format("2.1") + REQUIRES, 3 << 20)
wheel("nothing", HEAD.format("2.1"))
wheel("without")
wheel("wrong", HEAD.format("2.1") + "Requires-Dist: alpha>>>1\n"
      "Requires-Dist: beta>=2.7.*\nRequires-Dist: gamma (<2)\n")
wheel("control", HEAD.format("2.1") + "Requires-Dist: alpha \x1b[31m\n")
open("served/damaged-1-py3-none-any.whl", "wb").write(b"PK no zip")
project = '[project]\nname = "made"\nversion = "1"\n'
sdist("static", {"PKG-INFO": HEAD.format("2.2") + REQUIRES})
sdist("dynamic", {"PKG-INFO": HEAD.format("2.2") + "Dynamic: Requires-Dist\n"})
sdist("project", {"pyproject.toml": project + 'dependencies = ["alpha"]\n'
      '[project.optional-dependencies]\nx = ["gamma; os_name == \'nt\'", "delta"]\n'})
sdist("elsewhere", {"pyproject.toml": project + 'dependencies = ["alpha"]\n'
      'dynamic = ["optional-dependencies"]\n'})
sdist("egg", {"made.egg-info/requires.txt": "alpha\n\n[x]\nbeta\n"
      "[:python_version < '3']\ngamma\n[y:os_name == 'nt']\ndelta\n"}, "xz")
sdist("older", {"PKG-INFO": HEAD.format("1.2") + REQUIRES})
sdist("notoml", {"pyproject.toml": "[project\n"})
sdist("deep", {"pyproject.toml": "a = " + "[" * 100_000 + "]" * 100_000 + "\n" + project})
for depth in (1_900, 100_000):
    marker = "(" * depth + "os_name == 'nt'" + ")" * depth
    sdist(f"deep{depth}", {"PKG-INFO": HEAD.format("2.2") + f"Requires-Dist: alpha; {marker}\n"})
open("served/notar-1.tar.gz", "wb").write(b"\x1f\x8b no tar")
END
"$python" make.py
serve_nginx "$tmp/served"
jq -n --arg url "$nginx/simple/" '{indexes: {default: {url: $url, retries: 0}}}' >policy.json
# questions FILE...
questions() {
	jq -nc --arg at "$nginx" '[$ARGS.positional[] | {index: "default", url: ($at + "/" + .),
		wheel: endswith(".whl")}]' --args "$@"
}
# Answers on one file, requirements as the packaging library spells them.
cat >spelled.py <<'END'
import json, sys
from packaging.requirements import InvalidRequirement, Requirement

def spelled(line):
    try:
        return str(Requirement(line))
    except (InvalidRequirement, RecursionError):
        return line

answer = json.load(sys.stdin)[0]
said = answer["unknown"] if "unknown" in answer else list(map(spelled, answer["requires"]))
print(json.dumps(said, separators=(",", ":")))
END
spelled() { "$python" spelled.py; }
# answer FILE: what is answered on it alone
answer() {
	case $1 in *.*) set -- "$1" ;; *) set -- "$1-1-py3-none-any.whl" ;; esac
	questions "$1" | ask | spelled
}
requires='["alpha>=1","beta[x]; python_version < \"3.12\""]'

is 'a wheel' "$(answer plain)" "$requires"
is 'a large one' "$(answer large)" "$requires"
is 'one that requires nothing' "$(answer nothing)" '[]'
is 'static metadata of an sdist' "$(answer static-1.tar.gz)" "$requires"
is 'dynamic metadata' "$(answer dynamic-1.tar.gz)" '"only a build tells what it requires"'
is 'a pyproject.toml, with extras' "$(answer project-1.tar.gz)" \
	'["alpha","gamma; os_name == \"nt\" and extra == \"x\"","delta; extra == \"x\""]'
is 'one whose extras come from elsewhere' "$(answer elsewhere-1.tar.gz)" \
	'"only a build tells what it requires"'
is 'the form of setuptools' "$(answer egg-1.tar.xz)" \
	'["alpha","beta; extra == \"x\"","gamma; python_version < \"3\"",'\
'"delta; os_name == \"nt\" and extra == \"y\""]'
is 'an older form that names some' "$(answer older-1.tar.gz)" "$requires"

# What cannot be told
is 'a wheel without METADATA' "$(answer without)" '"it has no METADATA"'
is 'a requirement that is none, beside others' "$(answer wrong)" \
	'["alpha>>>1","beta>=2.7.*","gamma<2"]'
is 'control characters' "$(answer control)" '"its metadata holds what no requirement may"'
like 'a wheel that is no zip' "$(answer damaged)" '^"its file: not a zip archive'
like 'an sdist that is no tar' "$(answer notar-1.tar.gz)" '^"the sdist cannot be unpacked: '
like 'no TOML' "$(answer notoml-1.tar.gz)" '^"pyproject\.toml:1:9: not valid TOML: '
like 'TOML that is nested deeply' "$(answer deep-1.tar.gz)" '^"pyproject\.toml:.* not valid TOML: '
like 'a marker that is nested deeply' "$(answer deep1900-1.tar.gz)" '^\["alpha; \(\('
is 'or more than a line may be long' "$(answer deep100000-1.tar.gz)" \
	'"its metadata holds what no requirement may"'
is 'an sdist that is not there' "$(answer gone-1.tar.gz)" '"HTTP status 404"'
is 'a wheel that is not there' "$(answer gone)" '"HTTP status 404"'

# Many at once: in the order of the questions
is 'in their order' "$(questions {without,plain,nothing,plain}-1-py3-none-any.whl static-1.tar.gz |
	ask | jq -c 'map(has("requires"))')" '[false,true,true,true,true]'
is 'none' "$(echo '[]' | ask)" '[]'

# A server that gives parts of files, one that does not, and one that is not there
serve_faults "$tmp/served"
large='large-1-py3-none-any.whl'
# from URL FILE
from() {
	jq -n --arg url "$1/simple/" '{indexes: {default: {url: $url, retries: 0}}}' >policy.json
	jq -nc --arg url "$1/$2" '[{index: "default", url: $url, wheel: ($url | endswith(".whl"))}]' |
		ask | spelled
}
is 'parts' "$(from "$nginx" $large)" "$requires"
is 'no parts' "$(from "$faults/norange" $large)" "$requires"
like 'a part was asked for' "$(cat "$faults_log")" "GET /norange/$large bytes=-65557"
is 'files of this machine' "$(from "file://$tmp/served" $large)" "$requires"
is 'and sdists' "$(from "file://$tmp/served" static-1.tar.gz)" "$requires"
is 'that are not there' "$(from "file://$tmp/served" none-1.tar.gz | grep -c 'No such file')" 1
like 'nobody there' "$(from "$(nowhere)" static-1.tar.gz)" 'Could not connect|onnection refused'
is 'which is a failure' \
	"$(echo '[{"index": "default", "url": "http://127.0.0.1:1/x", "wheel": false}]' | ask |
		jq '.[0].failed')" 3

# Bad questions
wrong() { fails "$1" "$2" '^filemetadata: ' sh -c "printf '%s' '$3' |
	'$bin/filemetadata' --policy policy.json"; }
wrong 'questions that are no JSON' 1 '['
deep() { head -c "$1" /dev/zero | tr '\0' '['; }
wrong 'nested more deeply than recursion goes' 1 "$(deep 100000)"
wrong 'and closed again' 1 "$(deep 50000)$(deep 50000 | tr '[' ']')"
wrong 'that are no array' 1 '{"a": 1}'
wrong 'that lack a member' 1 '[{"index": "default", "wheel": true}]'
wrong 'that have another type' 1 '[{"index": "default", "url": "http://h/x", "wheel": 1}]'
wrong 'that are no objects' 1 '[1]'
done_testing
