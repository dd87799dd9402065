#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The audiobook project's arm64 image: made from its locks, verified, read by others, and run under
# qemu.
. "$(dirname "$0")/../tap.sh"
. "$(dirname "$0")/../servers.sh"
project=$top/projects/audiobook
image=$project/build/debian12-arm64/image

make_it() { make --no-print-directory -C "$project" PYLOCK_LOCKED=1 "$@"; }
python() { run_in_image "$image" aarch64 python3 "$@" 2>&1; }

before=$(cat "$project"/*.lock "$project"/pylock.*.toml | sha256sum)
ok 'make image, on PyPI and Debian, from the locks' make_it -j2 image
is 'the locks are as they were' "$(cat "$project"/*.lock "$project"/pylock.*.toml | sha256sum)" \
	"$before"
# Another digest is another image for everyone who has the same locks: it is written here anew only
# with the change that makes it.
is 'the golden digest' "$(cat "$project/build/debian12-arm64/image.digest")" \
	sha256:90f176f97525eb53844042544b7f89fb26a42efc02664ed364fcec46ae2da831
ok 'verify finds nothing that is not declared' make_it verify
is 'what is declared' \
	"$(jq -r '[.findings[].id] | unique[]' "$project/build/debian12-arm64/verify.json" |
		paste -sd' ')" \
	"after/torchaudio/torch after/torchvision/torch build/torch/cpu build/torchaudio/cpu \
build/torchvision/cpu choice/bitsandbytes/one \
choice/torchaudio/one choice/torchaudio/optional cuda/bitsandbytes/8.7 \
entry/torch/convert-caffe2-to-onnx entry/torch/convert-onnx-to-caffe2 \
idle/image requires/moshi/bitsandbytes"
is 'nothing is declared that does not occur' \
	"$(jq -c .unused "$project/build/debian12-arm64/verify.json")" '[]'
manifest=$image/blobs/sha256/$(jq -r '.manifests[0].digest[7:]' "$image/index.json")
ok 'at most 100 layers' test "$(jq '.layers | length' "$manifest")" -le 100
is 'all 70 packages' "$(jq '.packages | length' "$project/build/debian12-arm64/plan.json")" 70
is 'the environment of the guide' \
	"$(skopeo inspect --config "oci:$image:latest" | jq -r '.config.Env[]' | grep -E 'CUDA' |
		sort | tr '\n' ' ')" \
	'CUDA_MODULE_LOADING=LAZY TORCH_CUDA_ARCH_LIST=8.7 TORCH_USE_CUDA_DSA=1 '
is 'a script of the base that is not modelled: none' \
	"$(jq -c .unmodelled "$project/build/debian12-arm64/base.json")" '[]'
is 'nothing left to do' "$(make_it image)" "make: Nothing to be done for 'image'."
like 'NumPy and einops work under qemu' "$(python -c '
import numpy, einops

print(
    numpy.__version__,
    einops.__version__,
    einops.rearrange(numpy.arange(6), "(a b) -> b a", a=2).tolist(),
)')" \
	'^1\.26\.4 0\.8\.0 \[\[0, 3\], \[1, 4\], \[2, 5\]\]$'
is 'the libraries that the audio packages look for are found' "$(python -c '
import ctypes.util
for name in "gomp", "portaudio", "avcodec", "avfilter", "avdevice":
    ctypes.CDLL(ctypes.util.find_library(name))
print("loaded")')" loaded

# The documents in the image are what pipdeptree and pip print when they are run there.
pins=$tmp/pins.txt
"$top/build/setup/venv/bin/python" - "$top/tools/setup/tests.txt" "$top/tools/setup/python.txt" \
	<<'PY' >"$pins"
import re, sys

wanted = {
    "pip",
    "pipdeptree",
    "nab",
    "nab-index",
    "nab-markersets",
    "nab-project",
    "nab-provider",
    "nab-resolver",
    "build",
    "installer",
    "packaging",
    "pyproject-hooks",
    "tomli",
    "tomli-w",
    "truststore",
    "typing-extensions",
    "urllib3",
}
for path in sys.argv[1:]:
    for pin in re.split(r"\n(?=[a-z])", open(path).read()):
        name = pin.partition("==")[0]
        if name in wanted:
            wanted.discard(name)
            print(re.sub(r"\n    # via.*", "", pin, flags=re.DOTALL).rstrip())
PY
ok 'pip and pipdeptree for arm64' "$top/build/setup/venv/bin/python" -m pip install -q \
	--disable-pip-version-check --require-hashes --no-deps --only-binary :all: \
	--platform manylinux_2_17_aarch64 --platform manylinux_2_28_aarch64 --python-version 3.11 \
	--target "$tmp/tools" -r "$pins"
image_options=(--ro-bind "$tmp/tools" /mnt)
site=/opt/venv/lib/python3.11/site-packages
tool() { run_in_image "$image" aarch64 python3 -c '
import runpy, sys

sys.path.insert(0, "/mnt")
runpy.run_module(sys.argv.pop(1), run_name="__main__", alter_sys=True)' "$@" 2>/dev/null; }
document() { run_in_image "$image" aarch64 cat "/opt/$1"; }
is 'dependencies.txt' \
	"$(diff <(tool pipdeptree --path $site) \
		<(document dependency_artifacts/dependencies.txt))" ''
is 'dependency_tree.json' \
	"$(diff <(tool pipdeptree --path $site --json-tree) \
		<(document dependency_artifacts/dependency_tree.json))" ''
is 'frozen_deps.txt' \
	"$(diff <(tool pip freeze --path $site) <(document environment_info/frozen_deps.txt))" ''
ok 'of a tree' test "$(document dependency_artifacts/dependencies.txt | wc -l)" -ge 100
is 'explicit_deps.txt has whom requirements.in names' \
	"$(document environment_info/explicit_deps.txt | sed 's/=.*//' | tr '_' - | sort)" \
	"$(grep -o '^[a-z][a-z_]*' "$project/requirements.in" | tr '_' - | sort)"
is 'as pip freeze prints them' \
	"$(document environment_info/explicit_deps.txt |
		grep -vxFf <(document environment_info/frozen_deps.txt))" ''
is 'the lock, by names, versions and hashes' \
	"$(document environment_info/pylock.toml |
		grep -oE '^(name|version) = .*|sha256 = "[^"]*"' | sha256sum)" \
	"$(grep -oE '^(name|version) = .*|sha256 = "[^"]*"' "$project/pylock.debian12-arm64.toml" |
		sha256sum)"
is 'without a GPU here' "$(document environment_info/environment.txt | grep '^CUDA available')" \
	'CUDA available: unknown: only the device can tell'

# The bills of materials are what other programs read and take for valid.
ok 'make sbom' make_it sbom
build=$project/build/debian12-arm64
is 'CycloneDX and SPDX' \
	"$("$top/build/setup/tests/bin/python" "$top/tests/e2e/sbom.py" "$build/sbom.cdx.json" \
		"$build/sbom.spdx.json" 2>&1)" 'valid CycloneDX
valid SPDX
the same packages
package URLs
the same edges'
is 'of every wheel and every .deb' "$(jq '.components | length' "$build/sbom.cdx.json")" \
	"$(($(jq '.packages | length' "$build/plan.json") +
		$(grep -vc '^#' "$project/base.debian12-arm64.lock")))"

# And every critical package is imported, the way all of them are on amd64.
need_machine aarch64
critical='torch torchvision torchaudio vector-quantize-pytorch torchao moshi einops'
said=$(make_it verify RUN=1 PACKAGE="$critical numpy safetensors" 2>/dev/null)
is 'verify RUN=1 under qemu' $? 0 || note "$said"
like 'with versions and files' "$said" "ok    einops 0\\.8\\.0: $site/einops/__init__\\.py"
is 'every critical package' \
	"$(jq \
		-r \
		'[.imports[] | select(.critical and .status == "ok").distributions[]] | unique |
	join(" ")' "$build/run.json")" \
	"$(tr ' ' '\n' <<<"$critical" | sort | paste -sd' ')"
is 'and the others that were asked for' \
	"$(jq \
		-c \
		'[.imports[] |
	select(.status != "ok" or .module == "numpy" or .module == "safetensors") |
	[.module, .status]]' \
	"$build/run.json")" '[["numpy","ok"],["safetensors","ok"]]'
done_testing
