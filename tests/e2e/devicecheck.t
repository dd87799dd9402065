#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# ondevice.sh: the file for the device, on devices that are made up: each thing that can be wrong
# with one is said.
. "$(dirname "$0")/../tap.sh"
python=$top/build/setup/venv/bin/python
needs "$python" awk df sh
cd "$tmp" || exit 1

# Given an image with what it asks of its device, and a package in it
"$python" - <<'PY'
import hashlib, json, pathlib

blobs = pathlib.Path("image/blobs/sha256")
blobs.mkdir(parents=True)

def put(value):
    data = json.dumps(value).encode()
    digest = hashlib.sha256(data).hexdigest()
    (blobs / digest).write_bytes(data)
    return {"digest": "sha256:" + digest, "size": len(data)}

labels = {
    "mk.pylock.lock": "sha256:aaaa",
    "mk.pylock.l4t": "36.4",
    "mk.pylock.toolkit": "1.14",
    "mk.pylock.driver.libcuda.so.1": "540.4.0",
    "mk.pylock.driver.libnvidia-ml.so.1": "540.10.0",
}
config = put({"architecture": "arm64", "os": "linux", "config": {"Labels": labels}})
base, wheel = "sha256:" + "b" * 64, "sha256:" + "e" * 64
kind = "application/vnd.oci.image.layer.v1.tar+gzip"
layers = [{"mediaType": kind, "digest": of, "size": 1 << 20} for of in (base, wheel)]
pathlib.Path("image/index.json").write_text(
    json.dumps({"manifests": [put({"config": config, "layers": layers})]})
)
pathlib.Path("wheel.json").write_text(
    json.dumps({"digest": wheel, "uncompressedSize": 5 << 20})
)
pathlib.Path("plan.json").write_text(
    json.dumps(
        {
            "target": {"name": "orin", "arch": "aarch64"},
            "packages": [{"name": "good", "version": "1.0"}],
        }
    )
)
info = pathlib.Path("site-packages/good-1.0.dist-info")
info.mkdir(parents=True)
(info / "METADATA").write_text("Metadata-Version: 2.1\nName: good\nVersion: 1.0\n")
(info / "RECORD").write_text("good.py,,\ngood-1.0.dist-info/RECORD,,\n")
PY
printf '__version__ = "1.0"\n' >site-packages/good.py
printf 'print("it'"'"'s $HOME \\n \\"fine\\"")\n' >smoke.py

# And a board, with docker and the toolkit, that is as it should be
board() {
	rm -rf board bin
	mkdir -p board/etc/nvidia-container-runtime board/proc/driver/nvidia board/var/lib/docker \
		bin
	printf \
		'# R36 (release), REVISION: 4.3, GCID: 38968081, BOARD: generic, EABI: aarch64, '\
'DATE: Wed Jan  8 01:49:37 UTC 2025\n' >board/etc/nv_tegra_release
	printf \
		'NVRM version: NVIDIA UNIX Open Kernel Module for aarch64  540.10.0  Release '\
'Build  (buildbrain@mobile)\nGCC version:  collect2: 7.1.0\n' \
		>board/proc/driver/nvidia/version
	printf \
		'[nvidia-container-runtime]\n  mode = '\
'"auto"\n[nvidia-container-runtime.modes.csv]\n' >board/etc/nvidia-container-runtime/config.toml
	program uname 'echo aarch64'
	program nvidia-ctk 'printf "NVIDIA Container Toolkit CLI version 1.16.2\ncommit: 1\n"'
	program docker 'case "$*" in
		"info --format {{range"*) echo "io.containerd.runc.v2 nvidia runc " ;;
		info*) echo /var/lib/docker/here ;;
		version*) echo 27.5.1 ;;
		"image inspect --format"*) echo sha256:aaaa ;;
		"image inspect"*) ;;
		run*) echo "$*" >"$RAN"; PYTHONPATH="$SITE" exec python3 - ;;
		esac'
}
program() { # name, text
	printf '#!/bin/sh\n%s\n' "$2" >"bin/$1" && chmod +x "bin/$1"
}
check() { # arguments
	SITE="$tmp/site-packages" RAN="$tmp/ran" DEVICE_ROOT="$tmp/board" PATH="$tmp/bin:$PATH" sh \
		device-check.sh "$@" 2>said
}
write_check() { # arguments of runimage.py
	"$python" "$top/tools/run/runimage.py" --plan plan.json --image image --work work \
		--payload payload --critical good "$@" &&
		"$top/tools/run/ondevice.sh" make --plan plan.json --image image \
		--payload payload "${options[@]}" -o device-check.sh wheel.json
}
take() {
	"$top/tools/run/ondevice.sh" result --image image --json device.json \
		--junit device.xml "$@"
}

# When the check is written, then it is one file of plain shell, which is run without a GPU first.
options=()
like 'what to do with it is said' "$(write_check --smoke smoke.py)" \
	'sh device-check\.sh IMAGE >result\.json.*make device-result FILE=result\.json'
ok 'sh reads it' sh -n device-check.sh
if command -v dash >/dev/null; then ok 'dash, too' dash -n device-check.sh; fi
board
check made/audiobook:1 >result.json
is 'all is well' $? 0
ok 'one JSON object' jq -e . result.json
is 'the device' "$(jq -c '.device | del(.["disk-free-kb"])' result.json)" \
	'{"machine":"aarch64","l4t":"36.4.3","driver":"540.10.0","toolkit":"1.16.2",'\
'"runtime-mode":"auto","docker":"27.5.1","runtimes":"io.containerd.runc.v2 nvidia runc ",'\
'"lock":"sha256:aaaa"}'
like 'the free disk, of what is nearest to docker'"'"'s directory' \
	"$(jq -r '.device["disk-free-kb"]' result.json)" '^[0-9]+$'
is 'what was imported' "$(jq -c '[.image.imports[] | [.module, .status, .version]]' result.json)" \
	'[["good","ok","1.0"]]'
is 'and run' "$(jq -c '[.image.smoke[] | [.name, .last]]' result.json)" \
	'[["smoke.py",["it'"'"'s $HOME "," \"fine\""]]]'
like 'in the image, without network' "$(cat ran)" \
	'^run --rm --interactive --network none --entrypoint python3 .* made/audiobook:1 -$'
said=$(take result.json)
is 'its result is taken' $? 0
like 'and shown' "$said" 'l4t: 36\.4\.3.*ok    good 1\.0: .*ok    smoke\.py'
is 'and kept' "$(jq -c '[.device.driver, .findings]' device.json)" '["540.10.0",[]]'
SITE=x PYTHONPATH="$tmp/site-packages" PATH="$tmp/bin:$PATH" sh device-check.sh --here >here.json \
	2>/dev/null
is 'in a container that runs' $? 0
is 'the same is imported' "$(jq -c '[.image.imports[].module]' here.json)" '["good"]'

# finds NAME REGEX COMMANDS: a board on which COMMANDS were done has one finding, which matches.
finds() {
	board
	eval "$3"
	check audiobook >result.json
	is "$1: exit status" $? 1
	like "$1" "$(jq -r '[.findings[], (.image.findings // [])[]] | map(.text) | join("\n")' \
		result.json)" "$2"
	is "$1: nothing else" \
		"$(jq '[.findings[], (.image.findings // [])[]] | length' result.json)" 1
	take result.json >taken
	is "$1: the result has it" $? 1
}
finds 'another architecture' 'this device is x86_64, and the image is for aarch64' \
	'program uname "echo x86_64"'
finds 'no L4T' 'no L4T release .*orin is for a Jetson with L4T R36\.4' \
	'rm board/etc/nv_tegra_release'
finds 'an older release' 'L4T is R36\.3\.0, and orin wants at least R36\.4: upgrade' \
	'sed -i "s/4\.3/3.0/" board/etc/nv_tegra_release'
finds 'another JetPack' 'L4T is R39\.2, and orin is for R36\.4: another JetPack' \
	'printf "# R39 (release), REVISION: 2, GCID: 1\n" >board/etc/nv_tegra_release'
finds 'an older driver' 'the NVIDIA driver is 540\.4\.0, and the image wants at least 540\.10\.0' \
	'sed -i s/540.10.0/540.4.0/ board/proc/driver/nvidia/version'
finds 'no driver' 'no NVIDIA driver is loaded' 'rm board/proc/driver/nvidia/version'
board
program df 'printf "h\nx 1 1 10239 1%% /\n"'
ok 'no room does not matter to an image that is there' check audiobook
sed -i 's/"image inspect.*/"image inspect"*) exit 1 ;;/' bin/docker
check audiobook >result.json
like 'but to one that is to come' "$(jq -r '.findings[0].text' result.json)" \
	'^10239 kB are free in /var/lib/docker, and the image needs 10240 kB'
finds 'an image of another lock' \
	'audiobook is of the lock sha256:bbbb, and this check is for sha256:aaaa' \
	'sed -i s/sha256:aaaa/sha256:bbbb/ bin/docker'
finds 'no docker that answers' 'docker does not answer' 'program docker "exit 1"'
finds 'no such image' 'docker has no image audiobook: pull or load it' \
	'sed -i "s/echo sha256:aaaa/exit 1/" bin/docker'
finds 'an image without Python' "the image's Python did not run the check" \
	'sed -i "s/exec python3 -/exit 127/" bin/docker'

# With a GPU
options=(--gpu)
write_check --gpu >/dev/null
finds 'no GPU in the container' \
	"CUDA: libcuda\.so\.1 is not there: the container was started without NVIDIA's runtime" ''
like 'with the runtime' "$(cat ran)" '--runtime nvidia'
python3 - <<'PY' # torch with a GPU, by its looks
import pathlib
info = pathlib.Path("site-packages/torch-2.8.0.dist-info")
info.mkdir()
(info / "METADATA").write_text("Metadata-Version: 2.1\nName: torch\nVersion: 2.8.0\n")
(info / "RECORD").write_text("torch.py,,\n")
pathlib.Path("site-packages/torch.py").write_text("""
__version__ = "2.8.0"
class _C: pass
class version: cuda = "12.9"
class Sum(float):
    __matmul__ = lambda a, b: a
    sum = lambda a: a
ones = lambda *size, device: Sum(64.0 ** 3)
class cuda:
    is_available = lambda: True
    device_count = lambda: 1
    get_device_name = lambda number: "Orin"
    get_device_capability = lambda number: (8, 7)
    get_arch_list = lambda: ["sm_87"]
""")
PY
jq '.packages += [{name: "torch", version: "2.8.0"}]' plan.json >more.json && mv more.json plan.json
write_check --gpu >/dev/null
board
check audiobook >result.json
is 'a GPU' $? 0
like 'is shown' "$(take result.json)" 'ok    CUDA 12\.9 on Orin 8\.7'
finds 'docker without the runtime' 'docker has no runtime nvidia: nvidia-ctk runtime configure' \
	'sed -i "s/ nvidia runc/ runc/" bin/docker'
finds 'no toolkit' "container toolkit is not installed" 'rm bin/nvidia-ctk'
finds 'an older toolkit' "container toolkit is 1\.9\.0, and orin wants at least 1\.14" \
	'program nvidia-ctk "echo NVIDIA Container Toolkit CLI version 1.9.0"'
finds 'a mode that gives no GPU' 'the mode of the runtime is legacy, .*set mode = "auto"' \
	'sed -i s/auto/legacy/ board/etc/nvidia-container-runtime/config.toml'
ok 'a finding that is declared' take --allow 'runtime-mode=the board has one GPU more' result.json

# What is no result, or of another image
sed -i 's/sha256:aaaa/sha256:cccc/' result.json
fails 'of another image' 1 '^ondevice\.sh: result\.json: it is of the lock sha256:cccc' take \
	result.json
for wrong in '' '[]' '{"target": 1}' 'null' \
	'{"target": "t", "wantedLock": "sha256:aaaa", "device": {"a": 1}, "findings": [], '\
'"image": null}'; do
	printf '%s' "$wrong" >wrong.json
	fails "no result: ${wrong:-nothing}" 1 \
		'^ondevice\.sh: wrong\.json: not what device-check\.sh prints$' take wrong.json
done
fails 'no file' 1 'gone\.json' take gone.json
done_testing
