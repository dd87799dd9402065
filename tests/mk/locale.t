#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# locale.mk: what programs say is read, so they say it in English whatever the user's language is.
. "$(dirname "$0")/../tap.sh"
needs make jq python3
cd "$tmp" || exit 1

# Given a user who reads German, and make's catalog in it: glibc looks for it where LANGUAGE leads
# to, in every locale but C
python3 - <<'PY'
import pathlib
import struct

said = {
    "": "Content-Type: text/plain; charset=UTF-8\n",
    "%s: update target '%s' due to: %s": "%s: Ziel „%s“ wird erneuert wegen: %s",
    "%s: target '%s' does not exist": "%s: Ziel „%s“ ist nicht vorhanden",
}
pairs = sorted((k.encode(), v.encode()) for k, v in said.items())
tables, strings, start = [b"", b""], b"", 28 + 16 * len(pairs)
for column in range(2):
    for pair in pairs:
        tables[column] += struct.pack("<II", len(pair[column]), start + len(strings))
        strings += pair[column] + b"\0"
head = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 0)
catalog = pathlib.Path("german/LC_MESSAGES/make.mo")
catalog.parent.mkdir(parents=True)
catalog.write_bytes(head + b"".join(tables) + strings)
PY
printf 'all: other\n\t@:\nother:\n\t@:\n' >small.mk
german() { LANGUAGE=../../..$tmp/german LC_ALL=C.UTF-8 "$@"; }
like 'make speaks German' "$(german make -f small.mk -n --trace)" 'Ziel „other“'

# Given a project
mkdir app
cat >app/Makefile <<-MAKE
	PYLOCK_NAME := app
	PYLOCK_TARGETS := debian12-amd64
	PYLOCK_INDEX_URL := http://127.0.0.1:9/simple
	PYLOCK_STORE := $tmp/store
	include $top/mk/pylock.mk
	show: ; @echo "\$\$LC_ALL,\$\$LANGUAGE"
MAKE
printf 'six\n' >app/requirements.in
explain() { make --no-print-directory -s -C app explain; }
explain >english 2>&1
like 'explain names what is not there' "$(cat english)" '/image/index\.json: is not there'
is 'and does so for the German' "$(german explain 2>&1)" "$(cat english)"
is 'as every program gets one locale' "$(german make -s -C app show)" C.UTF-8,
is "those of the framework's own makefile, too" \
	"$(german make -s -C "$top" -f - locale <<-'MAKE'
		include Makefile
		locale: ; @echo "$$LC_ALL,$$LANGUAGE"
	MAKE
	)" C.UTF-8,
done_testing
