/* SPDX-License-Identifier: MIT */
/* flaws.h: how a wheel differs from what the rules want, and what is done about it.
 *
 * There are two classes of trouble with a wheel, and they are kept apart:
 *
 *   refused   What two readers take for different files, what would land outside of its place, what
 * cannot be unpacked or does not say which distribution it is. The module that sees it calls die(),
 * and nothing that a user declares changes that. a flaw    The rest, which is here. What cannot
 * mislead anybody is noted: the wheel is taken, and it is said. Of what can mislead the user is
 * asked: the wheel is refused with the line to write, PYLOCK_ALLOW_WHEEL.<sha256> := <reason>, and
 * is taken where that was written.
 *
 * A flaw that is taken gives the files that pip writes. pylock-wheels(7) lists flaws and refusals,
 * with what pip and uv do. */
#ifndef PYPA_FLAWS_H
#define PYPA_FLAWS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "lib/digest.h"
#include "pypa/allowance.h"

enum flaw {
	/* flaws that are noted, and the wheel is taken */
	FLAW_CASE,          /* paths that differ in case alone */
	FLAW_DIRECTORY_ROW, /* RECORD lists a directory */
	FLAW_SIGNATURE_ROW, /* RECORD lists a signature that is not there */
	FLAW_ROW_SPELLING,  /* RECORD spells a path otherwise; what the row says is true of the file
			     */
	FLAW_DATA_SPELLING, /* .data has the same name and version as .dist-info, in another
			       spelling */
	FLAW_SAME_POINT,    /* an entry point is there twice, and means the same */
	FLAW_SAME_HEADER,   /* a header is there twice, and says the same */
	FLAW_WHEEL_VERSION, /* `1` for `1.0` */
	FLAWS_NOTED,
	/* flaws that need the user's word (allowance.h) */
	FLAW_NO_ROW = FLAWS_NOTED, /* a file that RECORD does not list */
	FLAW_NO_FILE,              /* a row of RECORD for what is not there */
	FLAW_TWO_ROWS,             /* RECORD lists a file twice */
	FLAW_FIELDS,               /* a row of other than three fields */
	FLAW_NO_HASH,              /* no hash, or one that is too weak or none at all */
	FLAW_SIZE,                 /* the size is another or no number */
	FLAW_HASH,                 /* the content has another hash */
	FLAW_OTHER_DATA,           /* a .data directory of another name or version */
	FLAW_OTHER_POINT,          /* an entry point is there twice, and means different things */
	FLAW_OTHER_HEADER,         /* a header is there twice, and says different things */
	FLAW_VERSION,              /* filename, .dist-info and METADATA differ in the version */
	FLAWS,
};

/* The flaws of one wheel. Of each kind the first is kept, and counted how many more there are. */
struct flaws {
	const char *subject;               /* what messages begin with; borrowed */
	const char *path;                  /* the wheel's path; borrowed */
	const struct allowance *allowance; /* the user's; borrowed; NULL for none */
	struct digest digest;              /* the wheel's hash, once it was needed */
	struct {
		char *text;
		size_t count;
	} found[FLAWS];
};

/* Adds a flaw; FORMAT is what is wrong, in words that follow the wheel's filename. Dies with
 * EXIT_NO when the user has to be asked and did not allow this wheel. Different threads must not
 * add to the same FLAWS. */
void flaws_add(struct flaws *flaws, enum flaw flaw, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Whether the user allows the wheel. */
bool flaws_allowed(struct flaws *flaws);

/* An array, in the order above: {"flaw": what was found, "wheel": subject}, and with "allowed": the
 * wheel's SHA-256 where the user was asked. The caller owns it. */
json_t *flaws_json(const struct flaws *flaws);
void flaws_free(struct flaws *flaws);

#endif
