# SPDX-License-Identifier: MIT
# cuda.mk: what every target with an NVIDIA GPU shares. Without the first two variables, NVIDIA's
# runtime gives a container no GPU.

PYLOCK_ENV.NVIDIA_VISIBLE_DEVICES     ?= all
PYLOCK_ENV.NVIDIA_DRIVER_CAPABILITIES ?= compute,utility
PYLOCK_ENV.CUDA_MODULE_LOADING        ?= LAZY
PYLOCK_ENV.TORCH_USE_CUDA_DSA         ?= 1
PYLOCK_ENV.TORCH_CUDA_ARCH_LIST       ?= $(PYLOCK_CUDA_ARCHS)

# The libraries that the device's driver puts into a container.
$(foreach library,libcuda.so.1 libnvidia-ml.so.1 libnvidia-ptxjitcompiler.so.1,$(eval \
  PYLOCK_DRIVER.$(library) ?= $(PYLOCK_DRIVER)))
