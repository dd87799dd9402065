/* SPDX-License-Identifier: MIT */
/* fatbin.h: for which GPUs an ELF file holds CUDA code.
 *
 * nvcc puts it into the sections .nv_fatbin and, code that is to be linked yet, __nv_relfatbin:
 * containers one after the other, each with entries of PTX or of machine code (SASS, an ELF file
 * itself) for one architecture. NVIDIA documents the tools (cuobjdump) and not the layout, which
 * was found by comparing. Payloads are not looked at; kinds of entries that are not known are
 * reported as such. */
#ifndef ELF_FATBIN_H
#define ELF_FATBIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/json.h"

enum { FATBIN_MOST_ARCHITECTURES = 64 };

/* An architecture is its number, ten times the compute capability, and a suffix: 0, 'a' (it alone)
 * or 'f' (its family). With it goes the highest version of the PTX language that its code is in,
 * 803 for 8.3, which says how new the driver has to be that compiles it. */
struct gpu {
	uint32_t number;
	char suffix;
	unsigned language;
};

/* A set of architectures, ordered by number and suffix. */
struct gpus {
	size_t count;
	struct gpu list[FATBIN_MOST_ARCHITECTURES];
};

struct fatbin {
	struct gpus sass, ptx, relocatable_sass, relocatable_ptx;
	struct gpus unknown; /* kinds of entries that are neither, as numbers */
};

/* Adds what the section BYTES holds. Returns NULL, or what is wrong. */
const char *fatbin_read(const void *bytes, size_t size, bool relocatable, struct fatbin *fatbin);

/* Follows a file that comes in pieces, to tell the payloads of its containers, nine tenths of a
 * library with CUDA code, from what else there is. */
struct fatbin_stream {
	uint64_t container_end, payload_end;
};

/* How many of the LENGTH bytes at BYTES, which stand at AT of the file, are all of one kind: at
 * least one. PAYLOAD receives whether they are payload. What of a container lies over the end of a
 * piece may be taken for no payload. */
size_t fatbin_run(
	struct fatbin_stream *stream, const void *bytes, size_t length, uint64_t at, bool *payload);

/* Adds one architecture to a set; false when the set is full. */
bool gpus_add(struct gpus *gpus, struct gpu gpu);

/* {"sass":[75,"90a"],"ptx":[…],"relocatableSass":[…],"relocatablePtx":[…]}, and "unknown":[kind,…]
 * where there are such. */
json_t *fatbin_json(const struct fatbin *fatbin);

/* {"80":"8.3","90a":"8.3"}: of the PTX that is not to be linked yet, the language of each
 * architecture; NULL when there is none. */
json_t *fatbin_languages(const struct fatbin *fatbin);

#endif
