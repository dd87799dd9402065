#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Random edits of a project: after each one the image is that of a clean build, and the next make
# has nothing to do. `make test-random N=9 SEED=7` makes more, or others, KILL=1 with makes that are
# killed; REPLAY=FILE, or - for standard input, makes the edits in that file.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
. "$(dirname "$0")/../support/ownbackend.sh"
python=$top/build/setup/venv/bin/python
version=$("$python" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])')
minor=${version%.*}

# What the index has: versions, extras, files of several platforms, two packages with one path, a
# wheel that is taken by its hash only, an sdist
mkdir "$tmp/index"
"$top/tests/support/mkindex" "$tmp/index" 'alpha==1.0;beta>=1' alpha==1.1 beta==1.0 beta==2.0 \
	gamma==1.0 delta==1.0 given==1.0 "extra==1.0;delta when extra == 'net'" \
	"fits==1.0#py3-none-manylinux_2_17_x86_64" "fits==1.0#py3-none-manylinux_2_30_x86_64"
PYTHONPATH=$top/tests/support "$python" -B - "$tmp/index/files" <<'PY'
import sys
from wheels import Wheel
for name in "large", "rival":
    Wheel(name, "1.0").add("shared.txt", name.encode()).write(sys.argv[1])
wheel = Wheel("unlisted", "1.0").add("unlisted.py", b"x = 1\n")
wheel.record = lambda rows: rows[1:]
wheel.write(sys.argv[1])
PY
package "$tmp/made-1.0" made 'version = "1.0"'
printf 'Metadata-Version: 2.2\nName: made\nVersion: 1.0\n' >"$tmp/made-1.0/PKG-INFO"
tar -czf "$tmp/index/files/made-1.0.tar.gz" -C "$tmp" made-1.0
"$top/tests/support/mkindex" "$tmp/index"
serve_nginx "$tmp/index"

given="usr/local/lib/python$minor/dist-packages/given-1.0.dist-info/METADATA=$(
	printf 'Metadata-Version: 2.1\nName: given\nVersion: 1.0\n')"
for base in base other; do
	options=(--python "$version" --env CUDA_VERSION=12.6.1)
	"$top/tests/support/mkbase" "${options[@]}" "$tmp/$base" "$given" "etc/$base=1"
	"$top/tests/support/mkbase" --tar "${options[@]}" "$tmp/$base.tar" "$given" "etc/$base=1"
done

# The project
template=$tmp/template
mkdir -p "$template/targets" "$template/app"
cp -r "$tmp/base" "$tmp/base.tar" "$template"
for target in here there; do
	cat >"$template/targets/$target.mk" <<-EOT
		PYLOCK_ARCH        := x86_64
		PYLOCK_GLIBC       := 2.36
		PYLOCK_BASE_PYTHON := $version
		-include preset.mk
	EOT
done
cat >"$template/Makefile" <<EOT
PYLOCK_NAME      := sample
PYLOCK_TARGETS   := here there
PYLOCK_INDEX_URL := $nginx/simple
PYLOCK_BASE      := base
PYLOCK_FILES     := app:/app
include settings.mk
include \$(or \$(wildcard ../framework/mk/pylock.mk),$top/mk/pylock.mk)
EOT
printf 'alpha\nbeta==1.0\ngamma\n' >"$template/requirements.in"
printf 'delta\n' >"$template/more.in"
printf '1\n' >"$template/app/main.py"
printf 'extra\n' >"$template/extra.txt"
package "$template/own" own 'version = "1"' 'dependencies = ["delta"]' \
	'[project.optional-dependencies]' 'net = ["extra[net]"]' \
	'[dependency-groups]' 'dev = ["gamma"]'
package "$template/direct" direct 'version = "1"'
find "$tmp/base" "$tmp/other" "$tmp"/*.tar -exec touch -d 2020-01-01 {} +

edits() { # NAME OPTION...
	python3 -B "$top/tests/random/edits.py" --top "$top" --work "$tmp" --seed "${SEED:-1}" \
		--jobs "${JOBS:-2}" ${VERBOSE:+--verbose} "${@:2}"
	ok "$1, SEED=${SEED:-1}" test $? = 0
}
if [ -n "${REPLAY:-}" ]; then
	edits "$REPLAY" --replay "$REPLAY"
elif [ -n "${KILL:-}" ]; then
	edits "${N:-8} makes that are killed" --steps "${N:-8}" --kill
else
	edits "${N:-40} edits" --steps "${N:-40}"
	[ -n "${N:-}" ] || edits '8 makes that are killed' --steps 8 --kill
fi
done_testing
