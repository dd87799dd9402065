/* SPDX-License-Identifier: MIT */
/* version.h: version numbers in every spelling that PyPA "Version specifiers" (PEP 440) accepts. */
#ifndef PYPA_VERSION_H
#define PYPA_VERSION_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/text.h"

/* A run of characters in somebody else's text; `at` is NULL when the version has no such part. */
struct version_part {
	const char *at;
	size_t length;
};

/* A version taken apart. The numbers of pre, post and dev are runs of digits, empty for an implied
 * 0. */
struct version {
	size_t length; /* how many bytes of the text the version takes */
	struct version_part epoch, release, pre, post, dev, local;
	const char *phase; /* the kind of pre-release: "a", "b" or "rc" */
};

/* Takes apart the longest version at the start of TEXT, without space around it. Returns whether
 * there is one. */
bool version_scan(const char *text, struct version *version);

/* Whether TEXT is a version and nothing else. */
bool version_is_valid(const char *text);

/* Appends the normalized version: `v1.0-ALPHA.01` as `1.0a1`. TRIM: without the zeros at the end of
 * the release, which do not count when versions are compared. Numbers may have any length. */
void version_add(struct text *out, const struct version *version, bool trim);

/* Below, equal to or above 0 as A comes before, is equal to or comes after B. */
int version_compare(const struct version *a, const struct version *b);

#endif
