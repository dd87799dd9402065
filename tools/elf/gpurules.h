/* SPDX-License-Identifier: MIT */
/* gpurules.h: which GPUs of NVIDIA run which CUDA code.
 *
 * The rules are those of the "CUDA C++ Programming Guide", chapters "Binary Compatibility", "PTX
 * Compatibility", "Family-Specific Features" and "Architecture-Specific Features": machine code
 * runs on GPUs of its major and an equal or higher minor capability, but not between Tegra and
 * others; PTX is compiled for any equal or higher capability; code with the suffix `a` is for its
 * GPU alone, with `f` for its family. Relocatable code is not run. A GPU is ten times its compute
 * capability: 87 for 8.7. */
#ifndef ELF_GPURULES_H
#define ELF_GPURULES_H

#include <stdbool.h>

#include "elf/fatbin.h"

/* Whether the GPU is one of Tegra: TX1, TX2, Xavier, Orin, Thor (before and since CUDA 13). */
bool gpu_is_tegra(unsigned gpu);

/* Whether GPU runs machine code for CODE, or compiles PTX for it. */
bool gpu_runs_sass(struct gpu code, unsigned gpu);
bool gpu_runs_ptx(struct gpu code, unsigned gpu);

#endif
