#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# layer: hostile wheels are refused with one line that names wheel and place, and nothing is
# written.
. "$(dirname "$0")/../tap.sh"

python=$top/build/setup/venv/bin/python
mkdir "$tmp/wheels" "$tmp/out"
PYTHONPATH=$top/tests/support "$python" -B "$top/tests/support/hostile_wheels.py" "$tmp/wheels" \
	>"$tmp/list" || exit

layer() {
	"$bin/layer" --python 3.11 --prefix /opt/venv \
		--site /opt/venv/lib/python3.11/site-packages "$@"
}

nothing_in() { [ -z "$(find "$tmp/out" -type f)" ]; }

# A message begins with the wheel's name, and shows no control character.
while IFS=$'\t' read -r wheel says; do
	name=${wheel##*/}
	fails "$(basename "$(dirname "$wheel")"): $says" 1 "^layer: $name: .*($says)" layer \
		-o "$tmp/out/layer.tar.gz" --files "$tmp/out/files" "$wheel" &&
		fails "the same for the store" 1 "($says)" layer --store "$tmp/out/store" "$wheel"
	layer -o "$tmp/out/layer.tar.gz" "$wheel" 2>&1 | grep -q PYLOCK_ALLOW_WHEEL ||
		fails 'whatever is allowed' 1 "($says)" layer \
		--allow-wheel "$(sha256sum <"$wheel" | cut -c1-64)" -o "$tmp/out/layer.tar.gz" \
		"$wheel"
	[ -z "$(find "$tmp/out" -type f)" ] || break
done <"$tmp/list"
ok 'nothing was written' nothing_in
ok 'there are at least 100 hostile wheels' test "$(wc -l <"$tmp/list")" -ge 100
done_testing
