#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# pyproject: what pyproject.toml files ask for. Groups are compared with what the packaging library
# resolves them to, extras with what a build writes into METADATA.
. "$(dirname "$0")/../tap.sh"
python=$top/build/setup/venv/bin/python
needs "$python" jq
cd "$tmp" || exit 1

asked() { "$bin/pyproject" "$@" | grep -v '^#' | LC_ALL=C sort -u; }
# The same as the packaging library writes requirements.
spelled() {
	asked "$@" | "$python" -c '
import sys
from packaging.requirements import Requirement
print(*sorted(str(Requirement(line.strip())) for line in sys.stdin), sep="\n")'
}
project() { # FILE; the tables on standard input
	mkdir -p "$(dirname "$1")"
	{ printf '[project]\nname = "My_App"\nversion = "1"\n' && cat; } >"$1"
}

# Given groups that include each other, in any spelling,
project pyproject.toml <<'END'
dependencies = ["requests>=2", 'h2[x,Y] ; python_version < "3.14"']
[dependency-groups]
dev = ["pytest>7", {include-group = "Lint.All"}, {include-group = "typing"}]
lint-all = ["ruff", {include-group = "typing"}]
typing = ["mypy ; python_version > '3.8'"]
none = []
END
for group in dev lint-all typing; do
	is "group $group" "$(spelled --group "$group" pyproject.toml | grep -v '^requests\|^h2')" \
		"$("$python" - "$group" <<-'PY'
			import sys, tomllib
			from packaging.dependency_groups import resolve_dependency_groups
			groups = tomllib.load(open("pyproject.toml", "rb"))["dependency-groups"]
			print(*sorted(set(resolve_dependency_groups(groups, sys.argv[1]))), sep="\n")
		PY
		)"
done
is 'an empty group' "$(spelled --group none pyproject.toml | grep -v '^requests\|^h2')" ''
is 'dependencies as they are written' "$(asked pyproject.toml)" \
	"$(printf 'h2[x,Y] ; python_version < "3.14"\nrequests>=2')"

# Given extras that stand for others of the same project, also under a marker,
project extras/pyproject.toml <<'END'
dependencies = ["base"]
[project.optional-dependencies]
net = ["httpx", "anyio>3 ; python_version > '3'"]
Every_Thing = ["my-app[net] ; sys_platform == 'linux'", "rich"]
END
is 'an extra' "$(asked --extra net extras/pyproject.toml)" \
	"$(printf "anyio>3 ; python_version > '3'\nbase\nhttpx")"
# evaluated: what holds on Linux, and elsewhere
evaluated() { # sys_platform
	asked --extra every-thing extras/pyproject.toml | "$python" -c '
import sys
from packaging.requirements import Requirement
for line in sys.stdin:
    requirement = Requirement(line.strip())
    if not requirement.marker or requirement.marker.evaluate({"sys_platform": sys.argv[1]}):
        print(requirement.name, requirement.specifier)' "$1" | xargs
}
is 'one that stands for others, on Linux' "$(evaluated linux)" 'anyio >3 base httpx rich'
is 'elsewhere' "$(evaluated win32)" 'base rich'

# Given several projects, then they are not requirements of each other.
project two/pyproject.toml <<<'dependencies = ["my-app[net]", "six"]'
sed -i 's/My_App/two/' two/pyproject.toml
is 'a project that needs another' \
	"$(asked extras/pyproject.toml two/pyproject.toml | paste -sd' ')" \
	"anyio>3 ; python_version > '3' base httpx six"
is 'their names' "$("$bin/pyproject" --names extras/pyproject.toml two/pyproject.toml | xargs)" \
	'my-app two'

# Given lists that setuptools takes from files,
project dyn/pyproject.toml <<'END'
dynamic = ["dependencies", "optional-dependencies"]
[tool.setuptools.dynamic]
dependencies = {file = ["reqs.txt", "more reqs.txt"]}
optional-dependencies.gpu = {file = "gpu.txt"}
END
is 'files' "$(asked --before ../../ --extra gpu dyn/pyproject.toml)" \
	"$(printf -- '-r "../../dyn/gpu.txt"\n-r "../../dyn/more reqs.txt"\n-r "../../dyn/reqs.txt"')"

# Given what cannot be taken, then one line says what to write, and nothing is printed.
refuses() { # name, pattern, text of the file, options...
	project bad.toml <<<"$3"
	fails "$1" 1 "^pyproject: bad.toml: $2" "$bin/pyproject" "${@:4}" bad.toml
	is "$1: nothing on standard output" "$("$bin/pyproject" "${@:4}" bad.toml 2>/dev/null)" ''
}
refuses 'a requirement that is none' "project.dependencies: .*'a b'" 'dependencies = ["ok", "a b"]'
refuses 'a line break in one' 'project.dependencies: ' 'dependencies = ["a\n-r /etc/passwd"]'
refuses 'a list of other things' 'project.dependencies: neither' 'dependencies = [1]'
refuses 'no list' 'project.dependencies: not a list' 'dependencies = "a"'
refuses 'another Python' "project.requires-python is '>=3.12', and the target's Python is 3.11.2" \
	'requires-python = ">=3.12"' --python 3.11.2
refuses 'a requires-python that is none' 'project.requires-python: ' 'requires-python = "three"' \
	--python 3.11.2
refuses 'an extra that is not there' "has no extra 'net'" '' --extra net
refuses 'a group that is not there' "has no dependency group 'dev'" '' --group dev
refuses 'a group that includes itself' 'dependency-groups.a: includes itself' \
	$'[dependency-groups]\na = [{include-group = "b"}]\nb = [{include-group = "a"}]' --group a
refuses 'a group that includes none' "dependency-groups.a: there is no group 'b'" \
	$'[dependency-groups]\na = [{include-group = "b"}]' --group a
refuses 'what only a build tells' 'project.dependencies is dynamic: .* PYLOCK_REQUIREMENTS' \
	'dynamic = ["dependencies"]'
refuses 'another back end'"'"'s way' 'project.dependencies is dynamic' \
	$'dynamic = ["dependencies"]\n[tool.hatch.metadata.hooks.x]\na = 1'
refuses 'a file that is no name' 'tool.setuptools.dynamic' \
	$'dynamic = ["dependencies"]\n[tool.setuptools.dynamic]\ndependencies = {file = ["a\\"b"]}'
refuses 'a source of uv' 'tool.uv.sources is not read: .* PYLOCK_INDEX.torch := gpu' \
	$'[tool.uv.sources]\nTorch = {index = "gpu"}'
refuses 'a git source of uv' 'tool.uv.sources is not read: it names a source of lib' \
	$'[tool.uv.sources]\nlib = {git = "https://example.org/x"}'
refuses 'overrides of uv' 'tool.uv.override-dependencies is not read: .* overrides.txt' \
	$'[tool.uv]\noverride-dependencies = ["a"]'

# Given the tables that only Poetry reads; what they mean is what poetry-core makes of them
# (Factory.create_dependency(NAME, ENTRY).to_pep_508())
cat >poetry.toml <<'END'
[tool.poetry]
name = "Mine_Too"
[tool.poetry.dependencies]
python = "^3.8 || ^4"
Caret = "^1.2"
table = { version = "~1.4", extras = ["x", "y"], markers = "os_name == 'nt' or os_name == 'a'" }
both = [{ version = "<2", python = "<3.12" }, { version = ">=2", python = "^3.12" }]
mac = { version = "*", platform = "darwin" }
from-git = { git = "https://git.example/x", tag = "v1", subdirectory = "s" }
from-url = { url = "https://files.example/x-1.0.tar.gz" }
sometimes = { version = "1.0", optional = true }
neighbour = { path = "../neighbour", develop = true }
[tool.poetry.extras]
More = ["Sometimes"]
[tool.poetry.group.docs.dependencies]
book = "*"
[tool.poetry.dev-dependencies]
check = ">=1,<3"
END
printf '[project]\nname = "neighbour"\n' >neighbour.toml
is 'tables of Poetry' "$("$bin/pyproject" --python 3.11.2 poetry.toml neighbour.toml)" \
	"# poetry.toml: tool.poetry.dependencies
Caret>=1.2,<2.0
both<2 ; (python_version < \"3.12\")
both>=2 ; (python_version >= \"3.12\" and python_version < \"4.0\")
from-git @ git+https://git.example/x@v1#subdirectory=s
from-url @ https://files.example/x-1.0.tar.gz
mac ; sys_platform == \"darwin\"
table[x,y]>=1.4,<1.5 ; (os_name == 'nt' or os_name == 'a')"
is 'extras and groups of Poetry' "$("$bin/pyproject" --extra more --group docs --group dev \
	poetry.toml neighbour.toml | sed -n '/extras\|group/,$p')" \
	'# poetry.toml: tool.poetry.extras.more
sometimes==1.0
# poetry.toml: tool.poetry.group.docs
book
# poetry.toml: tool.poetry.group.dev
check>=1,<3'
is 'its name' "$("$bin/pyproject" --names poetry.toml)" mine-too
printf '[project]\nname = "p"\ndynamic = ["dependencies"]\n[tool.poetry.dependencies]\na = "1"\n' \
	>two.toml
is 'dynamic ones' "$("$bin/pyproject" two.toml | sed 1d)" 'a==1'
poetry() { # what, pattern, what stands in tool.poetry.dependencies
	printf '[tool.poetry.dependencies]\n%s\n' "$3" >bad.toml
	fails "of Poetry: $1" 1 "^pyproject: bad\.toml: tool\.poetry\.dependencies[.:].*$2" \
		"$bin/pyproject" --python 3.11.2 bad.toml
}
poetry 'another Python' "is '\^3.12', and the target's Python is 3.11.2" 'python = "^3.12"'
poetry 'a Python that is none' 'not a version' 'python = "^three"'
poetry 'alternatives' "alternatives \(\|\|\).*'1 \|\| 3'" 'a = "1 || 3"'
poetry 'a constraint that is none' "a: .*'one'" 'a = "one"'
poetry 'no version' 'a: no version' 'a = {optional = false}'
poetry 'a number' 'a: no version' 'a = 1'
poetry 'a directory' 'a is in a directory of its own: add it to PYLOCK_PROJECT' \
	'a = {path = "../a"}'
poetry 'a source' 'a has the source own.*PYLOCK_INDEX\.a := own' \
	'a = {version = "1", source = "own"}'
poetry 'a platform' 'write it into markers' 'a = {version = "1", platform = "a || b"}'
poetry 'a line break in an address' 'has a control character' \
	'a = {url = "https://x/\n-r /etc/passwd"}'
poetry 'a marker that is none' "a marker's variable" 'a = {version = "1", markers = "x"}'
poetry 'no name' "not the name of a package: 'a b'" '"a b" = "1"'
printf 'x = 1\n' >none.toml
fails 'no project' 1 'none.toml: has no table \[project\]' "$bin/pyproject" none.toml
printf '[project]\nname = "-"\n' >name.toml
fails 'no name of a package' 1 'project.name: not the name' "$bin/pyproject" name.toml
printf 'project = [\n' >broken.toml
fails 'what is not TOML' 1 'broken.toml:' "$bin/pyproject" broken.toml
fails 'a file that is not there' 1 'gone.toml' "$bin/pyproject" gone.toml
fails 'no file' 2 'is wanted' "$bin/pyproject"
fails 'an extra that is no name' 2 'not the name of an extra' "$bin/pyproject" --extra 'a b' x
done_testing
