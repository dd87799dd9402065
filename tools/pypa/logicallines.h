/* SPDX-License-Identifier: MIT */
/* logicallines.h: the logical lines of a requirements file, as pip reads them.
 *
 * A line that ends in a backslash goes on in the next one. A comment is a `#` at the start of a
 * line or after space, and all that follows. Space around a line and empty lines do not count. A
 * line that is a comment ends the line before it, whether that one goes on or not. */
#ifndef PYPA_LOGICALLINES_H
#define PYPA_LOGICALLINES_H

#include "lib/stringlist.h"
#include "lib/text.h"

enum { LINES_LONGEST = 256 << 10 };

struct logicallines {
	const char *path; /* of the file, for messages; the caller's */
	struct text content;
	const char *rest;    /* the part of the text that has not been read yet */
	size_t number;       /* of the first line, from 1, that the last logical one is made of */
	size_t next;         /* the number of the line at `rest`, from 1 */
	struct text comment; /* of the last logical line, from its first `#`; "" for none */
	struct stringlist above; /* comments, and "" for each empty line, before the last logical
				  * line; at the end of the file those that no line follows */
};

/* All of PATH, at most LIMIT bytes: text in any encoding that textencoding.h finds, lines ended by
 * LF, CR LF or CR. Dies, also for control characters and whatever else some reader might take for
 * the end of a line. */
struct logicallines logicallines_read(const char *path, size_t limit);
void logicallines_free(struct logicallines *lines);

/* Puts the next logical line that is not empty into LINE; false at the end. Dies when it is made of
 * more than LINES_LONGEST bytes. */
bool logicallines_next(struct logicallines *lines, struct text *line);

#endif
