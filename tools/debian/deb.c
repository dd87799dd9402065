/* SPDX-License-Identifier: MIT */
#include "debian/deb.h"

#include <archive_entry.h>
#include <errno.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "layers/tree.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"

enum { MAX_CONTROL = 1 << 20, BLOCK = 1 << 16 };

/* A .deb while it is read: an ar archive of debian-binary, control.tar.*, data.tar.*. */
struct reader {
	struct archive *ar;
	const char *name;
	uint64_t limit; /* the most bytes that may come out of the archive */
};

static void reader_free(struct reader *reader)
{
	archive_read_free(reader->ar);
}

const char *control_next(const char **next, size_t *name_length, size_t *length)
{
	const char *field = *next, *end = field;

	if (*field == '\0')
		return NULL;
	do
		end += strcspn(end, "\n") + (end[strcspn(end, "\n")] == '\n');
	while (*end == ' ' || *end == '\t');
	*name_length = strcspn(field, ":\n");
	*length = (size_t)(end - field);
	*next = end;
	return field;
}

char *control_field(const char *control, const char *field)
{
	const char *found;
	size_t name, length;

	while ((found = control_next(&control, &name, &length))) {
		if (name != strlen(field) || strncasecmp(found, field, name) != 0)
			continue;
		const char *value = found + name + 1, *end = found + length;

		value += strspn(value, " \t");
		while (end > value && strchr("\n \t", end[-1]))
			end--;
		return xstrndup(value, (size_t)(end - value));
	}
	return NULL;
}

/* Every line is a field or continues one; the paragraph is the only one. */
static bool is_paragraph(const char *control)
{
	const char *field;
	size_t name, length;

	while ((field = control_next(&control, &name, &length))) {
		if (name == 0 || field[name] != ':' || memchr(field, ' ', name))
			return false;
	}
	return true;
}

static char *wanted_field(const struct deb *deb, const char *field, const char *allowed)
{
	char *value = control_field(deb->control, field);

	if (!value || !*value || value[strspn(value, allowed)])
		die(EXIT_NO, "%s: control: the field %s is missing or wrong", deb->name, field);
	return value;
}

static void take_control(struct deb *deb, const struct extent *content)
{
	struct text text = extent_text(content, MAX_CONTROL, deb->name);

	while (text.length > 0 && text.bytes[text.length - 1] == '\n')
		text.bytes[--text.length] = '\0';
	if (strlen(text_string(&text)) != text.length || !is_paragraph(text_string(&text)))
		die(EXIT_NO, "%s: control: not one paragraph of fields", deb->name);
	if (text.length > 0)
		text_add_char(&text, '\n');
	deb->control = text_take(&text);
	deb->package = wanted_field(deb, "Package", "abcdefghijklmnopqrstuvwxyz0123456789+-.");
	deb->version = wanted_field(deb, "Version",
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-.:~");
	deb->architecture =
		wanted_field(deb, "Architecture", "abcdefghijklmnopqrstuvwxyz0123456789-");
	_cleanup_free_ char *multiarch = control_field(deb->control, "Multi-Arch");

	deb->same = multiarch && strcmp(multiarch, "same") == 0;
}

/* READER is to be freed, whether this dies or not. */
static void open_reader(struct reader *reader, const struct deb *deb)
{
	struct stat status;

	*reader = (struct reader){.ar = archive_read_new(), .name = deb->name};
	if (!reader->ar || archive_read_support_format_ar(reader->ar) != ARCHIVE_OK)
		die(EXIT_SYSTEM, "libarchive does not read ar archives");
	if (stat(deb->file, &status) < 0)
		die(file_failure(errno), "%s: cannot open:", deb->file);
	reader->limit = unpack_limit((uint64_t)status.st_size);
	unpack_check(
		archive_read_open_filename(reader->ar, deb->file, BLOCK), reader->ar, deb->name);
}

/* Moves to the next member and checks that its name begins with WANTED; members whose names begin
 * with `_` are left out, as deb(5) has it. */
static void next_member(struct reader *reader, const char *wanted)
{
	struct archive_entry *entry;
	int status;

	do {
		status = archive_read_next_header(reader->ar, &entry);
		if (status == ARCHIVE_EOF)
			die(EXIT_NO, "%s: not a Debian package: has no member %s", reader->name,
				wanted);
		unpack_check(status, reader->ar, reader->name);
	} while (archive_entry_pathname(entry) && *archive_entry_pathname(entry) == '_');
	if (!archive_entry_pathname(entry) || !starts_with(archive_entry_pathname(entry), wanted))
		die(EXIT_NO, "%s: not a Debian package: has no member %s where it belongs",
			reader->name, wanted);
}

static void check_format(struct reader *reader)
{
	char version[8] = "";

	next_member(reader, "debian-binary");
	if (archive_read_data(reader->ar, version, sizeof version - 1) < 4 ||
		!starts_with(version, "2."))
		die(EXIT_NO, "%s: not a Debian package of format 2", reader->name);
}

static la_ssize_t read_member(struct archive *inner, void *context, const void **bytes)
{
	struct reader *reader = context;
	size_t length = 0;
	la_int64_t offset;
	int status = archive_read_data_block(reader->ar, bytes, &length, &offset);

	(void)inner;
	if (status == ARCHIVE_EOF)
		return 0;
	unpack_check(status, reader->ar, reader->name);
	return (la_ssize_t)length;
}

static void unpack_member(struct reader *reader, const char *member, struct tempfile *spool,
	unpack_visit *visit, void *context)
{
	next_member(reader, member);
	_cleanup_(unpack_reader_free) struct archive *tar = unpack_reader();

	unpack_check(archive_read_open(tar, reader, NULL, read_member, NULL), tar, reader->name);
	reader->limit = unpack(tar, reader->name, spool, reader->limit, visit, context);
}

static void add_entry(struct unpacked **list, size_t *count, const struct unpacked *entry)
{
	if ((*count & (*count + 1)) == 0)
		*list = xrealloc(*list, 2 * *count + 1, sizeof **list);
	(*list)[(*count)++] = *entry;
}

static void add_script(void *context, struct unpacked *entry)
{
	struct deb *deb = context;

	if (entry->type == TAR_DIRECTORY && *entry->path == '\0') {
		unpacked_free(entry);
		return;
	}
	if (entry->type != TAR_FILE || strchr(entry->path, '/'))
		die(EXIT_NO, "%s: control: %s is not a plain file", deb->name, entry->path);
	add_entry(&deb->scripts, &deb->script_count, entry);
}

static void add_file(void *context, struct unpacked *entry)
{
	struct deb *deb = context;

	add_entry(&deb->entries, &deb->entry_count, entry);
}

struct deb deb_read(const char *file, const char *name, struct tempfile *spool)
{
	struct deb deb = {.file = file, .name = name};
	_cleanup_(reader_free) struct reader reader = {0};

	open_reader(&reader, &deb);
	check_format(&reader);
	unpack_member(&reader, "control.tar", spool, add_script, &deb);
	for (size_t i = 0; i < deb.script_count; i++)
		if (strcmp(deb.scripts[i].path, "control") == 0 && !deb.control)
			take_control(&deb, &deb.scripts[i].content);
	if (!deb.control)
		die(EXIT_NO, "%s: has no control file", name);
	deb_forget(&deb);
	return deb;
}

void deb_unpack(struct deb *deb, struct tempfile *spool)
{
	_cleanup_(reader_free) struct reader reader = {0};

	open_reader(&reader, deb);
	check_format(&reader);
	unpack_member(&reader, "control.tar", spool, add_script, deb);
	unpack_member(&reader, "data.tar", spool, add_file, deb);
}

static void free_entries(struct unpacked **list, size_t *count)
{
	for (size_t i = 0; i < *count; i++)
		unpacked_free(&(*list)[i]);
	cleanup_free(list);
	*count = 0;
}

void deb_forget(struct deb *deb)
{
	free_entries(&deb->scripts, &deb->script_count);
	free_entries(&deb->entries, &deb->entry_count);
}

void deb_free(struct deb *deb)
{
	deb_forget(deb);
	cleanup_free(&deb->control);
	cleanup_free(&deb->package);
	cleanup_free(&deb->version);
	cleanup_free(&deb->architecture);
}
