/* SPDX-License-Identifier: MIT */
#include "layers/tar.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"

enum { MAX_OCTAL_ID = 07777777 };
static const uint64_t max_octal_size = 077777777777;

struct header {
	char name[100], mode[8], uid[8], gid[8], size[12], mtime[12], checksum[8], type, link[100];
	char magic[6], version[2], user[32], group[32], major[8], minor[8], prefix[155], unused[12];
};
_Static_assert(sizeof(struct header) == TAR_BLOCK, "a tar header is one block");

static bool is_plain(const char *string, size_t limit)
{
	if (strlen(string) > limit)
		return false;
	for (const unsigned char *c = (const unsigned char *)string; *c; c++)
		if (*c >= 0x80)
			return false;
	return true;
}

/* LENGTH KEY=VALUE\n, where LENGTH counts itself. */
static void add_record(struct text *records, const char *key, const char *value)
{
	size_t rest = strlen(key) + strlen(value) + 3, length = rest + 1;

	while (length != rest + (size_t)snprintf(NULL, 0, "%zu", length))
		length = rest + (size_t)snprintf(NULL, 0, "%zu", length);
	text_printf(records, "%zu %s=%s\n", length, key, value);
}

static void add_block(struct text *out, const struct tar_entry *entry, const char *name)
{
	struct header header = {.type = (char)entry->type, .magic = "ustar", .version = {'0', '0'}};
	const char *link = entry->link ? entry->link : "";
	unsigned sum = 0;

	memcpy(header.name, name, strnlen(name, sizeof header.name));
	memcpy(header.link, link, strnlen(link, sizeof header.link));
	snprintf(header.mode, sizeof header.mode, "%07o", entry->mode & 07777);
	snprintf(header.uid, sizeof header.uid, "%07o", entry->uid & MAX_OCTAL_ID);
	snprintf(header.gid, sizeof header.gid, "%07o", entry->gid & MAX_OCTAL_ID);
	snprintf(header.size, sizeof header.size, "%011llo",
		(unsigned long long)(entry->size & max_octal_size));
	snprintf(header.mtime, sizeof header.mtime, "%011o", TAR_TIME);
	snprintf(header.major, sizeof header.major, "%07o", entry->major & MAX_OCTAL_ID);
	snprintf(header.minor, sizeof header.minor, "%07o", entry->minor & MAX_OCTAL_ID);
	memset(header.checksum, ' ', sizeof header.checksum);
	for (size_t i = 0; i < sizeof header; i++)
		sum += ((const unsigned char *)&header)[i];
	snprintf(header.checksum, sizeof header.checksum, "%06o", sum & 0777777);
	text_add(out, &header, sizeof header);
}

static void add_zeros(struct text *out, size_t count)
{
	memset(text_reserve(out, count), 0, count);
	out->length += count;
}

static void add_pax_header(struct text *out, const struct text *records)
{
	const struct tar_entry pax = {.type = 'x', .mode = 0644, .size = records->length};

	add_block(out, &pax, "PaxHeader");
	text_add(out, records->bytes, records->length);
	add_zeros(out, tar_padding(records->length));
}

void tar_add_header(struct text *out, const struct tar_entry *entry)
{
	_cleanup_(text_free) struct text records = {0};
	_cleanup_free_ char *name =
		xprintf("%s%s", entry->path, entry->type == TAR_DIRECTORY ? "/" : "");

	if (!is_plain(name, sizeof((struct header *)0)->name))
		add_record(&records, "path", name);
	if (entry->link && !is_plain(entry->link, sizeof((struct header *)0)->link))
		add_record(&records, "linkpath", entry->link);
	if (entry->size > max_octal_size) {
		_cleanup_free_ char *size = xprintf("%llu", (unsigned long long)entry->size);

		add_record(&records, "size", size);
	}
	if (entry->uid > MAX_OCTAL_ID || entry->gid > MAX_OCTAL_ID)
		die(EXIT_NO, "%s: owner %u:%u is out of range", entry->path, entry->uid,
			entry->gid);
	if (records.length > 0)
		add_pax_header(out, &records);
	add_block(out, entry, name);
}

unsigned tar_padding(uint64_t size)
{
	return (unsigned)(-size % TAR_BLOCK);
}
