/* SPDX-License-Identifier: MIT */
/* directreference.h: a requirement that says where its package is (PyPA "Dependency specifiers",
 * "Direct URL references"; pip "VCS support"): `name @ git+https://host/name@v1`, `./wheels/x.whl`,
 * `git+https://host/repository#egg=name&subdirectory=python`. */
#ifndef PYPA_DIRECTREFERENCE_H
#define PYPA_DIRECTREFERENCE_H

#include <stdbool.h>

/* What it leads to. */
enum direct_kind {
	DIRECT_ARCHIVE, /* the URL of a file */
	DIRECT_GIT,     /* the URL of a repository */
	DIRECT_LOCAL,   /* the path of a file or directory */
	DIRECT_OTHER,   /* a repository of another kind, or a URL that nobody fetches */
};

/* Its parts, owned by this struct. */
struct directreference {
	enum direct_kind kind;
	char *name;         /* normalized; NULL when it does not say */
	char *extras;       /* normalized, sorted, with commas between; "" for none */
	char *location;     /* the URL without revision and fragment, or the path, decoded */
	char *revision;     /* of a repository; NULL when it does not say */
	char *subdirectory; /* NULL when it does not say */
	char *sha256;       /* of an archive, as it is written; NULL when it does not say */
	char *marker;       /* canonical (markertree.h); NULL for none */
};

/* Takes apart TEXT, which is `name[extras] @ URL`, a URL or a path, perhaps with [extras] behind
 * it, and `; marker` with or without a blank before or behind its semicolon: a semicolon that no
 * marker follows is a part of the URL. Returns NULL, or, in a static string, what is wrong with it;
 * then REFERENCE is empty. */
const char *directreference_parse(const char *text, struct directreference *reference);
void directreference_free(struct directreference *reference);

/* TEXT, `name @ URL; marker`, with the blank before its semicolon that the standard wants; any
 * other TEXT as it is. The caller frees. */
char *directreference_apart(const char *text);

#endif
