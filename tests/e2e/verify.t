#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# make verify on a real package whose library the base lacks: it says which Debian package to add,
# and with that finds nothing.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
project=$tmp/project
mkdir "$project"
cat >"$project/Makefile" <<-MAKE
	PYLOCK_NAME    := verified
	PYLOCK_TARGETS := debian12-amd64 debian13-amd64
	include $top/mk/pylock.mk
MAKE
printf '%s\n' sounddevice numpy pillow >"$project/requirements.in"
make_it() { make --no-print-directory -C "$project" "$@"; }

ok 'make image' make_it -j2 image
said=$(make_it verify 2>&1)
is 'verify finds something' $? 2
like 'the missing library, and what to add' "$said" \
	'FAIL +sounddevice opens libportaudio\.so\.2 or libportaudio\.so, which is not in the '\
'image: .*; add PYLOCK_APT \+= libportaudio2 \[library/sounddevice/libportaudio\.so\.2\]'
is 'not the C++ library, which wheels may expect of every system' \
	"$(grep -c 'libstdc' <<<"$said")" 0
both=$(make_it verify RUN=1 2>&1)
is 'RUN=1 with a finding fails' $? 2
like 'it reports the finding' "$both" 'FAIL +sounddevice opens libportaudio'
like 'and runs the image all the same' "$both" 'run: debian12-amd64, '
is 'once more it says the same, from what it wrote' "$(make_it verify 2>&1)" \
	"$(sed -n '/^verify:/,$p' <<<"$said")"
is 'declared, it is none' "$(make_it verify 'PYLOCK_ACCEPT.library/*=for a test' | tail -n 1)" \
	'verify: no finding that is not declared'
ok 'with the packages' make_it -j2 image verify PYLOCK_APT=libportaudio2
is 'nothing is found' \
	"$(jq -c '[.findings[] | select(.declared == null)]' \
		"$project/build/debian12-amd64/verify.json")" '[]'

# The image's Python is 3.13: what it has, and what of numpy no other understands, is judged by it
ok 'another version of Python' make_it -j2 image verify TARGET=debian13-amd64 \
	PYLOCK_APT=libportaudio2
like 'parses the files itself' "$(jq -r '.passed[]' "$project/build/debian13-amd64/verify.json")" \
	'source files parse as Python 3\.13.*; no name hides one of Python.s own'
is 'and has no module that it no longer has' \
	"$(jq -c '.startup.standard - (.startup.standard - ["asyncio", "imp", "asyncore", "cgi"])' \
		"$project/build/debian13-amd64/evidence.json")" '["asyncio"]'

# The loader of the image finds the same libraries at the same places
image=$project/build/debian12-amd64/image
jq -r '.elf[] | select(.needed and .machine == "x86_64").path' \
	"$project/build/debian12-amd64/evidence.json" >"$tmp/objects"
run_in_image "$image" x86_64 sh -c 'while read -r path; do
	/lib64/ld-linux-x86-64.so.2 --list "/$path" 2>&1 | while read -r name arrow found rest; do
		[ "$arrow" = "=>" ] && echo "$path $name $(readlink -f "$found")"
	done
done' <"$tmp/objects" >"$tmp/loaded"
cat >"$tmp/compare.py" <<'EOF'
"""Compares what the loader printed, lines of object, name and path, with inspect's evidence."""
import json, sys
loaded = {}
for line in open(sys.argv[1]):
    path, name, found = line.split()
    loaded.setdefault(path, {})[name] = found.lstrip("/")
count, wrong = 0, []
for entry in json.load(open(sys.argv[2]))["elf"]:
    for name, found in entry.get("needed", {}).items():
        # The loader does not list itself so
        if name in loaded.get(entry["path"], {}):
            count += 1
            if loaded[entry["path"]][name] != found:
                wrong.append((entry["path"], name, found, loaded[entry["path"]][name]))
print(count, len(wrong), wrong[:5])
EOF
compared=$(python3 "$tmp/compare.py" "$tmp/loaded" "$project/build/debian12-amd64/evidence.json")
like 'the loader in the image finds what inspect says that it does' "$compared" '^[0-9]+ 0 \[\]$'
ok "that is more than 500 times ($compared)" test "${compared%% *}" -gt 500
done_testing
