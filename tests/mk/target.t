#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# target: every preset of the framework is whole, aliases are what they stand for, and a combination
# that does not exist is refused.
. "$(dirname "$0")/../tap.sh"
cd "$tmp" || exit 1
touch requirements.in python.tar.gz

project() { # target assignments...
	{
		printf 'PYLOCK_NAME := a\nPYLOCK_TARGETS := %s\n' "$1"
		printf '%s\n' "${@:2}"
		printf 'include %s/mk/pylock.mk\n' "$top"
		# shellcheck disable=SC2016 # Make's
		printf 'config: build/$(TARGET)/config.json\nvalue:;@$(info $($(OF)))\n'
		# shellcheck disable=SC2016
		printf 'values:;@$(foreach name,$(OF),$(info $(name)=$(PYLOCK_$(name))))\n'
	} >Makefile
}
value() { make -s value OF="PYLOCK_$1"; }
refuses() { # name regex target assignments...
	local name=$1 regex=$2
	shift 2
	project "$@"
	fails "$name" 2 "pylock\.mk: $regex" make help
}

# --- each preset ------------------------------------------------------------------

for preset in "$top"/mk/targets/*.mk; do
	name=$(basename "$preset" .mk)
	like "$name: its first line says what it is" "$(grep -v '^# SPDX' "$preset" | head -n 1)" \
		"^# $name: .+\.$"
	case $name in
	ubuntu*)
		refuses "$name: has no Python" \
			"the base of $name brings no Python: set PYLOCK_PYTHON .* and \
PYLOCK_PYTHON_FROM" "$name"
		project "$name" 'PYLOCK_PYTHON := 3.12.11' \
			'PYLOCK_PYTHON_FROM := python.tar.gz\#sha256=0'
		;;
	*) project "$name" ;;
	esac
	is "$name: is whole" "$(value NAME 2>&1)" a
	[[ $name = *-* ]] || { # an alias
		like "$name: stands for one that is there" \
			"$(sed -n 's,^include .*/targets/\(.*\)\.mk$,\1,p' "$preset")" "^$name-"
		is "$name: and for nothing else" "$(grep -cv '^#\|^$' "$preset")" 1
	}
done
variables=(CUDA_ARCHS DRIVER.libcuda.so.1 ENV.NVIDIA_VISIBLE_DEVICES ENV.NVIDIA_DRIVER_CAPABILITIES
	ENV.TORCH_CUDA_ARCH_LIST)
for name in orin-jp6-cu126 orin-jp6-cu129 orin-jp7-cu130 thor-jp7-cu130 sbsa-cu130 cuda-amd64; do
	project "$name"
	values=$(make -s values OF="${variables[*]}")
	for variable in "${variables[@]}"; do
		like "$name: $variable" "$values" "(^|[[:space:]])$variable=[^[:space:]]"
	done
done
project orin
is 'a board has an index of its own' "$(value INDEXES)" 'default jetson'
is 'and takes its torch from there' "$(value INDEX.torch)" jetson
is 'and of several wheels the one for the board' "$(value PREFER.torch)" tag:linux_aarch64
like 'the topic lists them' "$(make help topic=targets)" \
	'orin-jp6-cu129 +Jetson Orin with JetPack 6'

run_target() {
	make -s build/orin/target.json >out 2>&1 ||:
	jq -c '[.platforms, .layerMax, .layerSplit]' build/orin/target.json
}
is 'what the programs are told' "$(run_target)" '["linux_*,manylinux_*",32,268435456]'

# --- what a project says goes first ---------------------------------------------------

project orin-jp6-cu129 'PYLOCK_ENV.CUDA_MODULE_LOADING := EAGER' 'PYLOCK_INDEX.torch := default'
is "a project's variable of the environment" "$(value ENV.CUDA_MODULE_LOADING)" EAGER
is "a project's index" "$(value INDEX.torch)" default
mkdir targets
# shellcheck disable=SC2016
printf '# own: ours.\nPYLOCK_ENV.MINE := 1\ninclude $(_pylock_mk)/targets/orin-jp6-cu129.mk\n' \
	>targets/own.mk
project own
is 'a preset of the project extends one' "$(value CUDA) $(value ENV.MINE)" '12.9 1'

# --- what does not exist -------------------------------------------------------------

refuses 'a CUDA that the board has not' \
	"target 'orin-jp6-cu128' has no preset; the nearest: orin-jp6-cu126 orin-jp6-cu129\." \
	orin-jp6-cu128
refuses 'a JetPack that is not known' \
	"target 'thor-jp6-cu126' has no preset; the nearest: orin-jp6-cu126" thor-jp6-cu126
refuses 'another Python than the wheels are for' \
	'orin-jp6-cu126 is for Python 3\.10 only: for 3\.12 the nearest is orin-jp6-cu129' \
	orin-jp6-cu126 'PYLOCK_PYTHON := 3.12'
refuses 'a Python that none has' \
	'orin-jp6-cu129 is for Python 3\.12 only: for 3\.13 the nearest is none' orin-jp6-cu129 \
	'PYLOCK_PYTHON := 3.13'

# --- what the image says of the device ---------------------------------------------------

# shellcheck disable=SC2016
printf 'lock-version = "1.0"\ncreated-by = "test"\npackages = []\n' >pylock.cuda-amd64.toml
"$top/tests/support/mkbase" --arch amd64 base
project cuda-amd64 "PYLOCK_BASE := $tmp/base"
ok 'a configuration' make -s PYLOCK_STORE="$tmp/store" config
is 'labels' "$(jq -c '.config.Labels | with_entries(select(.key | test("cuda|driver")))' \
	build/cuda-amd64/config.json)" \
	'{"mk.pylock.cuda.archs":"7.5 8.0 8.6 8.9 '\
'9.0","mk.pylock.driver.libcuda.so.1":"525.60.13",'\
'"mk.pylock.driver.libnvidia-ml.so.1":"525.60.13",'\
'"mk.pylock.driver.libnvidia-ptxjitcompiler.so.1":"525.60.13"}'
is 'and its environment asks for a GPU' \
	"$(jq -r '.config.Env[] | select(startswith("NVIDIA"))' build/cuda-amd64/config.json)" \
	$'NVIDIA_DRIVER_CAPABILITIES=compute,utility\nNVIDIA_VISIBLE_DEVICES=all'
done_testing
