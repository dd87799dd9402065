#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# layer: the real wheels of the audiobook project, and one with every kind of name, compared file by
# file with what pip makes of them.
. "$(dirname "$0")/../tap.sh"
. "$top/tests/e2e/wheels.sh"

version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
oracle=$top/tests/support/pip_oracle.py
venv=$tmp/venv
export PYTHONDONTWRITEBYTECODE=1

mkdir "$tmp/made"
PYTHONPATH=$top/tests/support "$python" "$top/tests/support/good_wheels.py" "$tmp/made" || exit
all=("$wheels"/*.whl "$tmp/made/Made.Up_files-1.0rc1-py3-none-any.whl")
layer() {
	"$bin/layer" --python "$version" --prefix "$venv" \
		--site "$venv/lib/python$version/site-packages" "$@"
}

ok "there are 60 real wheels and more (${#all[@]})" test "${#all[@]}" -gt 60

# --- what pip makes ---------------------------------------------------------------------

"$python" -m venv --without-pip "$venv" && rm -rf "$venv/include"
env -i PATH="$PATH" HOME="$tmp" LC_ALL=C.UTF-8 PIP_CONFIG_FILE=/dev/null PYTHONDONTWRITEBYTECODE=1 \
	PIP_FROM="$("$python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')" \
	"$venv/bin/python3" "$oracle" install "$venv" "${all[@]}" | LC_ALL=C sort >"$tmp/pip.list"
layer -o "$tmp/layer.tar.gz" --files "$tmp/files" "${all[@]}" >"$tmp/layer.json"
is 'layer makes a layer of them all' $? 0
"$python" "$oracle" list "$tmp/layer.tar.gz" | LC_ALL=C sort >"$tmp/layer.list"
ok "paths, modes and bytes are those of pip ($(grep -c ^f "$tmp/pip.list") files)" cmp \
	"$tmp/pip.list" "$tmp/layer.list"
diff "$tmp/pip.list" "$tmp/layer.list" | head -n 20 | sed 's/^/# /'
for path in bin/get_gprof bin/f2py share/man/man1/isympy.1 '文件/ä̈.py' torch/lib/libtorch_cpu.so; do
	ok "among them $path" grep -q -F "$path" "$tmp/layer.list"
done

# --- other tools read it --------------------------------------------------------------

# An image of this layer alone.
digest() { sha256sum <"$1" | cut -c1-64; }
blob() { cp "$1" "$tmp/oci/blobs/sha256/$(digest "$1")"; }
mkdir -p "$tmp/oci/blobs/sha256"
ln "$tmp/layer.tar.gz" "$tmp/oci/blobs/sha256/$(digest "$tmp/layer.tar.gz")"
jq -c '{architecture: "arm64", os: "linux", rootfs: {type: "layers", diff_ids: [.diffID]}}' \
	"$tmp/layer.json" >"$tmp/config"
blob "$tmp/config"
jq -c --arg config "sha256:$(digest "$tmp/config")" --argjson size "$(stat -c %s "$tmp/config")" \
	'{schemaVersion: 2,
	mediaType: "application/vnd.oci.image.manifest.v1+json",
	config: {mediaType: "application/vnd.oci.image.config.v1+json", digest: $config,
	size: $size},
	layers: [{mediaType, digest, size, annotations}]}' "$tmp/layer.json" >"$tmp/manifest"
blob "$tmp/manifest"
jq -nc --arg digest "sha256:$(digest "$tmp/manifest")" --argjson size \
	"$(stat -c %s "$tmp/manifest")" '{schemaVersion: 2,
	manifests: [{mediaType: "application/vnd.oci.image.manifest.v1+json", digest: $digest,
	size: $size,
		annotations: {"org.opencontainers.image.ref.name": "latest"}}]}' \
	>"$tmp/oci/index.json"
printf '{"imageLayoutVersion":"1.0.0"}' >"$tmp/oci/oci-layout"

unpacked() { # ROOT
	while read -r _ _ path; do
		printf '%s %s %s\n' "0$(stat -c %a "$1/$path")" "$(digest "$1/$path")" "$path"
	done <"$tmp/some" >"$tmp/found" && cmp "$tmp/found" "$tmp/some"
}
awk 'NR % 40 == 1' "$tmp/files" >"$tmp/some"
ok 'gzip' gzip -t "$tmp/layer.tar.gz"
mkdir "$tmp/tar"
ok 'GNU tar' tar -C "$tmp/tar" -xpf "$tmp/layer.tar.gz"
ok 'which unpacks what the list says' unpacked "$tmp/tar"
rm -rf "$tmp/tar"
ok 'umoci' umoci unpack --rootless --image "$tmp/oci:latest" "$tmp/umoci"
ok 'which unpacks what the list says' unpacked "$tmp/umoci/rootfs"
rm -rf "$tmp/umoci"
ok 'skopeo' skopeo copy -q "oci:$tmp/oci:latest" "docker-archive:$tmp/archive.tar"
is 'which gives docker the same tar archive' \
	"$(tar -xOf "$tmp/archive.tar" manifest.json | jq -r '.[0].Layers[0]' | cut -d. -f1)" \
	"$(jq -r .diffID "$tmp/layer.json" | cut -d: -f2)"
rm -f "$tmp/archive.tar"

# --- memory ------------------------------------------------------------------------------

peak() { # ARGUMENT...: kilobytes
	"$python" - "$bin/layer" --python "$version" --prefix "$venv" --site "$venv/lib" \
		-o "$tmp/x" "$@" <<-'end'
		import resource, subprocess, sys
		subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL)
		print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
	end
}
largest=$(find "$wheels" -name '*.whl' -printf '%s %p\n' | sort -n | tail -n 1 | cut -d' ' -f2-)
peak=$(peak "$largest")
ok "at most 64 MiB of memory for ${largest##*/} ($peak kB)" test "$peak" -le 65536
PYTHONPATH=$top/tests/support "$python" - "$tmp" <<'end'
import sys
from wheels import Wheel
wheel = Wheel("many", "1.0")
for number in range(99_000):
    wheel.add(f"many/{number % 300}/{number:06}{'y' * 75}.py", b"x = 1\n", stored=True)
wheel.zip64_end = True
wheel.write(sys.argv[1])
end
peak=$(peak "$tmp/many-1.0-py3-none-any.whl")
ok "nor for 99,000 files ($peak kB)" test "$peak" -le 65536
done_testing
