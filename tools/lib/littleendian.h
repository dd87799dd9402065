/* SPDX-License-Identifier: MIT */
/* littleendian.h: little-endian numbers out of bytes, wherever they lie. */
#ifndef LIB_LITTLEENDIAN_H
#define LIB_LITTLEENDIAN_H

#include <endian.h>
#include <stdint.h>
#include <string.h>

static inline uint16_t little16(const void *bytes)
{
	uint16_t value;

	memcpy(&value, bytes, sizeof value);
	return le16toh(value);
}

static inline uint32_t little32(const void *bytes)
{
	uint32_t value;

	memcpy(&value, bytes, sizeof value);
	return le32toh(value);
}

static inline uint64_t little64(const void *bytes)
{
	uint64_t value;

	memcpy(&value, bytes, sizeof value);
	return le64toh(value);
}

#endif
