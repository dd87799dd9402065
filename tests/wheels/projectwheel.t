#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# projectwheel.py: what it refuses before anything is built; wheels: tests/mk/project.t.
. "$(dirname "$0")/../tap.sh"
python=$top/build/setup/venv/bin/python
needs "$python"
cd "$tmp" || exit 1
projectwheel() { "$python" -B "$top/tools/wheels/projectwheel.py" "$@"; }
inputs=(--tools "$top/build" --store store --lock built.lock --work work --policy policy.json
	--target target.json)

is 'version' "$(projectwheel --version)" "projectwheel.py $(cat "$top/tools/VERSION")"
fails 'no options' 2 '^projectwheel\.py: .*--tools' projectwheel . source.tar
fails 'no archive' 2 '^projectwheel\.py: .*archive' \
	projectwheel "${inputs[@]}" --package package.json .
fails 'no entry to write' 2 '^projectwheel\.py: .*--package' \
	projectwheel "${inputs[@]}" . source.tar
fails 'an option that is none' 2 '^projectwheel\.py: .*--none' \
	projectwheel "${inputs[@]}" --package package.json --none . source.tar

# Given projects, archives below one directory
printf '{"indexes": {"default": {"url": "http://127.0.0.1:1/"}}}' >policy.json
printf '{"name": "t", "arch": "x86_64", "glibc": "2.36", "python": "3.11",
	"pythonFull": "3.11.2"}' >target.json
# of TEXT [OPTION...]: the project whose pyproject.toml is that
of() {
	rm -rf source && mkdir source
	printf '%b' "$1" >source/pyproject.toml
	tar -cf source.tar source
	projectwheel "${inputs[@]}" --package package.json "${@:2}" ./app source.tar
}
refused() { # name regex arguments of `of`
	fails "$1" 1 "^projectwheel\\.py: \\./app: $2" of "${@:3}"
	is "$1: nothing is written" "$(ls -d package.json* built.lock* 2>/dev/null)" ''
}
refused 'no TOML' 'pyproject\.toml:1:9: not valid TOML' '[project\n'
refused 'no name' 'pyproject\.toml has no project\.name' '[project]\nversion = "1"\n'
refused 'a name that is none' 'pyproject\.toml has no project\.name' '[project]\nname = "a b"\n'
refused 'a build-system that is no table' '.*build-system' \
	'build-system = 1\n[project]\nname = "a"\n'
named='[build-system]\nrequires = []\nbuild-backend = "x"\n[project]\nname = "a"\n'
refused 'a lock that lacks it, and may not be written' \
	'.*built\.lock does not have what its build requires, and PYLOCK_LOCKED=1' "$named" --locked
refused 'offline' '.*built\.lock does not have what its build requires, and PYLOCK_OFFLINE=1' \
	"$named" --offline
printf 'no tar' >source.tar
fails 'no archive' 1 '^projectwheel\.py: \./app: ' \
	projectwheel "${inputs[@]}" --package package.json ./app source.tar
done_testing
