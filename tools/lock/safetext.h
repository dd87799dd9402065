/* SPDX-License-Identifier: MIT */
/* safetext.h: whether text of a lock or a target can be believed by its characters, so that it is
 * safe in paths, makefiles and shell words. Nothing that is longer than 4,096 bytes is. */
#ifndef LOCK_SAFETEXT_H
#define LOCK_SAFETEXT_H

#include <stdbool.h>

/* Whether TEXT is made of ASCII letters, digits and the characters of EXTRA, and not empty. */
bool safetext_is_made_of(const char *text, const char *extra);

/* Whether TEXT begins with a letter or digit, as a requirement does, and has no character but the
 * printable ones of ASCII. */
bool safetext_is_requirement(const char *text);

/* Whether TEXT is an address: it has a scheme, and neither blanks nor control characters. Its
 * length is not looked at. */
bool safetext_is_url(const char *text);

#endif
