#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# resolve: withdrawn, Requires-Python, tags and local versions are asked of files, not of releases,
# by either resolver. Which file is right is what pip's own finder says.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
python=$top/build/setup/venv/bin/python
fits='#cp311-cp311-manylinux_2_17_x86_64'

mkdir -p "$tmp/index/yanked"
: >"$tmp/index/yanked/one_wheel-1.0-cp311-cp311-manylinux_2_17_x86_64.whl"
cp "$tmp"/index/yanked/{one,pinned}_wheel-1.0-cp311-cp311-manylinux_2_17_x86_64.whl
echo 'a mistake' >"$tmp/index/yanked/only_sdist-1.0-py3-none-any.whl"
echo 'of old' >"$tmp/index/yanked/all_files-1.0-py3-none-any.whl"
cp "$tmp"/index/yanked/{all,pinned}_files-1.0-py3-none-any.whl
echo 'not for us' >"$tmp/index/yanked/other_file-1.0-cp311-cp311-win_amd64.whl"
"$top/tests/support/mkindex" "$tmp/index" \
	"one-wheel==1.0$fits" one-wheel==1.0 one-wheel==0.9 \
	"pinned-wheel==1.0$fits" pinned-wheel==1.0 pinned-wheel==0.9 \
	only-sdist==1.0 only-sdist==1.0#sdist only-sdist==0.9 \
	all-files==1.0 all-files==0.9 pinned-files==1.0 pinned-files==0.9 \
	other-file==1.0 'other-file==1.0#cp311-cp311-win_amd64' other-file==0.9 \
	"newer-python==1.0;python>=3.12$fits" newer-python==1.0 newer-python==0.9 \
	"newer-wheel==1.0;python>=3.12" newer-wheel==1.0#sdist newer-wheel==0.9 \
	"newer-release==1.0;python>=3.12" "newer-release==1.0;python>=3.13$fits" newer-release==0.9 \
	local==2.0 local==2.0+cu121 text==2.0 text==2.0+cu121 \
	bound==2.0 bound==2.0+cu121 below==2.0 below==2.0+cu121 'above==1.0;below==2.0+cu121'
serve_nginx "$tmp/index"
export UV_CACHE_DIR=$tmp/cache
cat >"$tmp/requirements.in" <<'TEXT'
one-wheel
pinned-wheel==1.0
all-files
pinned-files==1.0
other-file
newer-python==1.0
newer-release
local==2.0+cu121
text===2.0+cu121
bound
above
TEXT
printf 'bound==2.0+cu121\n' >"$tmp/constraints.txt"
# pip-compile builds sdists to know what they require, for which this index has no back end.
printf 'only-sdist\nnewer-wheel==1.0\n' >"$tmp/sdists.in"

# What pip takes of each name: its own finder, for the target's Python and platform.
"$python" - "$nginx/simple" "$tmp" >"$tmp/by-pip" <<'PY'
import pathlib, sys
from pip._internal.index.collector import LinkCollector
from pip._internal.index.package_finder import PackageFinder
from pip._internal.models.search_scope import SearchScope
from pip._internal.models.selection_prefs import SelectionPreferences
from pip._internal.models.target_python import TargetPython
from pip._internal.network.session import PipSession
from pip._vendor.packaging.requirements import Requirement

directory = pathlib.Path(sys.argv[2])
lines = "".join((directory / name).read_text() for name in ("requirements.in", "sdists.in"))
lines = lines.replace("bound\n", "bound==2.0+cu121\n") + "below==2.0+cu121\n"
finder = PackageFinder.create(
    link_collector=LinkCollector(PipSession(), SearchScope.create([], [sys.argv[1]], False)),
    selection_prefs=SelectionPreferences(allow_yanked=True),
    target_python=TargetPython(
        platforms=["manylinux_2_36_x86_64", "manylinux_2_17_x86_64"],
        py_version_info=(3, 11, 2),
        abis=["cp311"],
        implementation="cp",
    ),
)
for line in sorted(lines.split()):
    requirement = Requirement(line)
    best = finder.find_best_candidate(requirement.name, requirement.specifier).best_candidate
    print(requirement.name, best.link.filename)
PY
is 'pip takes one file of each' "$(wc -l <"$tmp/by-pip")" 14

locked() { # lock
	"$python" - "$1" <<'PY'
import sys, tomllib

for package in tomllib.load(open(sys.argv[1], "rb"))["packages"]:
    file = package["wheels"][0] if "wheels" in package else package["sdist"]
    print(package["name"], file["name"])
PY
}
for resolver in uv pip-compile; do
	mkdir "$tmp/$resolver"
	cp "$tmp/requirements.in" "$tmp/constraints.txt" "$tmp/$resolver"
	wanted=$(grep -v '\.tar\.gz$' "$tmp/by-pip")
	if [ "$resolver" = uv ]; then
		cat "$tmp/sdists.in" >>"$tmp/uv/requirements.in"
		wanted=$(cat "$tmp/by-pip")
	fi
	printf 'PYLOCK_NAME := x\nPYLOCK_TARGETS := debian12-amd64\nPYLOCK_INDEX_URL := %s\n'\
'PYLOCK_RESOLVER := %s\ninclude %s/mk/pylock.mk\n' "$nginx/simple" "$resolver" "$top" \
		>"$tmp/$resolver/Makefile"
	make --no-print-directory -C "$tmp/$resolver" PYLOCK_STORE="$tmp/store" resolve \
		>"$tmp/out" 2>&1
	is "$resolver: resolves" $? 0 || tap_show output "$(tail -n 20 "$tmp/out")"
	is "$resolver: the files that pip takes" \
		"$(locked "$tmp/$resolver/pylock.debian12-amd64.toml")" "$wanted"
done
done_testing
