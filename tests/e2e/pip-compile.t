#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The audiobook project by pip-compile, for arm64 on whatever machine this is: what uv locked needs
# no change.
. "$(dirname "$0")/../tap.sh"
python=$top/build/setup/venv/bin/python

mkdir "$tmp/audiobook"
cp "$top"/projects/audiobook/{requirements.in,constraints.txt,overrides.txt} \
	"$top/projects/audiobook/pylock.debian12-arm64.toml" "$tmp/audiobook"
sed "/^PYLOCK_SMOKE/d; s#^include .*#include $top/mk/pylock.mk#" \
	"$top/projects/audiobook/Makefile" >"$tmp/audiobook/Makefile"
cp "$tmp/audiobook/pylock.debian12-arm64.toml" "$tmp/by-uv.toml"
run() {
	make --no-print-directory -s -C "$tmp/audiobook" TARGET=debian12-arm64 \
		PYLOCK_STORE="$tmp/store" PYLOCK_RESOLVER=pip-compile "$@" >"$tmp/out" 2>&1
}
packages() {
	"$python" -c '
import sys, tomllib
for package in tomllib.load(open(sys.argv[1], "rb"))["packages"]:
    files = package.get("wheels") or [package["sdist"]]
    print(package["name"], package["version"], files[0]["name"], files[0]["hashes"]["sha256"])' "$1"
}

run resolve
is 'pip-compile resolves it, overrides and what is left out included' $? 0 ||
	tap_show output "$(tail -n 20 "$tmp/out")"
is 'every package stays, with the same file' \
	"$(diff <(packages "$tmp/by-uv.toml") \
		<(packages "$tmp/audiobook/pylock.debian12-arm64.toml"))" ''
is 'which are 60 at least' \
	"$(($(packages "$tmp/audiobook/pylock.debian12-arm64.toml" | wc -l) >= 60))" 1
like 'the lock names its resolver' "$(cat "$tmp/audiobook/pylock.debian12-arm64.toml")" \
	'resolver = "pip-tools '
is 'and is fresh' "$(run resolve CHECK=1; echo $?)" 0
run resolve CHECK=1 PYLOCK_RESOLVER=uv
is 'for that resolver' $? 2
printf 'git+https://127.0.0.1/x.git\n' >>"$tmp/audiobook/overrides.txt"
run resolve
is 'an override that is no requirement: exit status' $? 2
like 'is refused' "$(cat "$tmp/out")" 'overrides\.txt:[0-9]+: '
done_testing
