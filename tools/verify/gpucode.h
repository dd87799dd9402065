/* SPDX-License-Identifier: MIT */
/* gpucode.h: whether a GPU runs the CUDA code of a library: a verdict with the rule, its source,
 * and how sure it is. The rules themselves are elf/gpurules.h's. */
#ifndef VERIFY_GPUCODE_H
#define VERIFY_GPUCODE_H

#include "elf/fatbin.h"
#include "lib/json.h"

/* The texts are owned; what does not apply is "". */
struct verdict {
	const char *word;       /* "runs", "jit", "none" or "no code" */
	char *text;             /* what is the case */
	const char *rule;       /* why */
	const char *source;     /* who says so */
	const char *confidence; /* "certain", "documented" or "disputed" */
	char *practice;         /* what others report */
};

void verdict_free(struct verdict *verdict); /* for _cleanup_ */

/* All of it in one line; the caller frees. */
char *verdict_says(const struct verdict *verdict);

/* {"word","text","rule","source","confidence","practice"}; the caller frees. */
json_t *verdict_json(const struct verdict *verdict);

/* The code that the object `cuda` of an ELF file has (fatbin_json), of any kind, "sass" and so on,
 * under KEY: an array of numbers and of strings such as "90a". Dies; WHERE is what messages begin
 * with. */
struct gpus gpucode_list(json_t *cuda, const char *key, const char *where);

/* Whether CUDA, which may be NULL, has any code. Dies. */
bool gpucode_is_there(json_t *cuda, const char *where);

/* Judges CUDA, which has code, for GPU, ten times its compute capability. LANGUAGES has the version
 * of the language that PTX is in (fatbin_languages), or is NULL. Dies. */
struct verdict gpucode_judge(json_t *cuda, json_t *languages, unsigned gpu, const char *where);

#endif
