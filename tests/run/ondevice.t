#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# ondevice.sh: a result that is no result, or not of this image, is refused in one line, and what
# the file for a device is told is one word of shell each. What that file does:
# tests/e2e/devicecheck.t.
. "$(dirname "$0")/../tap.sh"
cd "$tmp" || exit 1
needs python3 jq sha256sum
ondevice() { "$top/tools/run/ondevice.sh" "$@"; }
take() { ondevice result --image image --json device.json --junit device.xml "$@"; }
put() { # prints the digest of standard input, a blob of the image from now on
	cat >blob && hash=$(sha256sum <blob | cut -c1-64) && mv blob "image/blobs/sha256/$hash" &&
		printf 'sha256:%s' "$hash"
}
layout() { # configuration
	rm -rf image && mkdir -p image/blobs/sha256
	config=$(printf '%s' "$1" | put)
	manifest=$(printf '{"config": {"digest": "%s"}, "layers": [{"digest": "sha256:a",
		"size": 4096}, {"digest": "sha256:b", "size": 1023}]}' "$config" | put)
	printf '{"manifests": [{"digest": "%s"}]}' "$manifest" >image/index.json
}

# Given an image, and a device on which docker did not answer
layout '{"config": {"Labels": {"mk.pylock.lock": "sha256:aaaa"}}}'
cat >result.json <<'EOF'
{"target": "orin", "wantedLock": "sha256:aaaa",
 "device": {"machine": "aarch64\u001b[2J", "l4t": ""},
 "findings": [{"name": "docker", "text": "docker does not answer"}], "image": null}
EOF
is 'what was found' "$(take result.json)" '  machine: aarch64?[2J
  l4t: unknown
run: orin, (not run), Python - on aarch64?[2J
  ok    0 modules are imported, each in a process of its own
  FAIL  docker does not answer
run: 1 finding'
is 'is kept' "$(jq -c '[.target, .device.l4t, .findings[].name, .imports]' device.json)" \
	'["orin","","docker",[]]'
ok 'as XML, too' python3 -c 'from xml.etree import ElementTree; ElementTree.parse("device.xml")'
ok 'and may be declared' take --allow docker=later result.json

# What is no result
rm -f device.json device.xml
while IFS= read -r edit; do
	jq "$edit" result.json >wrong.json
	fails "refused: $edit" 1 '^ondevice\.sh: wrong\.json: not what device-check\.sh prints$' take \
		wrong.json
done <<'EOF'
., .
[.]
.target = ["orin"]
del(.wantedLock)
.device = ["aarch64"]
.device.l4t = {}
.findings = {"a": {"name": "docker", "text": "x"}}
.findings[0].name = 1
.image = {}
.image = {"target": "t", "manifest": "m", "python": "3", "machine": "m", "imports": []}
EOF
# 64 MiB are too much, even of what is a result.
{ cat result.json && head -c 67108864 /dev/zero | tr '\0' ' '; } >wrong.json
fails 'one that is too large' 1 'wrong\.json: not what device-check\.sh prints$' take wrong.json
jq '.wantedLock = "\u001b[2J\nsha256:bbbb"' result.json >wrong.json
fails 'one of another lock, in one line' 1 \
	'^ondevice\.sh: wrong\.json: it is of the lock \?\[2J\?sha256:bbbb, '\
'and the image here of sha256:aaaa: run' take wrong.json
is 'nothing was written' "$(ls device.* 2>/dev/null)" ''

# The file for the device: Python's own quoting of a shell's words is what the values must mean.
printf '{"target": {"name": "it'"'"'s $(id) \\n", "arch": "aarch64"}}' >plan.json
printf '{"digest": "sha256:a", "uncompressedSize": 8192}' >layer.json
echo 'print(1)' >payload
layout '{"config": {"Labels": {"mk.pylock.lock": "sha256:aaaa", "mk.pylock.l4t": "`id`",
	"mk.pylock.driver.a": "540.4.0", "mk.pylock.driver.b": "540.10.0"}}}'
ok 'is written' ondevice make --plan plan.json --image image --payload payload --gpu \
	-o device-check.sh layer.json
ok 'may be run' test -x device-check.sh
cat >read.py <<'EOF'
import shlex
lines = open("device-check.sh").read().split("\nset -u\n")[0]
words = shlex.split(lines, comments=True)
print(*(ascii(word) for word in words if "=" in word), sep="\n")
EOF
cat >wanted <<'EOF'
"target=it's $(id) \n"
'gpu=yes'
'wanted_arch=aarch64'
'wanted_lock=sha256:aaaa'
'wanted_l4t=`id`'
'wanted_toolkit='
'wanted_driver=540.10.0'
'wanted_kb=15'
EOF
is 'its values' "$(python3 read.py)" "$(cat wanted)"
layout '{}'
fails 'an image of no lock' 1 '^ondevice\.sh: image: it has no label mk\.pylock\.lock$' ondevice \
	make --plan plan.json --image image --payload payload -o device-check.sh
printf '{"manifests": [{"digest": "sha256:../../etc"}]}' >image/index.json
fails 'a layout that leads elsewhere' 1 '^ondevice\.sh: image: not an OCI image layout$' take \
	result.json
fails 'no command' 2 'the first argument must be make or result' ondevice
fails 'no image' 2 '^ondevice\.sh: --image must be given' ondevice result result.json
fails 'an unknown option' 2 "unknown option '--jsn'" take --jsn x result.json
like 'help' "$(ondevice --help)" '^usage: ondevice\.sh make'
done_testing
