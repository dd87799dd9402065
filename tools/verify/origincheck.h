/* SPDX-License-Identifier: MIT */
/* origincheck.h: whether the image is made of what the locks name: its files of the lock's wheels,
 * its lowest layers those of the locked base. */
#ifndef VERIFY_ORIGINCHECK_H
#define VERIFY_ORIGINCHECK_H

#include "verify/subject.h"

/* Judges `origins` of the evidence, if inspect was asked for it. A wheel that is not at hand is
 * declared: what could not be compared is said. */
void check_origins(const struct subject *subject, struct report *report);

/* Whether each layer unpacks to what the configuration says. */
void check_diff_ids(const struct subject *subject, struct report *report);

/* Whether the image's lowest layers are those of the manifest in the file MANIFEST, whose SHA-256
 * is to be SHA256; NULL: that is not known. Dies when the file is no manifest. */
void check_base(const struct subject *subject, const char *manifest, const char *sha256,
	struct report *report);

#endif
