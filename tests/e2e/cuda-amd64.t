#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The audiobook project's requirements for a GPU server, resolved on PyPI: the plan, and which index
# each file comes from. The image itself, of 3 GB, is in the benchmark.
. "$(dirname "$0")/../tap.sh"
python=$top/build/setup/venv/bin/python
needs "$python"
cd "$tmp" || exit 1

# Given the requirements, and a target with a GPU
cp "$top"/projects/audiobook/{requirements.in,constraints.txt,overrides.txt} .
printf 'PYLOCK_NAME := audiobook\nPYLOCK_TARGETS := cuda-amd64\ninclude %s/mk/pylock.mk\n' "$top" \
	>Makefile
run() { make --no-print-directory "$@"; }

# When they are resolved
plan=build/cuda-amd64/plan.json
ok 'resolved and planned' run build/cuda-amd64/plan.json build/cuda-amd64/policy.json \
	build/cuda-amd64/config.json

# Then it is CUDA's torch with what it needs
ok 'at least 80 packages' test "$(jq '.packages | length' $plan)" -ge 80
ok 'of 2 to 4 GB' jq -e '[.packages[].file.size] | add | . > 2e9 and . < 4e9' $plan
is 'torch and what it needs of CUDA' \
	"$(jq \
		-r \
		'[.packages[].name |
	select(. == "torch" or startswith("nvidia-") or . == "triton")] | length > 10' $plan)" true
is 'moshi is all that is left to build' \
	"$(jq -r '.packages[] | select(.file.kind == "sdist").name' $plan)" moshi
is 'each comes from the default index' "$(jq -c '[.packages[].index] | unique' $plan)" '["default"]'
is 'which the policy has' "$(jq -c '.indexes | keys' build/cuda-amd64/policy.json)" '["default"]'

# And an installer that knows nothing of us takes the same files, in the same versions
"$python" - <<'PY' >wanted
import tomllib
from packaging.pylock import Pylock
from packaging.tags import cpython_tags, compatible_tags

platforms = [f"manylinux_2_{minor}_x86_64" for minor in range(36, 4, -1)] + [
    "manylinux2014_x86_64",
    "manylinux2010_x86_64",
    "manylinux1_x86_64",
    "linux_x86_64",
]
tags = list(cpython_tags((3, 11), platforms=platforms)) + list(
    compatible_tags((3, 11), "cp311", platforms)
)
environment = dict(
    implementation_name="cpython",
    implementation_version="3.11.2",
    os_name="posix",
    platform_machine="x86_64",
    platform_python_implementation="CPython",
    platform_release="",
    platform_system="Linux",
    platform_version="",
    python_full_version="3.11.2",
    python_version="3.11",
    sys_platform="linux",
)
lock = Pylock.from_dict(tomllib.load(open("pylock.cuda-amd64.toml", "rb")))
for package, file in lock.select(environment=environment, tags=tags):
    print(package.name, package.version, file.hashes["sha256"])
PY
is 'packaging reads the lock the same' \
	"$(jq -r '.packages[] | "\(.name) \(.version) \(.file.sha256)"' $plan | sort)" \
	"$(sort wanted)"

# And the image says what it needs of the device
is 'labels' "$(jq -r '.config.Labels["mk.pylock.driver.libcuda.so.1"]' \
	build/cuda-amd64/config.json)" 525.60.13
is 'a GPU is asked for' \
	"$(jq -r '.config.Env[]' build/cuda-amd64/config.json | grep -c '^NVIDIA_')" 2

# And nothing moves when nothing changed
cp pylock.cuda-amd64.toml before.toml
is 'fresh' "$(run resolve CHECK=1)" 'pylock.mk: pylock.cuda-amd64.toml is fresh'
touch requirements.in
run -s resolve
ok 'the lock stays as it is' cmp before.toml pylock.cuda-amd64.toml
done_testing
