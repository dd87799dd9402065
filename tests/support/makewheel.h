/* SPDX-License-Identifier: MIT */
/* makewheel.h: a wheel for unit tests, all entries stored. The shell tests have wheels of every
 * kind. */
#ifndef MAKEWHEEL_H
#define MAKEWHEEL_H

#include <endian.h>
#include <isa-l/crc.h>
#include <stdio.h>
#include <string.h>

#include "lib/text.h"
#include "pypa/record.h"

struct makewheel {
	struct text archive, directory, record;
	unsigned count;
};

static inline void makewheel_u16(struct text *out, unsigned value)
{
	const uint16_t little = htole16((uint16_t)value);

	text_add(out, &little, sizeof little);
}

static inline void makewheel_u32(struct text *out, uint32_t value)
{
	const uint32_t little = htole32(value);

	text_add(out, &little, sizeof little);
}

/* An entry, and its row in RECORD. */
static inline void makewheel_add(
	struct makewheel *wheel, const char *name, unsigned mode, const char *content)
{
	size_t length = strlen(content);
	uint32_t crc = crc32_gzip_refl(0, (const unsigned char *)content, length),
		 at = (uint32_t)wheel->archive.length;
	const struct record_hash hash = record_hash_of(content, length);
	struct text common = {0};

	makewheel_u16(&common, 20);
	makewheel_u32(&common, 0); /* flags, method */
	makewheel_u32(&common, 0x210000);
	makewheel_u32(&common, crc);
	makewheel_u32(&common, (uint32_t)length);
	makewheel_u32(&common, (uint32_t)length);
	makewheel_u16(&common, (unsigned)strlen(name));
	makewheel_u16(&common, 0);
	text_add(&wheel->archive, "PK\3\4", 4);
	text_add(&wheel->archive, common.bytes, common.length);
	text_add_string(&wheel->archive, name);
	text_add(&wheel->archive, content, length);
	text_add(&wheel->directory, "PK\1\2\24\3", 6);
	text_add(&wheel->directory, common.bytes, common.length);
	text_add(&wheel->directory, "\0\0\0\0\0\0", 6);
	makewheel_u32(&wheel->directory, (uint32_t)mode << 16);
	makewheel_u32(&wheel->directory, at);
	text_add_string(&wheel->directory, name);
	text_free(&common);
	wheel->count++;
	record_add(&wheel->record, name, &hash, length);
}

/* Adds WHEEL, METADATA and RECORD for NAME 1.0, and writes all to PATH. Frees WHEEL. */
static inline void makewheel_write(struct makewheel *wheel, const char *name, const char *path)
{
	char entry[100], content[100];
	FILE *file = fopen(path, "w");
	struct text record = {0};

	snprintf(entry, sizeof entry, "%s-1.0.dist-info/WHEEL", name);
	makewheel_add(wheel, entry, 0100644, "Wheel-Version: 1.0\n");
	snprintf(entry, sizeof entry, "%s-1.0.dist-info/METADATA", name);
	snprintf(content, sizeof content, "Name: %s\nVersion: 1.0\n", name);
	makewheel_add(wheel, entry, 0100644, content);
	snprintf(entry, sizeof entry, "%s-1.0.dist-info/RECORD", name);
	text_printf(&wheel->record, "%s,,\n", entry);
	record = wheel->record;
	wheel->record = (struct text){0};
	makewheel_add(wheel, entry, 0100644, record.bytes);
	uint32_t at = (uint32_t)wheel->archive.length;

	text_add(&wheel->archive, wheel->directory.bytes, wheel->directory.length);
	text_add(&wheel->archive, "PK\5\6\0\0\0\0", 8);
	makewheel_u16(&wheel->archive, wheel->count);
	makewheel_u16(&wheel->archive, wheel->count);
	makewheel_u32(&wheel->archive, (uint32_t)wheel->directory.length);
	makewheel_u32(&wheel->archive, at);
	makewheel_u16(&wheel->archive, 0);
	assert_non_null(file);
	fwrite(wheel->archive.bytes, 1, wheel->archive.length, file);
	assert_int_equal(fclose(file), 0);
	text_free(&wheel->archive);
	text_free(&wheel->directory);
	text_free(&wheel->record);
	text_free(&record);
}

#endif
