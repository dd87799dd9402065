/* SPDX-License-Identifier: MIT */
/* platform.h: what an image runs on (OCI image-spec 1.1, image-index.md), and which images run on
 * what.
 *
 * Names are compared as containerd and skopeo do: `x86_64` and `aarch64` are amd64 and arm64; no
 * variant is v8 for arm64, v7 for arm and v1 for amd64; of arm, arm64 and amd64 a higher variant
 * runs what was made for a lower one. */
#ifndef IMAGE_PLATFORM_H
#define IMAGE_PLATFORM_H

#include <jansson.h>
#include <stdbool.h>

struct platform {
	const char *os, *architecture, *variant; /* variant may be NULL */
};

enum { PLATFORM_OTHER = -1 };

/* What the members os, architecture and variant of JSON, a platform or a configuration, say; "" for
 * one that is missing. The strings are JSON's. Dies when one is of another type. */
struct platform platform_read(const json_t *json, const char *where);

/* Reads OS/ARCHITECTURE[/VARIANT]; the strings are parts of TEXT, which is changed. Returns false
 * when TEXT is not of that form. */
bool platform_parse(char *text, struct platform *platform);

/* Whether it says nothing, as the platform of an attestation does: `unknown/unknown`, or "". */
bool platform_is_unknown(const struct platform *platform);

/* How far an image for HAS is from the best for WANTED: 0 the same, more for each lower variant;
 * PLATFORM_OTHER: it does not run there. */
int platform_distance(const struct platform *wanted, const struct platform *has);

/* Such as `linux/arm64` and `linux/arm/v7`: a variant that goes without saying is left out, but for
 * arm. The caller frees. */
char *platform_text(const struct platform *platform);

#endif
