#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Which index and which file: traps of indexes and resolvers, and that a project cannot fall into
# them, with uv and with pip-compile.
#
#   guard.t [RESOLVER]...    default: both
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
python=$top/build/setup/venv/bin/python uv=$top/build/setup/venv/bin/uv
export UV_CACHE_DIR=$tmp/uv XDG_CACHE_HOME=$tmp/cache

# Given a public index, where anybody can upload, and a board vendor's, whose wheels are tagged
# linux_<arch> and which has others' too,
mkdir "$tmp/public" "$tmp/vendor" "$tmp/mirror"
"$top/tests/support/mkindex" "$tmp/public" app==1.0\;torch 'torch==99.0' lib==1.0 lib==1.1 \
	torch-extra==1.0 plain==1.0
"$top/tests/support/mkindex" "$tmp/vendor" 'torch==2.8.0;cuda-lib#cp311-cp311-linux_x86_64' \
	'torch==2.8.0#cp311-cp311-manylinux_2_28_x86_64' \
	'torch==2.9.0#cp311-cp311-manylinux_2_28_x86_64' 'torch==2.8.0#cp311-cp311-linux_aarch64' \
	cuda-lib==1.0 'cuda-lib==1.0+cu129' 'levels==1.0#cp311-cp311-manylinux_2_17_x86_64' \
	'levels==1.0#cp311-cp311-manylinux_2_28_x86_64' \
	'levels==1.0#cp39-abi3-manylinux_2_17_x86_64' levels==1.0 lib==0.1
serve_nginx "$tmp/public"
public=$nginx public_log=$nginx_log
serve_nginx "$tmp/vendor"
vendor=$nginx vendor_log=$nginx_log
cp -r "$tmp/vendor/." "$tmp/mirror"
serve_nginx "$tmp/mirror"
mirror=$nginx

resolver=uv
project() { # name; requirements; assignments
	mkdir -p "$tmp/$1"
	{
		printf \
			'PYLOCK_NAME := %s\nPYLOCK_TARGETS := debian12-amd64\nPYLOCK_RESOLVER := '\
'%s\nPYLOCK_INDEXES := default vendor\n' "$1" "$resolver"
		printf 'PYLOCK_INDEX_URL := %s/simple\nPYLOCK_INDEX_URL.vendor := %s/simple\n' \
			"$public" "$vendor"
		printf '%s\n' "${@:3}"
		printf 'include %s/mk/pylock.mk\n' "$top"
	} >"$tmp/$1/Makefile"
	printf '%b' "$2" >"$tmp/$1/requirements.in"
	rm -rf "$tmp/$1"/build "$tmp/$1"/pylock*
	: >"$public_log"
	: >"$vendor_log"
}
run() {
	make --no-print-directory -s -C "$tmp/$1" PYLOCK_STORE="$tmp/store-$resolver" "${@:2}" \
		>"$tmp/out" 2>&1
}
said() { cat "$tmp/out"; }
locked() { # project: name version index, a line each
	"$python" -c '
import sys, tomllib

for package in tomllib.load(open(sys.argv[1], "rb"))["packages"]:
    print(
        package["name"],
        package["version"],
        package["tool"]["pylock-mk"]["index"],
        (package.get("wheels") or [package.get("sdist")])[0]["name"].split("-", 2)[-1],
    )' "$tmp/$1/pylock.debian12-amd64.toml" | tr '\n' ';'
}
asked() { sed -nE 's#.*/simple/([^/]*)/.*#\1#p' "$1" | sort -u | tr '\n' ' '; }

# --- the trap itself ----------------------------------------------------------------

printf 'torch==2.8.0\n' >"$tmp/torch.in"
"$uv" pip install --quiet --no-config --default-index "$vendor/simple" \
	--python-platform x86_64-manylinux_2_36 --python-version 3.11 \
	--target "$tmp/alone" -r "$tmp/torch.in"
is 'uv alone takes the manylinux wheel' \
	"$(sed -n 's/^Tag: //p' "$tmp"/alone/torch-2.8.0.dist-info/WHEEL)" \
	cp311-cp311-manylinux_2_28_x86_64

[ $# -gt 0 ] || set -- uv pip-compile
for resolver; do
	note "with $resolver"

	# --- one index per package ---------------------------------------------------

	project "$resolver-transitive" 'app\n' 'PYLOCK_INDEX.torch := vendor' \
		'PYLOCK_INDEX.cuda-* := vendor' 'PYLOCK_PREFER.torch := tag:linux_x86_64' \
		'PYLOCK_PREFER.cuda-* := local:cu129'
	run "$resolver-transitive" resolve
	is \
		"$resolver: torch, which only another package asks for, comes from the vendor, and \
so does what it needs" "$(locked "$resolver-transitive")" \
		'app 1.0 default py3-none-any.whl;cuda-lib 1.0+cu129 vendor '\
'py3-none-any.whl;torch 2.8.0 vendor cp311-cp311-linux_x86_64.whl;' || note "$(said)"
	is "$resolver: the public index was never asked for them" "$(asked "$public_log")" 'app '
	is "$resolver: nor the vendor for others" "$(asked "$vendor_log")" 'cuda-lib torch '
	run "$resolver-transitive" build/debian12-amd64/plan.json
	is "$resolver: the plan tells why, and over what" \
		"$(jq -c '[.packages[] | select(.choice) | [.name, .choice.by, .choice.over[]]]' \
		"$tmp/$resolver-transitive/build/debian12-amd64/plan.json")" \
		'[["cuda-lib","local:cu129","cuda_lib-1.0-py3-none-any.whl"],["torch",'\
'"tag:linux_x86_64","torch-2.8.0-cp311-cp311-manylinux_2_28_x86_64.whl"]]'
	: >"$public_log"
	run "$resolver-transitive" fetch
	is "$resolver: fetch asks each index for its own" "$(asked "$public_log")" 'app '
	is "$resolver: the lock is fresh" "$(run "$resolver-transitive" resolve CHECK=1; echo $?)" 0
	run "$resolver-transitive" resolve CHECK=1 PYLOCK_INDEX.cuda-lib=default
	is "$resolver: with another policy it is not" $? 2

	project "$resolver-missing" 'torch-extra\n' 'PYLOCK_INDEX.torch-* := vendor'
	run "$resolver-missing" resolve
	is "$resolver: a package that its index lacks: exit status" $? 2
	like "$resolver: where it exists is said" "$(said)" \
		'torch-extra: not at index vendor; default has 1\.0: write '\
'PYLOCK_INDEX\.torch-extra := default'
	ok "$resolver: no lock" test ! -e "$tmp/$resolver-missing/pylock.debian12-amd64.toml"
	project "$resolver-version" 'lib>=1\n' 'PYLOCK_INDEX.lib := vendor'
	run "$resolver-version" resolve
	is "$resolver: a version that its index lacks is not taken from another" $? 2

	# --- one file per release --------------------------------------------------------

	project "$resolver-ambiguous" 'torch<2.9\n' 'PYLOCK_INDEX.* := vendor' \
		'PYLOCK_PREFER.cuda-lib := local:cu129'
	run "$resolver-ambiguous" resolve
	is "$resolver: linux_x86_64 next to manylinux, and nothing said: exit status" $? 2
	like "$resolver: the candidates are listed" "$(said)" \
		'torch 2\.8\.0: 2 files fit debian12-amd64 and are not the same thing'
	for tag in linux_x86_64 manylinux_2_28_x86_64; do
		like "$resolver: with the line to write for $tag" "$(said)" \
			"torch-2\.8\.0-cp311-cp311-$tag\.whl: tag $tag, index vendor, .*, sha256 \
[0-9a-f]{64}: PYLOCK_PREFER\.torch := tag:$tag"
	done
	ok "$resolver: no lock" test ! -e "$tmp/$resolver-ambiguous/pylock.debian12-amd64.toml"
	for tag in linux_x86_64 manylinux_2_28_x86_64; do
		project "$resolver-said" 'torch<2.9\n' 'PYLOCK_INDEX.* := vendor' \
			"PYLOCK_PREFER.torch := tag:$tag" 'PYLOCK_PREFER.cuda-lib := local:none'
		run "$resolver-said" resolve
		like "$resolver: that line, and it is taken" "$(locked "$resolver-said")" \
			"torch 2\.8\.0 vendor cp311-cp311-$tag\.whl"
	done
	project "$resolver-newer" 'torch\n' 'PYLOCK_INDEX.* := vendor' \
		'PYLOCK_PREFER.torch := tag:linux_*' 'PYLOCK_PREFER.cuda-lib := local:cu129'
	run "$resolver-newer" resolve
	like "$resolver: a newer release without the preferred file does not win" \
		"$(locked "$resolver-newer")" 'torch 2\.8\.0 vendor cp311-cp311-linux_x86_64'
	project "$resolver-local" 'cuda-lib\n' 'PYLOCK_INDEX.* := vendor'
	run "$resolver-local" resolve
	is "$resolver: a local version next to none: exit status" $? 2
	like "$resolver: the line" "$(said)" \
		'cuda_lib-1\.0\+cu129-py3-none-any\.whl: .*: PYLOCK_PREFER\.cuda-lib := local:cu129'
	like "$resolver: and the other" "$(said)" \
		'cuda_lib-1\.0-py3-none-any\.whl: .*: PYLOCK_PREFER\.cuda-lib := local:none'
	project "$resolver-none" 'cuda-lib\n' 'PYLOCK_INDEX.* := vendor' \
		'PYLOCK_PREFER.cuda-lib := local:none'
	run "$resolver-none" resolve
	is "$resolver: local:none" "$(locked "$resolver-none")" \
		'cuda-lib 1.0 vendor py3-none-any.whl;'
	project "$resolver-levels" 'levels\n' 'PYLOCK_INDEX.* := vendor'
	run "$resolver-levels" resolve
	is "$resolver: manylinux levels, abi3 and a pure wheel are no ambiguity" \
		"$(locked "$resolver-levels")" \
		'levels 1.0 vendor cp311-cp311-manylinux_2_28_x86_64.whl;'
	project "$resolver-nothing" 'levels\n' 'PYLOCK_INDEX.* := vendor' \
		'PYLOCK_PREFER.levels := tag:linux_x86_64'
	run "$resolver-nothing" resolve
	like "$resolver: a preference that nothing satisfies is an error" "$(said)" \
		"levels 1\.0: PYLOCK_PREFER\.levels := tag:linux_x86_64: none of its files at \
index 'vendor' is that: .*manylinux_2_28_x86_64\.whl"
	project "$resolver-pure" 'plain\n' 'PYLOCK_PREFER.plain := tag:linux_x86_64'
	run "$resolver-pure" resolve
	is "$resolver: unless what there is runs anywhere" "$(locked "$resolver-pure")" \
		'plain 1.0 default py3-none-any.whl;'

	# --- platforms ---------------------------------------------------------------------

	project "$resolver-order" 'torch<2.9\n' 'PYLOCK_INDEX.* := vendor' \
		'PYLOCK_PREFER.cuda-lib := local:none' 'PYLOCK_PLATFORMS := manylinux_*'
	run "$resolver-order" resolve
	is "$resolver: of two files the one whose platform the target takes" \
		"$(locked "$resolver-order")" \
		'torch 2.8.0 vendor cp311-cp311-manylinux_2_28_x86_64.whl;' || note "$(said)"
	project "$resolver-older" 'torch\nlevels\n' 'PYLOCK_INDEX.* := vendor' \
		'PYLOCK_PREFER.cuda-lib := local:none' \
		'PYLOCK_PLATFORMS := linux_* manylinux_2_1?_*'
	run "$resolver-older" resolve
	is "$resolver: a newer release without a file for these platforms does not exist" \
		"$(locked "$resolver-older")" \
		'cuda-lib 1.0 vendor py3-none-any.whl;levels 1.0 vendor '\
'cp311-cp311-manylinux_2_17_x86_64.whl;torch 2.8.0 vendor cp311-cp311-linux_x86_64.whl;'
	project "$resolver-unknown" 'torch<2.9\n' 'PYLOCK_PLATFORMS := manylinux_2_99_*'
	run "$resolver-unknown" resolve
	like "$resolver: a platform that the C library does not allow is named" "$(said)" \
		"platforms: 'manylinux_2_99_\*' is none of the target's"

	# --- the same name with other bytes -----------------------------------------------

	"$top/tests/support/mkindex" "$tmp/mirror" 'lib==0.1;plain'
	project "$resolver-bytes" 'lib\n' 'PYLOCK_INDEX.* := vendor' \
		"PYLOCK_MIRRORS.vendor := $mirror/simple"
	run "$resolver-bytes" resolve
	is "$resolver: a mirror has other bytes: exit status" $? 2
	like "$resolver: both are listed" "$(said)" \
		'lib-0\.1-py3-none-any\.whl: .*index vendor \(mirror 1\).*: PYLOCK_PREFER\.lib := '\
'sha256:[0-9a-f]{64}'
	project "$resolver-own" 'lib\n' 'PYLOCK_INDEX.* := vendor' \
		"PYLOCK_MIRRORS.vendor := $mirror/simple" 'PYLOCK_PREFER.lib := index:vendor'
	run "$resolver-own" resolve
	is "$resolver: index:vendor takes its own" \
		"$(grep -c "$(sha256sum "$tmp/vendor/files/lib-0.1-py3-none-any.whl" |
			cut -c1-64)" \
		"$tmp/$resolver-own/pylock.debian12-amd64.toml")" 1
done
[ $# -lt 2 ] ||
	is 'both resolvers gave the same lock' \
	"$(diff <(grep -v '^inputs\|^resolver\|^target' \
		"$tmp/uv-transitive/pylock.debian12-amd64.toml") \
	<(grep -v '^inputs\|^resolver\|^target' \
		"$tmp/pip-compile-transitive/pylock.debian12-amd64.toml"))" ''
done_testing
