/* SPDX-License-Identifier: MIT */
#include "inputs/hashnotes.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"

enum { MAX_NOTES = 256 << 20 };

static const char header[] = "hashnotes 1\n";

/* --- notes --- */

/* The decimal number at *NOTE, which goes on behind it and the character that follows. */
static uint64_t number(const char **note)
{
	uint64_t value = 0;

	for (; **note >= '0' && **note <= '9'; ++*note)
		value = 10 * value + (uint64_t)(**note - '0');
	*note += **note != '\0';
	return value;
}

/* Parses NOTE, `SIZE CTIME NANOSECONDS INODE DEVICE SHA256 PATH`. */
static bool parse(const char *note, struct hashnote *into)
{
	struct stat *status = &into->status;

	status->st_size = (off_t)number(&note);
	status->st_ctim.tv_sec = (time_t)number(&note);
	status->st_ctim.tv_nsec = (long)number(&note);
	status->st_ino = (ino_t)number(&note);
	status->st_dev = (dev_t)number(&note);
	if (strspn(note, "0123456789abcdef") != sizeof into->digest.hex - 1)
		return false;
	memcpy(into->digest.hex, note, sizeof into->digest.hex - 1);
	into->path = note + sizeof into->digest.hex;
	return note[sizeof into->digest.hex - 1] == ' ';
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct hashnote *)a)->path, ((const struct hashnote *)b)->path);
}

static void parse_all(struct hashnotes *notes)
{
	const char *end = notes->content.bytes + notes->content.length;
	size_t room = 0;

	for (const char *note = notes->content.bytes + strlen(header); note < end;
		note += strlen(note) + 1) {
		if (notes->count == room) {
			room = room ? 2 * room : 64;
			notes->old = xrealloc(notes->old, room, sizeof *notes->old);
		}
		notes->old[notes->count] = (struct hashnote){0};
		if (!parse(note, &notes->old[notes->count]))
			break;
		notes->count++;
	}
	if (notes->count)
		qsort(notes->old, notes->count, sizeof *notes->old, by_path);
}

struct hashnotes hashnotes_read(const char *path)
{
	struct hashnotes notes = {0};
	struct stat status;

	clock_gettime(CLOCK_REALTIME_COARSE, &notes.now);
	if (stat(path, &status) == 0 && S_ISREG(status.st_mode) && access(path, R_OK) == 0)
		notes.content = file_read(path, MAX_NOTES);
	if (starts_with(text_string(&notes.content), header))
		parse_all(&notes);
	return notes;
}

void hashnotes_free(struct hashnotes *notes)
{
	text_free(&notes->content);
	text_free(&notes->new);
	cleanup_free(&notes->old);
}

/* --- files --- */

static bool is_before(const struct timespec *a, const struct timespec *b)
{
	return a->tv_sec < b->tv_sec || (a->tv_sec == b->tv_sec && a->tv_nsec < b->tv_nsec);
}

static bool is_same(const struct stat *a, const struct stat *b)
{
	return a->st_size == b->st_size && a->st_ino == b->st_ino && a->st_dev == b->st_dev &&
	       a->st_ctim.tv_sec == b->st_ctim.tv_sec && a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

static void add_note(
	struct text *out, const char *path, const struct stat *status, const struct digest *digest)
{
	text_printf(out, "%jd %jd %ld %ju %ju %s %s", (intmax_t)status->st_size,
		(intmax_t)status->st_ctim.tv_sec, status->st_ctim.tv_nsec,
		(uintmax_t)status->st_ino, (uintmax_t)status->st_dev, digest->hex, path);
	text_add_char(out, '\0');
}

/* Reads PATH. The notes are made for STATUS, so the file that is read must be that one. */
static bool hash_file(const char *path, const struct stat *status, struct digest *digest)
{
	_cleanup_close_ int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat opened;

	if (fd < 0 || fstat(fd, &opened) < 0)
		return false;
	if (!S_ISREG(opened.st_mode) || opened.st_ino != status->st_ino) {
		errno = EAGAIN;
		return false;
	}
	*digest = sha256_of_file(fd, path);
	return true;
}

/* The note of PATH, marked as used, if it is of a file of STATUS; else NULL. */
static const struct hashnote *find(
	struct hashnotes *notes, const char *path, const struct stat *status)
{
	const struct hashnote wanted = {.path = path};
	struct hashnote *note = notes->count ? bsearch(&wanted, notes->old, notes->count,
						       sizeof *notes->old, by_path)
					     : NULL;

	if (!note || !is_same(&note->status, status))
		return NULL;
	notes->used += !note->used;
	note->used = true;
	return note;
}

void hashnotes_add(struct hashnotes *notes, const char *path, const struct stat *status,
	const struct digest *digest)
{
	const struct hashnote *note = find(notes, path, status);

	if (!note || !digest_equal(&note->digest, digest))
		add_note(&notes->new, path, status, digest);
}

bool hashnotes_may_note(const struct hashnotes *notes, const struct stat *status)
{
	return is_before(&status->st_ctim, &notes->now);
}

bool hashnotes_digest(
	struct hashnotes *notes, const char *path, const struct stat *status, struct digest *digest)
{
	const struct hashnote *note = find(notes, path, status);

	if (note) {
		*digest = note->digest;
		return true;
	}
	if (!hash_file(path, status, digest))
		return false;
	if (hashnotes_may_note(notes, status))
		add_note(&notes->new, path, status, digest);
	return true;
}

bool hashnotes_text(const struct hashnotes *notes, struct text *text)
{
	if (notes->new.length == 0 && notes->used == notes->count)
		return false;
	text_add_string(text, header);
	text_add(text, notes->new.bytes, notes->new.length);
	for (size_t i = 0; i < notes->count; i++)
		if (notes->old[i].used)
			add_note(text, notes->old[i].path, &notes->old[i].status,
				&notes->old[i].digest);
	return true;
}

void hashnotes_write(const struct hashnotes *notes, const char *path)
{
	_cleanup_(text_free) struct text text = {0};

	if (hashnotes_text(notes, &text))
		file_write(path, text.bytes, text.length);
}
