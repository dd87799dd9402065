#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# staticmetadata: what sdists require, as the packaging library reads it.
. "$(dirname "$0")/../tap.sh"
python=$top/build/setup/venv/bin/python
needs jq "$python"
cd "$tmp" || exit 1
static() { "$bin/staticmetadata" "$@"; }

is 'version' "$(static --version)" "staticmetadata $(cat "$top/tools/VERSION")"
like 'help' "$(static --help)" '^usage: staticmetadata'
fails 'no file' 2 '^staticmetadata: one file is wanted' static
fails 'two' 2 '^staticmetadata: one file is wanted' static a b
fails 'an option that is none' 2 '^staticmetadata: .*--none' static --none a
for release in a 'a==' '==1' 'a==b==1' 'a/b==1'; do
	fails "no release: $release" 2 '^staticmetadata: --release: not one NAME==VERSION' \
		static --release "$release" a
done
fails 'two releases' 2 '^staticmetadata: --release: not one' \
	static --release a==1 --release a==1 a
fails 'a file that is not there' 1 '^staticmetadata: none.tar.gz: .*No such file' \
	static none.tar.gz
printf 'no archive' >it.tar.gz
fails 'no archive' 1 '^staticmetadata: the sdist ' static it.tar.gz

# Given sdists whose pyproject.toml has extras and markers of every form,
sdist() { # PYPROJECT [PKG-INFO]
	rm -rf made-1
	mkdir made-1
	printf '%s' "$1" >made-1/pyproject.toml
	[ $# = 1 ] || printf '%b' "$2" >made-1/PKG-INFO
	tar -czf made-1.tar.gz made-1
}
sdist '[project]
name = "made"
version = "1"
requires-python = ">=3.9"
dependencies = ["always", "either; os_name == \"nt\" or os_name == \"posix\""]
[project.optional-dependencies]
x = ["plain>=1", "one; os_name == \"nt\"", "two; os_name == \"nt\" or os_name == \"posix\""]
y = ["url @ https://host/url-1.whl ; os_name == \"posix\""]
'
# then a requirement of an extra counts for that extra only, as the markers say.
cat >holds.py <<'END'
import json, sys
from packaging.requirements import Requirement

for line in json.load(sys.stdin):
    requirement = Requirement(line)
    holds = [extra or "-" for extra in ("", "x", "y")
             if not requirement.marker or requirement.marker.evaluate({"extra": extra})]
    print(requirement.name, *holds)
END
is 'what counts for which extra' "$(static made-1.tar.gz | "$python" holds.py)" \
	'always - x y
either - x y
plain x
one
two x
url y'
is 'its metadata, for resolvers' "$(static --release made==1.0 made-1.tar.gz | head -6)" \
	'Metadata-Version: 2.1
Name: made
Version: 1.0
Requires-Python: >=3.9
Provides-Extra: x
Provides-Extra: y'
is 'with the same requirements' \
	"$(static --release made==1.0 made-1.tar.gz | sed -n 's/^Requires-Dist: //p')" \
	"$(static made-1.tar.gz | jq -r '.[]' | sed 's/ \+/ /g')"

# What PKG-INFO settles needs no pyproject.toml; of another release it is not taken.
sdist '[project' 'Metadata-Version: 2.2\nName: Made\nVersion: 1.0\nRequires-Dist: a\n'
is 'PKG-INFO' "$(static made-1.tar.gz)" '["a"]'
is 'of a release' "$(static --release made==1 made-1.tar.gz | xargs)" \
	'Metadata-Version: 2.1 Name: made Version: 1 Requires-Dist: a'
fails 'of another' 1 "^staticmetadata: its metadata is of 'made' '1.0'" \
	static --release made==2 made-1.tar.gz
sdist '[project' 'Metadata-Version: 2.1\nName: Made\nVersion: 1.0\nRequires-Dist: a\n'
fails 'a pyproject.toml that is malformed' 1 '^staticmetadata: pyproject.toml:1:9: not valid' \
	static made-1.tar.gz

# What only a build tells
sdist '[project]
name = "made"
dynamic = ["version", "dependencies"]
' 'Metadata-Version: 2.4\nName: made\nVersion: 1\nDynamic: Requires-Dist\n'
is 'only a build tells' "$(static made-1.tar.gz)" 'null'
is 'nothing for resolvers' "$(static --release made==1 made-1.tar.gz)" ''

# The metadata of a build, from a file or standard input
printf 'Metadata-Version: 2.4\nName: A.b\nVersion: 1.0.0\nSummary: s\nRequires-Dist: c\n' >built
said='Metadata-Version: 2.1 Name: A.b Version: 1.0.0 Requires-Dist: c'
is 'of a build' "$(static --built built | xargs)" "$said"
is 'from standard input' "$(static --built - <built | xargs)" "$said"
is 'of a release' "$(static --built --release a-b==1.0 built | xargs)" \
	'Metadata-Version: 2.1 Name: a-b Version: 1.0 Requires-Dist: c'
fails 'of another' 1 "^staticmetadata: its metadata is of 'a-b' '1.0.0'" \
	static --built --release a-b==2 built
fails 'without name and version' 1 '^staticmetadata: .*tells no name and version' \
	static --built /dev/null
ok 'a full disk' sh -c "'$bin/staticmetadata' --built built >/dev/full 2>/dev/null; [ \$? = 3 ]"
done_testing
