/* SPDX-License-Identifier: MIT */
/* findings.h: what files in an image say (texts and versions of binaries in the evidence), of those
 * that no layer above has removed or replaced. */
#ifndef EVIDENCE_FINDINGS_H
#define EVIDENCE_FINDINGS_H

#include "evidence/evidencestore.h"
#include "evidence/filesystem.h"

struct finding {
	enum evidence_kind kind; /* EVIDENCE_TEXT or EVIDENCE_BINARY */
	const char *path, *text; /* strings of the evidence */
	const struct file *file;
};

struct findings {
	struct finding *list; /* the findings, sorted by path */
	size_t count;
};

struct findings findings_read(const struct image *image, const struct filesystem *filesystem,
	const struct examined *layers);
void findings_free(struct findings *findings); /* for _cleanup_ */

/* The next one of that KIND, after AFTER or, when that is NULL, the first, whose path matches the
 * shell pattern PATTERN, in which `*` does not match a slash. NULL when there is none. */
const struct finding *findings_next(const struct findings *findings, enum evidence_kind kind,
	const char *pattern, const struct finding *after);

#endif
