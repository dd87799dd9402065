/* SPDX-License-Identifier: MIT */
/* record.h: RECORD, the list of a wheel's files with their hashes and sizes.
 *
 * PyPA "Recording installed projects" (PEP 376, 627) and "Binary distribution format" (PEP 427):
 * CSV as Python's csv module reads and writes it; hashes are SHA-256 or better, in URL-safe base 64
 * without padding. What is otherwise is a flaw of the wheel (flaws.h), and its text is kept: pip
 * writes rows as they stand. */
#ifndef PYPA_RECORD_H
#define PYPA_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/text.h"
#include "pypa/flaws.h"
#include "pypa/recordhash.h"

/* Rows as they stand, one after another: CSV (RFC 4180) as Python's csv module reads it. */
struct record_rows {
	const char *where; /* what messages begin with; NULL: any text is taken */
	char *next, *end;  /* what is left of the text */
	size_t line;       /* the number of the row that was read last, from 1 */
	size_t count;      /* how many cells that row has */
	size_t length;     /* the length of its first cell in bytes */
	char *cells[3];    /* the cells, "" where the row has fewer; they point into the text */
};

/* Reads the next row in place: TEXT, between rows->next and rows->end, where a NUL stands, is
 * changed. Returns false at the end. With rows->where what no strict reader of CSV takes dies with
 * EXIT_NO: a quote that is not closed in its line, characters behind a closing one, an empty row;
 * and of cells behind the third only the number is right. */
bool record_rows_next(struct record_rows *rows);

/* --- of a wheel --------------------------------------------------------------- */

struct record_row {
	char *path; /* owned by the record */
	struct record_hash hash;
	bool odd; /* hash and size are not what record_add would write of the file */
	bool has_size;
	uint64_t size;         /* 0 when there is none */
	const char *fields[2]; /* hash and size as they stand; owned by the record */
};

struct record {
	size_t count;
	struct record_row
		*rows; /* sorted by path, as strcmp does; those of one path as they stood */
	char *text;    /* memory that paths point into */
};

/* Reads the content of a RECORD file, which becomes empty. Dies with EXIT_NO of what no CSV reader
 * takes and of paths that cannot be shown; messages begin with WHERE. The rest that is wrong goes
 * to FLAWS; but not what two rows of one path say. */
struct record record_parse(struct text *text, const char *where, struct flaws *flaws);

/* Sorts the rows again, after paths changed. */
void record_sort(struct record *record);
void record_free(struct record *record);

/* The first row for PATH; NULL when there is none. */
struct record_row *record_find(const struct record *record, const char *path);

/* Appends a row as pip writes it, ending in CR LF; without a hash, size is left out too. */
void record_add(struct text *out, const char *path, const struct record_hash *hash, uint64_t size);

/* What follows the path in a row whose hash and size are these fields, without the line's end; the
 * caller frees. */
char *record_tail(const char *const fields[static 2]);

/* Appends a row of PATH and a record_tail. */
void record_add_tail(struct text *out, const char *path, const char *tail);

#endif
