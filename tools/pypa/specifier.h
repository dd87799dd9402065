/* SPDX-License-Identifier: MIT */
/* specifier.h: version specifiers (PyPA "Version specifiers", PEP 440), such as `>=1.24.0, <2`. */
#ifndef PYPA_SPECIFIER_H
#define PYPA_SPECIFIER_H

#include "lib/text.h"
#include "pypa/version.h"

/* One specifier. */
struct specifier {
	const char *comparison; /* "==", ">=", ... */
	bool wildcard;          /* `.*` follows the version */
	struct version version;
	struct version_part arbitrary; /* what === compares with, instead of a version */
};

/* Reads `===` and the like at *CURSOR and moves *CURSOR behind it. Returns it, or NULL when there
 * is none. */
const char *specifier_operator(const char **cursor);

/* Reads one specifier at *CURSOR, which points into a text that outlives it, and moves *CURSOR
 * behind it. Returns NULL, or, in a static string, what is wrong. */
const char *specifier_scan(const char **cursor, struct specifier *specifier);

/* Reads the specifiers at *CURSOR, none or more with commas between, and moves *CURSOR behind them
 * and the space that follows. Appends them in the canonical form: versions normalized, without
 * zeros that do not count, sorted by bytes, each once, nothing but a comma between: `<2,>=1.24`.
 * Returns as specifier_scan. */
const char *specifiers_parse(const char **cursor, struct text *canonical);

/* Whether all specifiers of TEXT, none or more with commas between, admit VERSION, a version.
 * Returns as specifier_scan. */
const char *specifiers_admit(const char *text, const char *version, bool *admit);

/* The version with a local label that == or === among the specifiers names, normalized, or NULL;
 * the caller frees. */
char *specifiers_local(const char *specifiers);

/* Whether the specifier admits VERSION. Pre-releases count as all others. */
bool specifier_admits(const struct specifier *specifier, const char *version);

#endif
