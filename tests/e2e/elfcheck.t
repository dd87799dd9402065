#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# elfcheck: the ELF files of real wheels (the audiobook project's locks) are what readelf and
# NVIDIA's cuobjdump say, cuobjdump being in triton's wheel. The largest wheel takes little memory.
. "$(dirname "$0")/../tap.sh"
python=$top/build/setup/venv/bin/python
needs "$python" readelf jq
store=${PYLOCK_STORE:-${XDG_CACHE_HOME:-$HOME/.cache}/pylock.mk}

# The file of package $2 in the lock of target $1: the store's, or else downloaded there, beside the
# test wheels of others.
wheel() {
	local sha name size path platform
	read -r sha name size < <("$python" -c '
import sys, tomllib
for package in tomllib.load(open(sys.argv[1], "rb"))["packages"]:
    if package["name"] == sys.argv[2]:
        wheel = package["wheels"][0]
        print(wheel["hashes"]["sha256"], wheel["name"], wheel["size"])
' "$top/projects/audiobook/pylock.$1.toml" "$2")
	path=$store/sha256/${sha:0:2}/$sha
	if [ "$(stat -c %s "$path" 2>/dev/null)" != "$size" ]; then
		path=$store/test-wheels/elfcheck/$name
		platform=${name%.whl} platform=${platform##*-} platform=${platform##*.}
		[ -e "$path" ] ||
			"$python" -m pip download -q --no-deps --only-binary :all: \
			--platform "$platform" --python-version 3.11 \
			--implementation cp --abi cp311 --abi abi3 --abi none -d "${path%/*}" \
			"$2==$(cut -d- -f2 <<<"$name")" >&2
		sha256sum "$path" | grep -q "^$sha " || return 1
	fi
	printf '%s\n' "$path"
}

unpack() { # WHEEL DIRECTORY: its shared objects and programs
	"$python" -c '
import os, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as z:
    for entry in z.infolist():
        if not entry.is_dir() and z.open(entry).read(4) == b"\x7fELF":
            os.chmod(z.extract(entry, sys.argv[2]), 0o755)
' "$1" "$2"
}

# What cuobjdump finds in the object $1, as elfcheck has it: with -all the code, too, that is to be
# linked yet.
cuda() {
	local option count
	for option in lelf lptx; do
		for count in "" -all; do
			# shellcheck disable=SC2086
			"$cuobjdump" $count -$option "$1" 2>/dev/null | grep -oE 'sm_[0-9]+[af]?' |
				sort | uniq -c | sed "s/\$/ $option$count/"
		done
	done | "$python" -c '
import collections, json, sys

counts = collections.defaultdict(int)
for line in sys.stdin:
    count, gpu, option = line.split()
    counts[gpu[3:], option] = int(count)

def some(option):
    return sorted(
        int(g) if g.isdigit() else g for g, o in counts if o == option and counts[g, o] > 0
    )

for gpu, option in list(counts):
    if option.endswith("-all"):
        counts[gpu, option] -= counts[gpu, option[:-4]]
print(
    json.dumps(
        {
            "sass": some("lelf"),
            "ptx": some("lptx"),
            "relocatableSass": some("lelf-all"),
            "relocatablePtx": some("lptx-all"),
        }
    )
)'
}

# What readelf says of the object: its library names, and the highest version of the C library
readelf_said() {
	readelf -dW "$1" | sed -nE 's/.*\((SONAME|NEEDED)\).*\[(.*)\]/\1 \2/p'
	readelf -VW "$1" | sed -nE 's/.*Name: GLIBC_([0-9.]+) .*/\1/p' | sort -uV | tail -n 1
}
elfcheck_said() { # JSON PATH
	jq -r --arg path "$2" \
		'.objects[] | select(.path == $path) |
		((.needed[] | "NEEDED \(.)"), (.soname // empty | "SONAME \(.)"),
		.versions.GLIBC // empty)' "$1"
}

same() { # NAME TARGET ARCH GLIBC: every object of the wheel
	local file path json=$tmp/$2-$1.json objects=0 wrong=''
	file=$(wheel "$2" "$1") || { ok "$1 of $2 can be had" false; return; }
	unpack "$file" "$tmp/$2-$1"
	"$bin/elfcheck" --arch "$3" --glibc "$4" "$file" >"$json"
	while read -r path; do
		objects=$((objects + 1))
		diff <(readelf_said "$tmp/$2-$1/$path" | sort) \
			<(elfcheck_said "$json" "$path" | sort) >&2 || wrong="$wrong $path"
		[ "$(cuda "$tmp/$2-$1/$path" | jq -cS .)" \
			= "$(jq -cS --arg path "$path" '.objects[] | select(.path == $path).cuda' \
				"$json")" ] || wrong="$wrong $path"
	done < <(cd "$tmp/$2-$1" && find . -type f -printf '%P\n')
	is "$1 of $2: its $objects objects are as readelf and cuobjdump say" "$wrong" ''
	is "$1 of $2: and no other is there" "$(jq '.objects | length' "$json")" "$objects"
}

# Given cuobjdump
triton=$(wheel debian12-amd64 triton) && "$python" -m zipfile -e "$triton" "$tmp/triton" &&
	cuobjdump=$tmp/triton/triton/third_party/cuda/bin/cuobjdump
ok 'cuobjdump' chmod +x "${cuobjdump:-none}" || { done_testing; exit; }

# Then real wheels are what it and readelf say
same bitsandbytes debian12-arm64 aarch64 2.36
same bitsandbytes debian12-amd64 x86_64 2.36
same torchvision debian12-amd64 x86_64 2.36
same torch debian12-arm64 aarch64 2.36
same torch debian12-amd64 x86_64 2.36

# And the findings are those that are known (what users report of Orin, and what the wheels were
# built with)
code() { jq -c --arg path "$2" '.objects[] | select(.path | endswith($path)).cuda' "$tmp/$1.json"; }
is 'bitsandbytes on arm64: PTX is to be linked yet' \
	"$(code debian12-arm64-bitsandbytes cuda126.so)" \
	'{"ptx":[],"relocatablePtx":[90],"relocatableSass":[75,80,90],"sass":[75,80,90]}'
is 'torch 2.2.0: seven architectures and no PTX' "$(code debian12-amd64-torch libtorch_cuda.so)" \
	'{"ptx":[],"relocatablePtx":[],"relocatableSass":[],"sass":[50,60,70,75,80,86,90]}'
is 'torch for arm64 needs glibc 2.17' \
	"$(jq -r '.objects[].versions.GLIBC // empty' "$tmp/debian12-arm64-torch.json" | sort -uV |
		tail -n 1)" 2.17
unmet() { jq -r "$1" | LC_ALL=C sort -u | paste -sd' '; }
arm=$(wheel debian12-arm64 bitsandbytes)
is 'no library of bitsandbytes has code for Orin' \
	"$("$bin/elfcheck" --arch aarch64 --glibc 2.35 --cuda 8.7 "$arm" |
		unmet '[.objects[] | select(.unmet[].kind == "cuda")] | length')" 10
is 'on a server with an A100 all have' \
	"$("$bin/elfcheck" --arch aarch64 --glibc 2.35 --cuda 8.0 "$arm" |
		unmet '[.objects[] | select(.unmet[].kind == "cuda")] | length')" 0
missing() {
	"$bin/elfcheck" --arch x86_64 --glibc 2.36 "$@" |
		unmet '.objects[] | select(.path | startswith("torchvision")).unmet[].soname'
}
vision=$(wheel debian12-amd64 torchvision) torch=$(wheel debian12-amd64 torch)
is 'torchvision alone lacks torch' "$(missing "$vision")" \
	'libc10.so libc10_cuda.so libtorch.so libtorch_cpu.so libtorch_cuda.so libtorch_python.so'
is 'and with it nothing' "$(missing "$vision" "$torch")" ''
like "torch needs the driver, and the nvidia packages' libraries" \
	"$("$bin/elfcheck" --arch x86_64 --glibc 2.36 "$torch" |
		unmet '.objects[].unmet[].soname')" \
		'(^| )libcublas.so.12 .*libcuda.so.1 .*libcudnn.so.8'

# And the largest wheel is checked in 64 MiB of memory of its own
ok "64 MiB of memory are enough for $(du -Lh "$torch" | cut -f1)" \
	test "$( (ulimit -d 65536 && "$bin/elfcheck" --arch x86_64 --glibc 2.36 "$torch") |
		jq '.objects | length')" -ge 10
done_testing
