/* SPDX-License-Identifier: MIT */
#include "image/tarheader.h"

#include <string.h>

enum {
	CHECKSUM = 148,
	MAGIC = 257,
	GNU_REST = 369, /* behind the fields that GNU has in the place of the prefix */
	STAR_TRAILER = 508
};

bool tarheader_is_zero(const unsigned char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (bytes[i])
			return false;
	return true;
}

static bool read_base256(const unsigned char *field, size_t length, uint64_t *number)
{
	*number = field[0] & 0x3f;
	for (size_t i = 1; i < length; i++) {
		if (*number >> 54)
			return false;
		*number = *number << 8 | field[i];
	}
	return !(field[0] & 0x40);
}

bool tarheader_number(const unsigned char *field, size_t length, uint64_t *number)
{
	size_t i = 0;

	*number = 0;
	if (field[0] & 0x80)
		return read_base256(field, length, number);
	while (i < length && field[i] == ' ')
		i++;
	for (; i < length && field[i] >= '0' && field[i] <= '7'; i++)
		*number = *number << 3 | (uint64_t)(field[i] - '0');
	for (; i < length; i++)
		if (field[i] != ' ' && field[i] != '\0')
			return false;
	return true;
}

/* Times and owners may be negative, in base 256. */
static bool is_number(const unsigned char *field, size_t length)
{
	uint64_t number;

	return (field[0] & 0x80) || tarheader_number(field, length, &number);
}

static bool has_checksum(const unsigned char *block)
{
	int64_t plain = 8L * ' ', with_signs = plain;
	uint64_t wanted;

	for (size_t i = 0; i < TARCHECK_BLOCK; i++) {
		if (i >= CHECKSUM && i < CHECKSUM + 8)
			continue;
		plain += block[i];
		with_signs += (signed char)block[i];
	}
	return tarheader_number(block + CHECKSUM, 8, &wanted) &&
	       ((int64_t)wanted == plain || (int64_t)wanted == with_signs);
}

/* Which format the header has decides what its last 167 bytes mean. */
static const char *format_fault(const unsigned char *block)
{
	if (memcmp(block + MAGIC, "ustar", 5) != 0)
		return NULL;
	if (memcmp(block + MAGIC,
		    "ustar\0"
		    "00",
		    8) == 0)
		return memcmp(block + STAR_TRAILER, "tar", 4) == 0 ? "a header of star's" : NULL;
	if (memcmp(block + MAGIC, "ustar  ", 8) != 0)
		return "a header of no known format";
	if (!is_number(block + 345, 12) || !is_number(block + 357, 12) ||
		(block[TAR_TYPE_AT] != 'S' &&
			!tarheader_is_zero(block + GNU_REST, TARCHECK_BLOCK - GNU_REST)))
		return "a header of GNU's with something in the place of its fields";
	return NULL;
}

const char *tarheader_fault(const unsigned char *block)
{
	static const struct {
		unsigned short at, length;
	} numbers[] = {{100, 8}, {108, 8}, {116, 8}, {136, 12}, {329, 8}, {337, 8}};
	bool devices = memcmp(block + MAGIC, "ustar", 5) == 0;

	if (!has_checksum(block))
		return "a header whose checksum is wrong";
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
		if ((numbers[i].at < MAGIC || devices) &&
			!is_number(block + numbers[i].at, numbers[i].length))
			return "a field of a header is not a number";
	return format_fault(block);
}
