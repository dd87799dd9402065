#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# lockpins: other tools' locks as pins. uv.lock and pylock.toml are uv's own, of a made-up index;
# the others are written as their tools document them. Whole projects: tests/analyze/migrate.t.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
uv=$top/build/setup/venv/bin/uv
needs "$uv" jq
cd "$tmp" || exit 1
pins() { grep -v '^-e' out | sed 's/  # via.*//' | sort | paste -sd'|'; }
own() { sed -n 's/  # via -r project$//p' out | sort | paste -sd'|'; }
taken() { "$bin/lockpins" "$@" >out 2>err; }

# Given a lock and a pylock.toml of uv
"$top/tests/support/mkindex" index "app==1.0;lib>=1" 'lib==1.0;win when sys_platform == '"'win32'" \
	"fast==1.0;speed when extra == 'all'" speed==1.0 win==1.0 tool==1.0
serve_nginx "$tmp/index"
export UV_DEFAULT_INDEX=$nginx/simple UV_CACHE_DIR=$tmp/uv UV_NO_CONFIG=1
cat >pyproject.toml <<'TEXT'
[project]
name = "mine"
version = "1.0"
requires-python = ">=3.11"
dependencies = ["app", "Fast[all]"]
[dependency-groups]
dev = ["tool"]
TEXT
ok 'uv locks' "$uv" lock -q --python "$top/build/setup/venv/bin/python"
ok 'uv.lock' taken uv.lock
is 'has the pins that uv exports' "$(pins | tr '|' '\n' | sed 's/\[.*\]//' | xargs)" \
	"$("$uv" export -q --frozen --no-hashes --no-annotate --no-header --no-emit-project |
		sed 's/ ;.*//' | sort | xargs)"
is 'and what the project asks for' "$(own)" 'app==1.0|fast[all]==1.0'
"$uv" export -q --frozen --format pylock.toml -o pylock.toml >/dev/null
ok 'pylock.toml' taken pylock.toml
is 'has its markers' "$(pins)" \
	"app==1.0|fast==1.0|lib==1.0|speed==1.0|tool==1.0|win==1.0 ; sys_platform == 'win32'"
is 'and does not tell who asks' "$(grep -c via out)" 0

# Given those of other tools
mkdir poetry pdm pipenv
cat >poetry/pyproject.toml <<'TEXT'
[tool.poetry.dependencies]
python = "^3.11"
App = "^1.0"
fast = {version = "*", extras = ["all"]}
never = {version = "1", optional = true}
TEXT
cat >poetry/poetry.lock <<'TEXT'
[[package]]
name = "app"
version = "1.0"
optional = false
python-versions = ">=3.8"
groups = ["main"]
files = []
[package.dependencies]
lib = ">=1"
[[package]]
name = "fast"
version = "1.0"
markers = "python_version < \"4\""
[package.extras]
all = ["speed"]
[[package]]
name = "lib"
version = "1.0"
markers = {main = "os_name == 'posix'", dev = "os_name == 'nt'"}
[[package]]
name = "repository"
version = "0.1"
[package.source]
type = "git"
url = "https://git.example/r.git"
reference = "main"
resolved_reference = "0123456789012345678901234567890123456789"
[[package]]
name = "archived"
version = "2.0"
[package.source]
type = "url"
url = "https://host.example/archived-2.0.tar.gz"
[[package]]
name = "beside"
version = "2.0"
[package.source]
type = "directory"
url = "../beside"
[[package]]
name = "kept"
version = "2.0"
[package.source]
type = "legacy"
url = "https://index.example/simple"
[metadata]
lock-version = "2.1"
TEXT
ok 'poetry.lock' taken --project poetry/pyproject.toml poetry/poetry.lock
is 'has its pins' "$(pins)" 'app==1.0|archived @ https://host.example/archived-2.0.tar.gz|'\
'fast[all]==1.0 ; python_version < "4"|kept==2.0|lib==1.0 ; '\
"os_name == 'posix'|repository @ git+https://git.example/r.git"
is 'and a directory' "$(grep '^-e' out)" '-e ../beside'
is 'and what Poetry is told' "$(own)" 'app==1.0|fast[all]==1.0 ; python_version < "4"'
cat >pdm/pdm.lock <<'TEXT'
[metadata]
groups = ["default"]
lock_version = "4.5.0"
[[package]]
name = "uvicorn"
version = "0.30.0"
extras = ["standard"]
requires_python = ">=3.8"
groups = ["default"]
marker = "sys_platform != 'win32'"
dependencies = ["click>=7.0"]
[[package]]
name = "here"
version = "1.0"
path = "./here"
TEXT
ok 'pdm.lock' taken pdm/pdm.lock
is 'has its pins' "$(pins)" "uvicorn[standard]==0.30.0 ; sys_platform != 'win32'"
is 'and its directories' "$(grep '^-e' out)" '-e ./here'
cat >pipenv/Pipfile <<'TEXT'
[packages]
app = "*"
[dev-packages]
tool = "*"
TEXT
cat >pipenv/Pipfile.lock <<'TEXT'
{"_meta": {"pipfile-spec": 6}, "default": {"app": {"hashes": [], "index": "pypi",
"markers": "python_version >= '3.8'", "version": "==1.0"}, "lib": {"version": "==1.0"}},
"develop": {"tool": {"version": "==1.0"}}}
TEXT
ok 'Pipfile.lock' taken --project pipenv/Pipfile pipenv/Pipfile.lock
is 'has its pins, without those for development' "$(pins)" \
	"app==1.0 ; python_version >= '3.8'|lib==1.0"
is 'and what the Pipfile says' "$(own)" "app==1.0 ; python_version >= '3.8'"

# When the input is bad
refused() { # NAME STATUS PATTERN FILE TEXT
	printf '%b' "$5" >"$4"
	"$bin/lockpins" "$4" >out 2>err
	is "$1: exit status" $? "$2"
	like "$1: one line" "$(cat err)" "$3"
	is "$1: nothing is printed" "$(wc -l <err) $(cat out)" '1 '
}
refused 'no such format' 1 '^lockpins: other\.lock: not the name of a lock' other.lock ''
refused 'no packages' 1 '^lockpins: uv\.lock: has no packages' uv.lock 'version = 1\n'
refused 'no name' 1 'uv\.lock: a package without a name' uv.lock '[[package]]\nversion = "1"\n'
refused 'a package that is a number' 1 'uv\.lock: a package without' uv.lock 'package = [1]\n'
refused 'no version' 1 'uv\.lock: a: no version' uv.lock '[[package]]\nname = "a"\n'
refused 'a version with a line' 1 'uv\.lock: a: not a requirement' uv.lock \
	'[[package]]\nname = "a"\nversion = "1\\n-r b"\n'
refused 'a marker that is none' 1 'pdm\.lock: a: ' pdm.lock \
	'[[package]]\nname = "a"\nversion = "1"\nmarker = "what"\n'
refused 'a path with a line' 1 'pdm\.lock: a: not a path' pdm.lock \
	'[[package]]\nname = "a"\npath = "b\\n-r c"\n'
refused 'no TOML' 1 '^lockpins: uv\.lock: not valid TOML' uv.lock '[[['
refused 'no JSON' 1 '^lockpins: Pipfile\.lock:1' Pipfile.lock '{'
done_testing
