/* SPDX-License-Identifier: MIT */
#include "image/tarcheck.h"

#include <string.h>

#include "image/paxrecords.h"
#include "image/tarheader.h"
#include "lib/die.h"

/* Go reads no more of a header that describes the next entry. */
enum { MAX_META = 1 << 20 };

__attribute__((noreturn)) static void refuse(const struct tarcheck *check, const char *what)
{
	die(EXIT_NO, "%s: not a valid tar archive: %s", check->where, what);
}

/* --- what comes before an entry ---------------------------------------------------- */

static void take_pax(struct tarcheck *check, const struct pax_record *record)
{
	bool is_path = paxrecord_is(record, "path"), is_link = paxrecord_is(record, "linkpath");
	bool is_size = paxrecord_is(record, "size");
	bool *seen = is_path ? &check->has_path : is_link ? &check->has_link : &check->has_size;
	bool is_name = is_path || is_link || paxrecord_is(record, "uname") ||
		       paxrecord_is(record, "gname");
	unsigned long long size = 0;

	if (is_name && memchr(record->value, '\0', record->value_length))
		refuse(check, "a NUL in a name of a pax header");
	if ((is_size || paxrecord_is(record, "uid") || paxrecord_is(record, "gid")) &&
		!paxrecord_number(record, &size))
		refuse(check, "a pax record that is not a number");
	if (paxrecord_is(record, "hdrcharset") && !paxrecord_has(record, "BINARY") &&
		!paxrecord_has(record, "ISO-IR 10646 2000 UTF-8"))
		refuse(check, "a pax header in a character set of its own");
	if (!is_path && !is_link && !is_size)
		return;
	if (record->value_length == 0)
		refuse(check, "a pax record without a value");
	if (*seen)
		refuse(check, "a pax record that is there twice");
	*seen = true;
	if (is_path)
		text_add(&check->path, record->value, record->value_length);
	if (is_size)
		check->size = size;
}

/* Go passes global headers on, and containerd over them. */
static void check_global(const struct tarcheck *check, const struct pax_record *record)
{
	if (!paxrecord_is(record, "comment"))
		refuse(check, "a global pax header that changes entries");
}

static void take_records(struct tarcheck *check)
{
	const char *text = text_string(&check->content);
	size_t position = 0;
	struct pax_record record;

	for (;;) {
		const char *wrong =
			paxrecords_next(text, check->content.length, &position, &record);

		if (wrong)
			refuse(check, wrong);
		if (!record.key)
			break;
		if (check->meta == 'g')
			check_global(check, &record);
		else
			take_pax(check, &record);
	}
}

static void take_long(struct tarcheck *check)
{
	const char *text = text_string(&check->content);
	size_t length = strlen(text);

	if (length == 0 || !tarheader_is_zero((const unsigned char *)text + length,
				   check->content.length - length))
		refuse(check, "a long name that is empty, or has more behind its end");
	if (check->meta == 'L')
		text_add(&check->path, text, length);
}

static void take_meta(struct tarcheck *check)
{
	bool *seen = check->meta == 'x'   ? &check->pax
		     : check->meta == 'L' ? &check->long_name
					  : &check->long_link;

	if (check->meta == 'g') {
		take_records(check);
	} else {
		if (*seen)
			refuse(check, "two headers of one kind for an entry");
		*seen = true;
		if (check->meta == 'x')
			take_records(check);
		else
			take_long(check);
	}
	if ((check->long_name && check->has_path) || (check->long_link && check->has_link))
		refuse(check, "a long name of GNU's beside one of pax");
	check->meta = 0;
	text_clear(&check->content);
}

/* --- entries ------------------------------------------------------------------------ */

static bool is_pending(const struct tarcheck *check)
{
	return check->pax || check->long_name || check->long_link;
}

static void begin_meta(struct tarcheck *check, char type, uint64_t size)
{
	if (size > MAX_META)
		refuse(check, "a header of an entry that is too long");
	if (type == 'g' && is_pending(check))
		refuse(check, "a global pax header between an entry's headers");
	check->meta = type;
	check->data = size;
	if (size == 0)
		take_meta(check);
}

/* A regular file whose name ends in a slash is a directory to some. */
static void check_name(const struct tarcheck *check, char type, uint64_t size)
{
	const char *own = (const char *)check->block + TAR_NAME_AT;
	size_t length = check->path.length ? check->path.length : strnlen(own, TAR_NAME_LENGTH);
	const char *name = check->path.length ? check->path.bytes : own;

	if (length > 0 && name[length - 1] == '/' && type != '5' && (type != '\0' || size > 0))
		refuse(check, "a name that ends in a slash, and is no directory's");
}

static void begin_entry(struct tarcheck *check, char type, uint64_t size)
{
	bool has_content = type == '0' || type == '\0' || type == 'S';

	if (!has_content && (type < '1' || type > '6'))
		refuse(check, "an entry of a type that runtimes do not know");
	if (check->has_size)
		size = check->size;
	if (!has_content && size > 0)
		refuse(check, "a directory, link or device with content");
	check_name(check, type, size);
	check->data = size;
	check->extended = type == 'S' && check->block[TAR_SPARSE_MORE_AT];
	check->pax = check->long_name = check->long_link = false;
	check->has_path = check->has_link = check->has_size = false;
	text_clear(&check->path);
}

static void take_header(struct tarcheck *check)
{
	const char type = (char)check->block[TAR_TYPE_AT];
	uint64_t size;

	if (tarheader_is_zero(check->block, TARCHECK_BLOCK)) {
		if (is_pending(check))
			refuse(check, "the headers of an entry that is not there");
		check->zeros++;
		return;
	}
	if (check->zeros)
		refuse(check, "something behind its end");
	const char *fault = tarheader_fault(check->block);

	if (fault)
		refuse(check, fault);
	if (!tarheader_number(check->block + TAR_SIZE_AT, 12, &size) || size >> 62)
		refuse(check, "an entry whose size is not a number");
	if (strchr("xgLK", type) && type)
		begin_meta(check, type, size);
	else
		begin_entry(check, type, size);
	check->padding = -(check->data) & (TARCHECK_BLOCK - 1);
}

static void take_block(struct tarcheck *check)
{
	check->filled = 0;
	if (check->extended)
		check->extended = check->block[TAR_MAP_MORE_AT];
	else
		take_header(check);
}

static size_t smaller(uint64_t a, size_t b)
{
	return a < b ? (size_t)a : b;
}

void tarcheck_add(struct tarcheck *check, const void *data, size_t length)
{
	const unsigned char *bytes = data;

	while (length > 0) {
		size_t part;

		if (check->extended || (check->data == 0 && check->padding == 0)) {
			part = smaller(TARCHECK_BLOCK - check->filled, length);
			memcpy(check->block + check->filled, bytes, part);
			check->filled += part;
			if (check->filled == TARCHECK_BLOCK)
				take_block(check);
		} else if (check->data > 0) {
			part = smaller(check->data, length);
			if (check->meta)
				text_add(&check->content, bytes, part);
			check->data -= part;
			if (check->data == 0 && check->meta)
				take_meta(check);
		} else {
			part = smaller(check->padding, length);
			check->padding -= part;
		}
		bytes += part;
		length -= part;
	}
}

void tarcheck_end(const struct tarcheck *check)
{
	if (check->data > 0 || check->filled > 0 || check->extended || is_pending(check))
		refuse(check, "it is cut off");
}

void tarcheck_free(struct tarcheck *check)
{
	text_free(&check->content);
	text_free(&check->path);
}
