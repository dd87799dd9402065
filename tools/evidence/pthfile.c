/* SPDX-License-Identifier: MIT */
#include "evidence/pthfile.h"

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"

static const char word[] = "import";

bool pthfile_is_one(const char *path)
{
	const char *name = file_name(path);
	_cleanup_free_ char *directory = xstrndup(path, (size_t)(name - path));

	return ends_with(name, ".pth") &&
	       (ends_with(directory, "site-packages/") || ends_with(directory, "dist-packages/"));
}

/* Whether a line ends with the byte that was read last: io's universal newlines, and those of
 * str.splitlines, by which Python 3.13 and later find the lines. */
static bool ends_line(uint32_t recent)
{
	unsigned char byte = recent & 0xff;

	return (byte >= '\n' && byte <= '\r') || (byte >= 0x1c && byte <= 0x1e) ||
	       (recent & 0xffff) == 0xc285 || (recent & 0xffffff) == 0xe280a8 ||
	       (recent & 0xffffff) == 0xe280a9;
}

static bool in_mark(uint32_t recent)
{
	return (recent & 0xff) == 0xef || (recent & 0xffff) == 0xefbb ||
	       (recent & 0xffffff) == 0xefbbbf;
}

static void add_byte(struct pthfile *file, unsigned char byte)
{
	file->recent = file->recent << 8U | byte;
	if (ends_line(file->recent)) {
		file->matched = 0;
		file->other = false;
	} else if (file->other || (file->matched == 0 && in_mark(file->recent))) {
		return;
	} else if (file->matched == sizeof word - 1) {
		file->runs = file->runs || byte == ' ' || byte == '\t';
		file->other = true;
	} else if (byte == (unsigned char)word[file->matched]) {
		file->matched++;
	} else {
		file->other = true;
	}
}

void pthfile_add(struct pthfile *file, const unsigned char *bytes, size_t length)
{
	for (size_t i = 0; i < length && !file->runs; i++)
		add_byte(file, bytes[i]);
}
