# SPDX-License-Identifier: MIT
# jetson.mk: the index of wheels for Jetson and SBSA boards, and which packages come from it.
# PYLOCK_BOARD is the index's directory.
#
# That index also passes on the packages of the default index; they are not taken from there. Its
# wheels are tagged linux_aarch64, and some have a manylinux namesake there without CUDA.

PYLOCK_INDEXES ?= default jetson
PYLOCK_INDEX_URL.jetson ?= https://pypi.jetson-ai-lab.io/$(PYLOCK_BOARD)/+simple

PYLOCK_PLATFORMS ?= linux_* manylinux_*
# The vendor's images have many layers of their own.
PYLOCK_LAYER_MAX ?= 32

# The packages that are built against the board's CUDA.
_pylock_board_packages := torch torchvision torchaudio torchao triton bitsandbytes flash-attn \
  xformers vllm onnxruntime-gpu cupy ctranslate2 \
  tensorrt pycuda torch2trt
define _pylock_board_package
PYLOCK_INDEX.$(1)  ?= jetson
PYLOCK_PREFER.$(1) ?= tag:linux_aarch64
endef
$(foreach package,$(_pylock_board_packages),$(eval $(call _pylock_board_package,$(package))))

include $(_pylock_mk)/bases/cuda.mk
