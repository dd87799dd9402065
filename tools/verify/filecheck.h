/* SPDX-License-Identifier: MIT */
/* filecheck.h: whether the files of the packages are those of the packages. */
#ifndef VERIFY_FILECHECK_H
#define VERIFY_FILECHECK_H

#include "verify/subject.h"

/* RECORD names every file, with the hash that the file has. FLAWED has, by distribution, what
 * declares that a wheel's own RECORD does not (check_wheels). */
void check_records(const struct subject *subject, json_t *flawed, struct report *report);

/* OWNED is what image(1) decided about files that several packages have: which are one package's by
 * a rule of PYLOCK_OWNER, and which rules decide nothing. WHERE is what messages on it begin with.
 */
void check_owned(json_t *owned, const char *where, struct report *report);

/* No two distributions claim one file with different bytes. */
void check_shared(const struct subject *subject, struct report *report);

/* Where .pyc files are promised, every .py file has one, but for those in the array UNCOMPILED,
 * which do not compile; NULL for none. */
void check_bytecode(const struct subject *subject, json_t *uncompiled, struct report *report);

#endif
