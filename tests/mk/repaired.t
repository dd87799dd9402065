#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Wheels whose metadata has requirements that are none by the standards. uv repairs some of them,
# and what it then installs is in the lock's graph; pip passes over such releases. Both is said.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
needs jq nginx make
cd "$tmp" || exit 1
export UV_CACHE_DIR=$tmp/cache
lines=('baz>=1.0.*' 'baz (>=0.5<2)' 'baz !=~2.0' 'baz !=3.0*' 'baz >dev' 'baz >=0.9.0a1.0'
	"baz <'2'" 'baz >= 1.0,' 'baz>=1.*,<2.*')
packages=()
for i in "${!lines[@]}"; do packages+=("p$i==1.0;${lines[i]};lib"); done
"$top/tests/support/mkindex" index "${packages[@]}" baz==1.5 baz==2.0 lib==1.0 \
	'old==1.0;lib' 'old==2.0;lib;baz>=1.0.*'
serve_nginx "$tmp/index"

project() { # resolver, lines of requirements
	mkdir -p "$1"
	printf '%s\n' "${@:2}" >"$1/requirements.in"
	printf \
		'PYLOCK_NAME := p\nPYLOCK_TARGETS := debian12-amd64\nPYLOCK_INDEX_URL := '\
'%s/simple\nPYLOCK_RESOLVER := %s\ninclude %s/mk/pylock.mk\n' "$nginx" "$1" "$top" >"$1/Makefile"
}
run() { make --no-print-directory -C "$1" PYLOCK_STORE="$tmp/store" "${@:2}"; }

# When uv resolves them
mapfile -t names < <(printf 'p%s\n' "${!lines[@]}")
project uv "${names[@]}"
run uv resolve >out 2>&1
is 'uv resolves them' $? 0
lock=uv/pylock.debian12-amd64.toml
# uv's own words, `before` and `after`, are what the lock and the notes are held against.
RUST_LOG=warn "$top/build/setup/venv/bin/uv" pip compile --no-cache --python-version 3.11 \
	--index-url "$nginx/simple" uv/requirements.in >uv.out 2>&1
sed -n 's/.*Fixing invalid requirement .*before: `\(.*\)`; after: `\(.*\)`).*/\1|\2/p' uv.out |
	sort -u >repaired
is 'uv repairs all but one' "$(wc -l <repaired)" "$((${#lines[@]} - 1))"
sed -n "s/^pinfiles: .* note: requires '\(.*\)', which is .* is read as '\(.*\)', as uv.*/\1|\2/p" \
	out | sort -u >noted
is 'what uv reads is noted' "$(cat noted)" "$(cat repaired)"
is 'each has its edge' "$(grep -c 'requires = \["baz.*", "lib"\]' "$lock")" "${#lines[@]}"
is 'as uv reads it' "$(grep -o 'requires = \["baz[^l]*' "$lock" | sed -n '1p;9p')" \
	$'requires = ["baz>=1.0", "\nrequires = ["baz<2,>=1", "'
run uv why PACKAGE=baz >out 2>&1
like 'why follows them' "$(cat out)" '9 ways to it:.*p1 1\.0: baz <2,>=0\.5'

# When pip-compile does
project pip-compile old
run pip-compile resolve >out 2>&1
is 'pip-compile passes over such a release' \
	"$(grep -c '^+ old 1\.0' out)" 1
like 'and says so' "$(cat out)" "old-2\.0-py3-none-any\.whl: pip passes over it.*'baz>=1\.0\.\*'"
done_testing
