#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What inspect and verify say of code that runs although nobody asks for it: lines of .pth files,
# sitecustomize, programs with the names of the base's. What Python runs, Python says.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../support/verified.sh"
cd "$tmp" || exit 1
python=$top/build/setup/venv/bin/python
site=opt/venv/lib/python3.11/site-packages

# Given .pth files of all kinds, of which Python runs some, each of which makes a file `ran-NAME`
mkdir pth
write() { # NAME TEXT, with a line to run for @
	local line="import sys; open('ran-$1', 'w')"
	printf '%b' "${2/@/$line}" >"pth/$1.pth"
}
write first '@\n'
write last '/none\n# text\n@'
write tab "$(printf 'import\tsys; open("ran-tab", "w")')\n"
write dos '/none\r\n@\r\n'
write old-mac '/none\r@\r'
write indented ' @\n'
write comment '#@\n'
write inside 'x @\n'
write none '/opt/none\n'
write from 'from sys import path\n'
"$python" -c 'import site; site.addsitedir("pth")' 2>/dev/null
ran=$(printf '%s\n' ran-* | sed 's/ran-//' | paste -sd ' ')
is 'Python runs some of them' "$ran" 'dos first last old-mac tab'

# ... in an image
entries=()
for file in pth/*.pth; do
	entries+=("$site/${file#pth/}=$(cat "$file"; echo x)")
done
for i in "${!entries[@]}"; do entries[i]=${entries[i]%x}; done
"$top/tests/support/mklayer" store base.json 0755:usr/bin/sh=elf 0755:usr/bin/ls=elf \
	0755:usr/bin/python3.11=elf 'usr/bin/python3->python3.11' 'bin->usr/bin'
"$top/tests/support/mklayer" store skeleton.json 'opt/venv/bin/python3->/usr/bin/python3'
"$top/tests/support/mklayer" --wheels 'six 1' store clean.json "$site/six.py=1" \
	"$site/six-1.dist-info/METADATA=$(printf 'Name: six\nVersion: 1\n')" \
	"$site/six-1.dist-info/RECORD=six.py,," $'0755:opt/venv/bin/tool=#!/opt/venv/bin/python3\n' \
	"$site/paths.pth=/opt/more" "$site/six/sitecustomize.py=" "$site/six/weights.pth=import x"
"$top/tests/support/mklayer" --wheels 'six 1' store site.json "$site/six.py=1" \
	"$site/six-1.dist-info/METADATA=$(printf 'Name: six\nVersion: 1\n')" \
	"$site/six-1.dist-info/RECORD=$(printf '%s,,\n' six.py first.pth sitecustomize.py \
		../../../bin/ls)" \
	"${entries[@]}" "$site/sitecustomize.py=" $'0755:opt/venv/bin/ls=#!/bin/sh\n' \
	$'0755:opt/venv/bin/tool=#!/opt/venv/bin/python3\n'
echo \
	'{"target": {"name": "t", "arch": "aarch64", "python": "3.11", "pythonFull": "3.11.2"},
	"excluded": [], "packages": [{"name": "six", "version": "1"}], "installed": ""}' >plan.json
jq -n '{architecture: "arm64", os: "linux", config: {Env: ["PATH=/opt/venv/bin:/usr/bin:/bin"]}}' \
	>config.json
says() { # LAYER
	"$bin/image" --blobs store --config config.json -o image base.json skeleton.json "$1" \
		>/dev/null
	"$bin/inspect" --site "/$site" image >evidence.json
	verified --plan plan.json --evidence evidence.json --lock-sha256 0 2>&1
}
said=$(says site.json)
is 'inspect lists the files that Python ran' \
	"$(jq -r '.startup.unasked.pth | keys | map(sub(".*/"; "") | sub("[.]pth$"; "")) | join(" ")' \
		evidence.json)" "$ran"
like 'verify notes them' "$said" \
	'note  Python runs lines of \.pth files whenever it starts: dos\.pth, first\.pth of six, '\
'last\.pth, old-mac\.pth, tab\.pth \('
like 'sitecustomize' "$said" \
	'note  Python imports modules whenever it starts: sitecustomize\.py of six \('
like 'a program of the base' "$said" \
	'note  programs that PATH finds before those of the same name of the base: ls of six \('
is 'each once' "$(grep -c 'packages may do that' <<<"$said")" 3
is 'and no finding' "$(jq '[.findings[] | select(.check == "unasked" and .declared == null)]
	| length' verify.json)" 0
said=$(says clean.json)
is 'an image with none has no such note' "$(grep -c 'packages may do that' <<<"$said")" 0
like 'which verify looked at' "$said" '^verify: t, sha256:'
done_testing
