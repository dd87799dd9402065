/* SPDX-License-Identifier: MIT */
/* paxrecords.h: the records of a pax header (POSIX.1-2024, pax, "Extended Header"), read strictly:
 * `LENGTH KEY=VALUE`, a newline at the end, LENGTH counting all of it. */
#ifndef IMAGE_PAXRECORDS_H
#define IMAGE_PAXRECORDS_H

#include <stdbool.h>
#include <stddef.h>

struct pax_record {
	const char *key, *value; /* in the text; the value is not ended by a NUL */
	size_t key_length, value_length;
};

/* The record at *POSITION of LENGTH bytes of TEXT; moves it on. Returns NULL, or what is wrong. At
 * the end the record's key is NULL. */
const char *paxrecords_next(
	const char *text, size_t length, size_t *position, struct pax_record *record);

/* Whether the record's key is KEY. */
bool paxrecord_is(const struct pax_record *record, const char *key);

/* Whether its value is VALUE. */
bool paxrecord_has(const struct pax_record *record, const char *value);

/* Whether the value is a number of decimal digits that NUMBER, if not NULL, receives. */
bool paxrecord_number(const struct pax_record *record, unsigned long long *number);

#endif
