/* SPDX-License-Identifier: MIT */
#include "evidence/evidence.h"

#include <elf.h>
#include <inttypes.h>
#include <string.h>

#include "elf/binaryversion.h"
#include "evidence/elfspool.h"
#include "evidence/filerole.h"
#include "evidence/pthfile.h"
#include "image/layerread.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/json.h"
#include "pypa/distinfo.h"
#include "pypa/metadata.h"

enum {
	LARGEST_RECORD = 8 << 20,
	LARGEST_HEADERS = 1 << 20,
	LONGEST_SCRIPT_LINE = 255,
	FLUSH_AT = 1 << 18
};

/* Where the evidence is written. */
struct writer {
	struct newfile *file;
	struct text out;
	const char *where;
	struct elfspool spool;
};

static void flush(struct writer *writer, size_t at)
{
	if (writer->out.length >= at) {
		newfile_write(writer->file, writer->out.bytes, writer->out.length);
		text_clear(&writer->out);
	}
}

static void add_string(struct writer *writer, const char *string)
{
	text_add(&writer->out, string, strlen(string) + 1);
}

/* Of an ELF file (System V ABI, chapter 4) only the identification and e_machine. */
static void add_elf(struct text *out, const unsigned char *start, size_t length)
{
	unsigned machine = EM_NONE, class = 0;
	bool big = length > EI_DATA && start[EI_DATA] == ELFDATA2MSB;

	if (length < SELFMAG || memcmp(start, ELFMAG, SELFMAG) != 0) {
		text_add_string(out, " - ");
		return;
	}
	if (length >= EI_NIDENT + 4)
		machine = big ? start[18] << 8U | start[19] : start[19] << 8U | start[18];
	if (length > EI_CLASS)
		class = start[EI_CLASS] == ELFCLASS64 ? 64 : start[EI_CLASS] == ELFCLASS32 ? 32 : 0;
	text_printf(out, " %u,%u%c ", machine, class, big ? 'b' : 'l');
}

static void add_rows(struct writer *writer, const char *path, const struct text *record)
{
	const char *directory_end = file_name(path) - 1;
	const char *site_end = memrchr(path, '/', (size_t)(directory_end - path));
	_cleanup_free_ char *site = xstrndup(path, site_end ? (size_t)(site_end - path) : 0);
	struct distinfo_reader reader;
	struct distinfo_row row;

	text_add_string(&writer->out, "R ");
	add_string(writer, path);
	distinfo_begin(&reader, text_string(record), record->length, site);
	while (distinfo_next(&reader, &row)) {
		text_printf(&writer->out, "r %s ", *row.digest.hex ? row.digest.hex : "-");
		if (row.size == UINT64_MAX)
			text_add_string(&writer->out, "- ");
		else
			text_printf(&writer->out, "%" PRIu64 " ", row.size);
		add_string(writer, row.path);
		flush(writer, FLUSH_AT);
	}
	distinfo_end(&reader);
}

static void add_role(
	struct writer *writer, enum filerole role, const char *path, const struct text *content)
{
	if (role == ROLE_METADATA) {
		_cleanup_json_ json_t *metadata =
			metadata_json(text_string(content), content->length);
		_cleanup_(text_free) struct text text = json_canonical(metadata);

		text_add_string(&writer->out, "m ");
		add_string(writer, path);
		add_string(writer, text.bytes);
	} else if (role == ROLE_INSTALLER) {
		_cleanup_free_ char *line =
			xstrndup(text_string(content), strcspn(text_string(content), "\r\n"));

		text_add_string(&writer->out, "i ");
		add_string(writer, path);
		add_string(writer, line);
	} else if (role == ROLE_TEXT) {
		text_add_string(&writer->out, "c ");
		add_string(writer, path);
		add_string(writer, text_string(content));
	} else if (role == ROLE_RECORD) {
		add_rows(writer, path, content);
	}
}

/* Of a program that the kernel hands to an interpreter, the line that names it (execve(2)). */
static void add_script(
	struct writer *writer, const struct layer_entry *entry, const char *start, size_t length)
{
	const char *end = memchr(start, '\n', length);

	if (!(entry->mode & 0111) || length < 2 || memcmp(start, "#!", 2) != 0)
		return;
	length = end ? (size_t)(end - start) : length;
	_cleanup_free_ char *line = xstrndup(
		start + 2, (length < LONGEST_SCRIPT_LINE ? length : LONGEST_SCRIPT_LINE) - 2);

	text_add_string(&writer->out, "x ");
	add_string(writer, entry->path);
	add_string(writer, line);
}

static void add_version(
	struct writer *writer, const char *path, const struct binaryversion *version)
{
	text_add_string(&writer->out, "v ");
	add_string(writer, path);
	add_string(writer, version->found);
}

static void add_runs(struct writer *writer, const char *path)
{
	text_add_string(&writer->out, "p ");
	add_string(writer, path);
}

/* Keeps the beginning of what a role needs; a RECORD and a text must be whole. */
static void keep(struct writer *writer, enum filerole role, const struct layer_entry *entry,
	struct text *content, const void *bytes, size_t length)
{
	bool whole = role == ROLE_RECORD || role == ROLE_TEXT;
	size_t limit = whole ? LARGEST_RECORD : LARGEST_HEADERS;

	if (role == ROLE_NONE)
		return;
	if (whole && entry->size > limit)
		die(EXIT_NO, "%s: %s: larger than the %zu bytes that are allowed", writer->where,
			entry->path, limit);
	if (length > limit - content->length)
		length = limit - content->length;
	text_add(content, bytes, length);
}

/* Reads as much as there is, LENGTH bytes at most. */
static size_t read_full(struct layer_reader *reader, unsigned char *buffer, size_t length)
{
	size_t got, all = 0;

	while (all < length && (got = layer_read(reader, buffer + all, length - all)) > 0)
		all += got;
	return all;
}

static void add_file(
	struct writer *writer, struct layer_reader *reader, const struct layer_entry *entry)
{
	enum filerole role = filerole_of(entry->path);
	unsigned char buffer[1 << 16];
	char start[LONGEST_SCRIPT_LINE] = {0};
	size_t start_length = 0;
	_cleanup_(text_free) struct text content = {0}, elf = {0};
	uint64_t at = 0;
	size_t got;
	_cleanup_(sha256_free) struct sha256 hash;
	struct binaryversion version;
	bool has_version = binaryversion_begin(&version, entry->path);
	bool is_pth = pthfile_is_one(entry->path);
	struct pthfile pth = {0};

	sha256_begin(&hash);
	while ((got = read_full(reader, buffer, sizeof buffer)) > 0) {
		if (at == 0) {
			add_elf(&elf, buffer, got);
			start_length = got < sizeof start ? got : sizeof start;
			memcpy(start, buffer, start_length);
			elfspool_begin(&writer->spool, entry->size, buffer, got);
		}
		elfspool_add(&writer->spool, buffer, got);
		at += got;
		sha256_add(&hash, buffer, got);
		if (has_version)
			binaryversion_add(&version, buffer, got);
		if (is_pth)
			pthfile_add(&pth, buffer, got);
		keep(writer, role, entry, &content, buffer, got);
	}
	struct digest digest = sha256_end(&hash);

	text_printf(&writer->out, "f %04o %s %" PRIu64, entry->mode, digest.hex, entry->size);
	text_add_string(&writer->out, elf.length > 0 ? text_string(&elf) : " - ");
	add_string(writer, entry->path);
	elfspool_end(&writer->spool, entry->path, &writer->out);
	add_script(writer, entry, start, start_length);
	add_role(writer, role, entry->path, &content);
	if (has_version && *version.found)
		add_version(writer, entry->path, &version);
	if (pth.runs)
		add_runs(writer, entry->path);
}

static void add_entry(
	struct writer *writer, struct layer_reader *reader, const struct layer_entry *entry)
{
	static const char letters[] = {
		[LAYER_DIRECTORY] = EVIDENCE_DIRECTORY,
		[LAYER_SYMLINK] = EVIDENCE_SYMLINK,
		[LAYER_HARDLINK] = EVIDENCE_HARDLINK,
		[LAYER_OTHER] = EVIDENCE_OTHER,
		[LAYER_WHITEOUT] = EVIDENCE_WHITEOUT,
		[LAYER_OPAQUE] = EVIDENCE_OPAQUE,
	};

	if (entry->kind == LAYER_FILE) {
		add_file(writer, reader, entry);
	} else {
		text_printf(&writer->out, "%c %04o ", letters[entry->kind], entry->mode);
		add_string(writer, entry->path);
		if (entry->kind == LAYER_SYMLINK || entry->kind == LAYER_HARDLINK)
			add_string(writer, entry->link);
	}
	if ((entry->kind == LAYER_FILE || entry->kind == LAYER_DIRECTORY) &&
		(entry->uid || entry->gid)) {
		text_printf(&writer->out, "g %" PRIu32 " %" PRIu32 " ", entry->uid, entry->gid);
		add_string(writer, entry->path);
	}
	flush(writer, FLUSH_AT);
}

struct layer_descriptor evidence_write(
	const struct image_layer *layer, const char *blob, struct newfile *file)
{
	_cleanup_(layer_close) struct layer_reader *reader =
		layer_open(blob, layer->media_type, blob);
	struct writer writer = {.file = file, .where = blob};
	struct layer_entry entry;

	while (layer_next(reader, &entry))
		add_entry(&writer, reader, &entry);
	struct layer_descriptor found = layer_finish(reader);

	if (found.size != layer->size || !digest_equal(&found.digest, &layer->digest))
		die(EXIT_NO, "%s: the content is not what its digest and size say", blob);
	flush(&writer, 1);
	elfspool_close(&writer.spool);
	text_free(&writer.out);
	return found;
}
