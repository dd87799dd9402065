/* SPDX-License-Identifier: MIT */
/* gpucheck.h: the CUDA code of an image's packages, and whether each package that is to have some
 * is a CUDA build of the right major version. */
#ifndef VERIFY_GPUCHECK_H
#define VERIFY_GPUCHECK_H

#include "lib/stringlist.h"
#include "verify/subject.h"

/* Each package's code runs on every GPU of CAPABILITIES, texts such as 8.7. The verdict on each
 * file goes into the details under "gpu", by path and capability. */
void check_gpu_code(const struct subject *subject, const struct stringlist *capabilities,
	struct report *report);

/* Each of NAMES, a set of normalized names, that is installed is a build for CUDA, the target's
 * version such as 12.9, of which the major counts; "" for any. */
void check_gpu_builds(
	const struct subject *subject, json_t *names, const char *cuda, struct report *report);

/* Ten times the compute capability: 87 for 8.7; 0 when TEXT is none. */
unsigned gpu_of(const char *text);

#endif
