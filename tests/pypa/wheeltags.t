#!/bin/bash
# SPDX-License-Identifier: MIT
# wheeltags: its tags and ranks are those of the packaging library.
. "$(dirname "$0")/../tap.sh"

python=$top/build/setup/venv/bin/python
needs "$python"

target=(--python 3.11 --arch aarch64 --glibc 2.36)

# Given what the packaging library says for a target, whatever machine this is:
cat >"$tmp/oracle.py" <<'EOF'
import sys, sysconfig
from packaging import _manylinux, _musllinux, tags, utils

_manylinux._have_compatible_abi = lambda executable, archs: True
_manylinux._get_manylinux_module = lambda: None

def target_tags(minor, arch, libc, version):
    major_minor = tuple(map(int, version.split(".")))
    glibc = _manylinux._GLibCVersion(*(major_minor if libc == "glibc" else (-1, -1)))
    musl = _musllinux._MuslVersion(*major_minor) if libc == "musl" else None
    _manylinux._get_glibc_version = lambda: glibc
    _musllinux._get_musl_version = lambda executable: musl
    sysconfig.get_platform = lambda: f"linux-{arch}"
    platforms = list(tags._linux_platforms(is_32bit=False))
    cpython = f"cp3{minor}"
    return [*tags.cpython_tags((3, minor), [cpython], platforms),
            *tags.compatible_tags((3, minor), cpython, platforms)]

def lists(directory):
    libcs = [("glibc", f"2.{minor}") for minor in range(17, 42)] + [("musl", "1.2")]
    for minor in range(9, 15):
        for arch in "x86_64", "aarch64":
            for libc, version in libcs:
                with open(f"{directory}/3.{minor},{arch},{libc},{version}", "w") as file:
                    print(*target_tags(minor, arch, libc, version), sep="\n", file=file)

def ranks(filenames):
    places = {tag: place for place, tag in enumerate(target_tags(11, "aarch64", "glibc", "2.36"))}
    ranked = []
    for filename in map(str.strip, open(filenames)):
        fitting = [places[tag] for tag in utils.parse_wheel_filename(filename)[3] if tag in places]
        ranked.append((min(fitting, default=10**9), filename))
    for rank, filename in sorted(ranked, key=lambda pair: pair[0]):
        print("-" if rank == 10**9 else rank, filename, sep="\t")

{"lists": lists, "ranks": ranks}[sys.argv[1]](sys.argv[2])
EOF

# When every target of interest is listed, the lists are equal.
mkdir "$tmp/wanted" "$tmp/got"
"$python" "$tmp/oracle.py" lists "$tmp/wanted"
for list in "$tmp"/wanted/*; do
	IFS=, read -r version arch libc libc_version <<<"${list##*/}"
	"$bin/wheeltags" --python "$version" --arch "$arch" "--$libc" "$libc_version" list \
		>"$tmp/got/${list##*/}"
done
is 'the library was asked for 6 Pythons, 2 architectures and 26 libcs' \
	"$(find "$tmp/wanted" -type f | wc -l)" 312
ok "the lists equal the library's" diff -r "$tmp/wanted" "$tmp/got"

# When a target says which platforms it takes, the list is the library's for these.
some=(manylinux_2_28_aarch64 manylinux_2_17_aarch64 manylinux2014_aarch64 linux_aarch64)
"$python" - "${some[@]}" >"$tmp/some" <<'EOF'
import sys
from packaging import tags

print(
    *tags.cpython_tags((3, 11), ["cp311"], sys.argv[1:]),
    *tags.compatible_tags((3, 11), "cp311", sys.argv[1:]),
    sep="\n",
)
EOF
is 'platforms in an order of the user' \
	"$("$bin/wheeltags" "${target[@]}" \
		--platforms 'manylinux_2_28_*,manylinux_2_17_*,manylinux2014_*,linux_*' list)" \
	"$(cat "$tmp/some")"
is 'what a pattern has taken, the next one leaves' \
	"$("$bin/wheeltags" "${target[@]}" --platforms 'linux_*,*' list)" \
	"$("$bin/wheeltags" "${target[@]}" list)"
is 'what is left out does not fit' \
	"$("$bin/wheeltags" "${target[@]}" --platforms 'manylinux*' rank \
		a-1-cp311-cp311-linux_aarch64.whl)" \
	$'-\ta-1-cp311-cp311-linux_aarch64.whl'
fails 'a platform that the C library does not allow' 2 \
	"^wheeltags: --platforms: 'manylinux_2_37_aarch64' is none of the target's" \
	"$bin/wheeltags" "${target[@]}" --platforms 'linux_*,manylinux_2_37_aarch64' list
fails 'no platforms' 2 '^wheeltags: --platforms: wanted are patterns' "$bin/wheeltags" \
	"${target[@]}" --platforms '' list

# When wheels of all kinds are ranked, so are the ranks.
i=0
for python_tag in cp311 cp310 cp39 cp32 cp312 py3 py2.py3 py311 py310 py312 pp39 CP311 \
	cp310.cp311; do
	for abi in cp311 abi3 none cp310 cp312 cp311d cp313t abi3t cp310.cp311 abi3.none; do
		for platform in any linux_aarch64 linux_x86_64 \
			manylinux_2_17_aarch64.manylinux2014_aarch64 manylinux1_aarch64 \
			manylinux_2_36_aarch64 manylinux_2_37_aarch64 musllinux_1_2_aarch64 \
			win_amd64 macosx_11_0_arm64; do
			for build in '' -1 -2b; do
				i=$((i + 1))
				echo "a-$i$build-$python_tag-$abi-$platform.whl"
			done
		done
	done
done >"$tmp/filenames"
"$python" "$tmp/oracle.py" ranks "$tmp/filenames" >"$tmp/wanted.ranks"
"$bin/wheeltags" "${target[@]}" rank "@$tmp/filenames" >"$tmp/got.ranks"
ok "the ranks of $i wheels equal the library's" diff "$tmp/wanted.ranks" "$tmp/got.ranks"
is 'a directory before the filename does not matter' \
	"$("$bin/wheeltags" "${target[@]}" rank x/a-1-cp311-cp311-linux_aarch64.whl)" \
	$'0\tx/a-1-cp311-cp311-linux_aarch64.whl'

# When a filename is none of a wheel, one line says so and nothing is ranked.
fails 'a filename that cannot be parsed' 1 \
	'^wheeltags: a-1\.zip: not a wheel.s filename: does not end in \.whl$' \
	"$bin/wheeltags" "${target[@]}" rank a-1-py3-none-any.whl a-1.zip
is 'nothing is ranked then' \
	"$("$bin/wheeltags" "${target[@]}" rank a-1-py3-none-any.whl a-1.zip 2>/dev/null)" ''
fails 'a hostile filename is shown escaped' 1 '\\x1b\[2J' "$bin/wheeltags" "${target[@]}" rank \
	$'\e[2J.whl'

# When the command line is wrong, the status is 2.
fails 'no target' 2 '--python, --arch and one of' "$bin/wheeltags" list
fails 'two libcs' 2 'one of --glibc and --musl' "$bin/wheeltags" "${target[@]}" --musl 1.2 list
fails 'no command' 2 "'list' or 'rank" "$bin/wheeltags" "${target[@]}"
fails 'nothing to rank' 2 "'list' or 'rank" "$bin/wheeltags" "${target[@]}" rank
fails 'an option that is not known' 2 'option' "$bin/wheeltags" "${target[@]}" --windows list
fails 'a version that is none' 2 "^wheeltags: --python: '3' is not a version" \
	"$bin/wheeltags" --python 3 --arch aarch64 --glibc 2.36 list
fails "docker's name of an architecture" 2 '^wheeltags: --arch: .*aarch64' \
	"$bin/wheeltags" --python 3.11 --arch arm64 --glibc 2.36 list
fails 'a Python 2' 2 '^wheeltags: --python: ' "$bin/wheeltags" --python 2.7 --arch aarch64 \
	--glibc 2.36 list

# When what it prints cannot be written, the status is 3.
list_to_full_disk() { "$bin/wheeltags" "${target[@]}" list >/dev/full; }
said=$(list_to_full_disk 2>&1)
is 'a full disk' "$?: $said" '3: wheeltags: standard output: No space left on device'

done_testing
