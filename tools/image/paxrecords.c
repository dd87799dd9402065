/* SPDX-License-Identifier: MIT */
#include "image/paxrecords.h"

#include <string.h>

enum { MAX_DIGITS = 18 };

const char *paxrecords_next(
	const char *text, size_t length, size_t *position, struct pax_record *record)
{
	const char *start = text + *position;
	size_t left = length - *position, digits = 0, size = 0;

	*record = (struct pax_record){0};
	if (left == 0)
		return NULL;
	for (; digits < left && start[digits] >= '0' && start[digits] <= '9'; digits++) {
		size = 10 * size + (size_t)(start[digits] - '0');
		if (size > length)
			return "a pax record that is longer than its header";
	}
	if (digits == 0 || digits == left || start[digits] != ' ' || size > left ||
		size < digits + 4 || start[size - 1] != '\n')
		return "a pax record without its length";
	record->key = start + digits + 1;
	const char *equals = memchr(record->key, '=', size - digits - 2);

	if (!equals || equals == record->key)
		return "a pax record without a key";
	record->key_length = (size_t)(equals - record->key);
	record->value = equals + 1;
	record->value_length = (size_t)(start + size - 1 - record->value);
	*position += size;
	return memchr(record->key, '\0', record->key_length) ? "a NUL in a pax key" : NULL;
}

bool paxrecord_is(const struct pax_record *record, const char *key)
{
	return record->key_length == strlen(key) &&
	       memcmp(record->key, key, record->key_length) == 0;
}

bool paxrecord_has(const struct pax_record *record, const char *value)
{
	return record->value_length == strlen(value) &&
	       memcmp(record->value, value, record->value_length) == 0;
}

bool paxrecord_number(const struct pax_record *record, unsigned long long *number)
{
	unsigned long long value = 0;

	if (record->value_length == 0 || record->value_length > MAX_DIGITS)
		return false;
	for (size_t i = 0; i < record->value_length; i++) {
		if (record->value[i] < '0' || record->value[i] > '9')
			return false;
		value = 10 * value + (unsigned long long)(record->value[i] - '0');
	}
	if (number)
		*number = value;
	return true;
}
