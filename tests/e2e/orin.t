#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# orin: the preset orin-jp6-cu129 from end to end: a vendor's listing of its real form, a base from
# a registry, an image that says what it needs of the board.
. "$(dirname "$0")/../tap.sh"
. "$top/tests/servers.sh"
needs skopeo docker-registry nginx
cd "$tmp" || exit 1
export REGISTRY_AUTH_FILE=$tmp/auth.json UV_CACHE_DIR=$tmp/uv

# Given the vendor's index as devpi shows it: `+simple/<name>/` with links to `+f/<3 hex>/<13
# hex>/<file>`. Besides its own CUDA wheels it passes the public index's through, where torch is the
# one without CUDA.
"$top/tests/support/mkindex" public 'app==1.0;torch>=2.8' lib==1.0 \
	'torch==2.8.0#cp312-cp312-manylinux_2_28_aarch64' torch==99.0
"$top/tests/support/mkindex" own 'torch==2.8.0;lib#cp312-cp312-linux_aarch64' \
	'torchvision==0.23.0;torch==2.8.0#cp312-cp312-linux_aarch64' \
	'torch==2.8.0#cp310-cp310-linux_aarch64'
vendor_page() { # file...
	local file name hash place page
	for file; do
		name=$(basename "$file") hash=$(sha256sum <"$file" | cut -c1-64)
		place=jp6/cu129/+f/${hash:0:3}/${hash:3:13}
		page=vendor/jp6/cu129/+simple/${name%%-*}/index.html
		mkdir -p "vendor/$place" "${page%/*}"
		cp "$file" "vendor/$place"
		[ -e "$page" ] ||
			printf \
			'<!DOCTYPE html>\n<html><head><title>jp6/cu129: links for '\
'%s</title></head><body><h1>jp6/cu129: links for %s</h1>\n' \
			"${name%%-*}" "${name%%-*}" >"$page"
		printf '<a href="../../+f/%s/%s/%s#sha256=%s">%s</a><br/>\n' "${hash:0:3}" \
			"${hash:3:13}" "$name" "$hash" "$name" >>"$page"
	done
}
vendor_page own/files/* public/files/torch-*
serve_nginx "$tmp/vendor"
vendor=$nginx vendor_log=$nginx_log
serve_nginx "$tmp/public"
public=$nginx public_log=$nginx_log

# And a base in a registry, with the board's Python, C library and CUDA
serve_registry
base() { # tag arguments of mkbase
	rm -rf base
	"$top/tests/support/mkbase" --arch arm64 "${@:2}" base &&
		skopeo copy -q --dest-tls-verify=false oci:base:latest \
		"docker://$registry/pytorch:$1"
}
base 25.06-py3-igpu --python 3.12.3 --glibc 2.39 --env CUDA_VERSION=12.9.1.010
base old --python 3.12.3 --glibc 2.39 --env CUDA_VERSION=12.6.11

mkdir project
cat >project/Makefile <<EOF
PYLOCK_NAME             := board
PYLOCK_TARGETS          := orin-jp6-cu129
PYLOCK_BASE             := docker://$registry/pytorch:25.06-py3-igpu
PYLOCK_PULL_OPTIONS     := --src-tls-verify=false
PYLOCK_ACCEPT.build/torch*/cpu := made up, without code
PYLOCK_INDEX_URL        := $public/simple
PYLOCK_INDEX_URL.jetson := $vendor/jp6/cu129/+simple
include $top/mk/pylock.mk
EOF
printf 'app\ntorchvision\n' >project/requirements.in
run() {
	make --no-print-directory -C "${PROJECT:-project}" PYLOCK_STORE="$tmp/store" "$@" >out 2>&1
}
build=project/build/orin-jp6-cu129
label() {
	skopeo inspect --config "oci:$build/image:latest" |
		jq -r --arg key "mk.pylock.$1" '.config.Labels[$key]'
}

# When the image is made
ok 'an image' run image
# Then torch is the board's, though another has a higher version and a better tag for uv
is 'the wheels for the board' \
	"$(jq \
		-r \
		'.packages[] | select(.name | startswith("torch")) |
	"\(.index) \(.file.filename)"' $build/plan.json)" \
	$'jetson torch-2.8.0-cp312-cp312-linux_aarch64.whl\njetson '\
$'torchvision-0.23.0-cp312-cp312-linux_aarch64.whl'
is 'and what that needs' "$(jq -r '[.packages[].name] | join(" ")' $build/plan.json)" \
	'app lib torch torchvision'
is 'the public index was not asked for them' "$(grep -c torch "$public_log")" 0
is 'nor the vendor for others' "$(grep -cE 'simple/(app|lib)/' "$vendor_log")" 0
is 'the lock of packages names no server' "$(grep -l '127\.0\.0\.1' project/*.toml project/*.txt)" \
	''
# And the image says what it needs
is 'CUDA and the GPU' "$(label cuda), $(label cuda.archs)" '12.9, 8.7'
is 'the driver' "$(label driver.libcuda.so.1)" 540.4.0
is 'where torch is from' "$(label index.jetson)" 'torch torchvision'
is 'and asks for a GPU' \
	"$(skopeo inspect --config "oci:$build/image:latest" |
		jq -r '.config.Env[] | select(test("NVIDIA|CUDA_M|ARCH_LIST"))' | sort | xargs)" \
	'CUDA_MODULE_LOADING=LAZY NVIDIA_DRIVER_CAPABILITIES=compute,utility '\
'NVIDIA_VISIBLE_DEVICES=all TORCH_CUDA_ARCH_LIST=8.7'
like 'the base is locked' "$(cat project/base.orin-jp6-cu129.lock)" 'sha256:[0-9a-f]{64}'
ok 'verified' run verify
like 'with the GPU' "$(cat out)" "asks NVIDIA's runtime for a GPU"
digest=$(jq -r '.manifests[0].digest' $build/image/index.json)

# When the tag moves and both indexes are gone, a clone makes the same image
base 25.06-py3-igpu --python 3.12.3 --glibc 2.39 --env CUDA_VERSION=12.9.1.011
mkdir clone
cp project/Makefile project/*.lock project/*.toml project/*.in clone
sed -i 's,/simple$,/gone,' clone/Makefile
PROJECT=clone ok 'a clone, without the indexes' run image PYLOCK_LOCKED=1
is 'the same image' "$(jq -r '.manifests[0].digest' clone/build/orin-jp6-cu129/image/index.json)" \
	"$digest"

# When the image does not ask for a GPU, verify says so; a base of another CUDA is refused
run image PYLOCK_ENV.NVIDIA_VISIBLE_DEVICES=void
run verify PYLOCK_ENV.NVIDIA_VISIBLE_DEVICES=void
is 'no GPU is asked for: exit status' $? 2
like 'and what to write' "$(cat out)" 'write PYLOCK_ENV\.NVIDIA_VISIBLE_DEVICES := all'
run base-upgrade PYLOCK_BASE="docker://$registry/pytorch:old"
run base PYLOCK_BASE="docker://$registry/pytorch:old"
is 'a base of another CUDA: exit status' $? 2
like 'which it has and which is wanted' "$(cat out)" 'CUDA 12\.6.*12\.9'
done_testing
