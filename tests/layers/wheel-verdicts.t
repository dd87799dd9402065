#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Wheels that stretch the rules: what pip and uv do with each, what layer does, and that
# pylock-wheels(7) says just that.
. "$(dirname "$0")/../tap.sh"

setup=$top/build/setup/venv
page=$top/tools/man/pylock-wheels.7
mkdir "$tmp/work"
"$setup/bin/python" -m venv --without-pip "$tmp/venv" && rm -rf "$tmp/venv/include"

env -i PATH="$PATH" HOME="$tmp" LC_ALL=C.UTF-8 PIP_CONFIG_FILE=/dev/null \
	PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1 \
	PYTHONPATH="$top/tests/support" UV_CACHE_DIR="$tmp/cache" UV_NO_CONFIG=1 \
	PIP_FROM="$("$setup/bin/python" -c '
import sysconfig

print(sysconfig.get_path("purelib"))')" \
	"$tmp/venv/bin/python3" "$top/tests/support/wheel_verdicts.py" "$tmp/venv" "$bin/layer" \
	"$setup/bin/uv" "$tmp/work" \
	>"$tmp/rows" 2>"$tmp/wrong"
is 'every wheel was tried' $? 0
is 'each verdict is the one that was decided, and each tree is that of pip' "$(cat "$tmp/wrong")" ''
ok "there are at least 150 wheels ($(grep -c '^\.It' "$tmp/rows"))" test \
	"$(grep -c '^\.It' "$tmp/rows")" -ge 150
for verdict in takes notes asks refuses; do
	ok "among them some that layer $verdict" grep -q " Ta $verdict Ta " "$tmp/rows"
done
sed -n '/^\.Sh THE TABLE/,/^\.Sh EXIT/p' "$page" | sed ':a; /\\$/ { N; s/\\\n//; ba; }' |
	grep -E '^\.(Ss|It) ' |
	grep -v '^\.It Em' >"$tmp/page"
cp "$tmp/rows" "${PYLOCK_ROWS:-/dev/null}"
ok 'the page has these rows' diff "$tmp/page" "$tmp/rows"
done_testing
