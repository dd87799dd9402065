/* SPDX-License-Identifier: MIT */
#include "layers/basetree.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "lib/unconst.h"

_Noreturn static void die_of_damage(const char *path)
{
	die(EXIT_NO, "%s: is not what basefacts wrote; remove it", path);
}

/* The path after the one at AT, and what is there; NULL at the end. */
static const char *next_record(const struct basetree *base, const char *at)
{
	const char *end = base->bytes + base->length;

	at += strlen(at) + 1;
	return at < end ? at + strlen(at) + 1 : NULL;
}

struct basetree basetree_open(const char *path)
{
	_cleanup_close_ int fd = file_open(path);
	struct basetree base = {.bytes = ""};
	struct stat status;

	if (fstat(fd, &status) < 0)
		die(EXIT_SYSTEM, "%s: cannot read:", path);
	base.length = (size_t)status.st_size;
	if (base.length == 0)
		return base;
	if (!S_ISREG(status.st_mode) || base.length > UINT32_MAX)
		die_of_damage(path);
	base.bytes = mmap(NULL, base.length, PROT_READ, MAP_PRIVATE, fd, 0);
	if (base.bytes == MAP_FAILED)
		die(EXIT_SYSTEM, "%s: cannot read:", path);
	if (base.bytes[base.length - 1])
		die_of_damage(path);
	for (const char *at = base.bytes; at && at < base.bytes + base.length;
		at = next_record(&base, at)) {
		if ((base.count & (base.count - 1)) == 0)
			base.records =
				xrealloc(base.records, 2 * base.count + 1, sizeof *base.records);
		const char *last = base.count ? base.bytes + base.records[base.count - 1] : NULL;

		if (!next_record(&base, at) || (last && strcmp(last, at) >= 0))
			die_of_damage(path);
		base.records[base.count++] = (uint32_t)(at - base.bytes);
	}
	return base;
}

void basetree_close(struct basetree *base)
{
	if (base->length > 0)
		munmap(unconst(base->bytes), base->length);
	free(base->records);
	*base = (struct basetree){0};
}

static struct base_entry read_entry(const char *what)
{
	struct base_entry entry = {.kind = BASE_FILE, .mode = 0644};
	char *rest;

	if (*what == 'l' && what[1]) {
		entry.kind = BASE_LINK;
		entry.text = what + 2;
	} else if (*what == 'd' || *what == 'c') {
		entry.kind = *what == 'd' ? BASE_DIRECTORY : BASE_FILE;
		entry.mode = (unsigned)strtoul(what + 1, &rest, 8);
		entry.uid = (unsigned)strtoul(rest, &rest, 10);
		entry.gid = (unsigned)strtoul(rest, &rest, 10);
		if (*what == 'c')
			entry.text = rest + (*rest == ' ');
	}
	return entry;
}

struct base_entry basetree_find(const struct basetree *base, const char *path)
{
	size_t low = 0, high = base ? base->count : 0;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const char *at = base->bytes + base->records[middle];
		int order = strcmp(at, path);

		if (order == 0)
			return read_entry(at + strlen(at) + 1);
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return (struct base_entry){0};
}
