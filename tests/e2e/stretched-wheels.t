#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Real wheels that stretch the rules, from the index of `make setup`: each is taken, with a note or
# without, as pip takes it.
. "$(dirname "$0")/../tap.sh"

python=$top/build/setup/venv/bin/python
version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
oracle=$top/tests/support/pip_oracle.py
venv=$tmp/venv
export PYTHONDONTWRITEBYTECODE=1
layer() {
	"$bin/layer" --python "$version" --prefix "$venv" \
		--site "$venv/lib/python$version/site-packages" -o "$tmp/layer.tar.gz" "$@" \
		2>"$tmp/said" >/dev/null
}

mkdir "$tmp/wheels"
"$python" -m pip download -q --no-deps --only-binary :all: -d "$tmp/wheels" selenium==4.1.0 \
	enscons==0.26.0 flit==0.13 poetry==0.12.17 wheel==0.24.0 \
	scons==4.0.1 backports.functools-lru-cache==1.5 zope.event==4.4 || exit 3
for wheel in "$tmp"/wheels/*.whl; do
	rm -rf "$venv"
	"$python" -m venv --without-pip "$venv" && rm -rf "$venv/include"
	env -i PATH="$PATH" HOME="$tmp" LC_ALL=C.UTF-8 PIP_CONFIG_FILE=/dev/null \
		PYTHONDONTWRITEBYTECODE=1 \
		PIP_FROM="$("$python" -c '
import sysconfig

print(sysconfig.get_path("purelib"))')" \
		"$venv/bin/python3" "$oracle" install "$venv" "$wheel" |
		LC_ALL=C sort >"$tmp/pip.list"
	ok "${wheel##*/} is taken" layer "$wheel"
	"$python" "$oracle" list "$tmp/layer.tar.gz" | LC_ALL=C sort >"$tmp/layer.list"
	ok 'and is what pip makes of it' diff "$tmp/pip.list" "$tmp/layer.list"
	[[ $wheel != */selenium-* ]] ||
		is 'with one note' "$(cat "$tmp/said")" \
		'layer: selenium-4.1.0-py3-none-any.whl: RECORD: /selenium/__init__.py: is '\
'spelled otherwise in the archive; 297 more like this; taken, see pylock-wheels(7)'
done
done_testing
