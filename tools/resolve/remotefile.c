/* SPDX-License-Identifier: MIT */
#include "resolve/remotefile.h"

#include <inttypes.h>
#include <stdlib.h>
#include <unistd.h>

#include "fetch/contentquery.h"
#include "lib/cleanup.h"
#include "lib/die.h"

enum { HTTP_OK = 200, HTTP_PART = 206 };
enum {
	BLOCK = 64 << 10,
	MAX_PART = 16 << 20
}; /* bytes: the least and the most that is asked for */
static const uint64_t largest = (uint64_t)1 << 40; /* bytes, of a file */

static const struct download_options defaults = {.jobs = 1, .retries = 3, .timeout = 60};

struct remotepart {
	uint64_t offset, length;
};

/* Asks for RANGE (NULL: all) of it. */
static void ask(const struct remotefile *file, struct content_query *query, const char *range,
	uint64_t limit)
{
	struct transfer *transfers[] = {&query->transfer};

	*query = (struct content_query){.index = file->index,
		.url = file->url,
		.range = range,
		.limit = limit,
		.limits = policy_limits(file->policy, file->index, &defaults)};
	content_begin(query);
	download_all(transfers, 1, &defaults, NULL, NULL);
}

static void keep(struct remotefile *file, uint64_t offset, const struct text *body)
{
	const char *next = text_string(body);
	uint64_t at = offset, end = offset + body->length;

	while (at < end) {
		ssize_t put = pwrite(fileno(file->file), next, end - at, (off_t)at);

		if (put <= 0)
			die(EXIT_SYSTEM, "cannot write a temporary file:");
		next += put;
		at += (uint64_t)put;
	}
	file->parts = xrealloc(file->parts, file->count + 1, sizeof *file->parts);
	file->parts[file->count++] = (struct remotepart){offset, body->length};
}

/* Where the part begins that PART, a Content-Range, names, and how much the whole has. */
static bool read_range(const char *part, uint64_t *offset, uint64_t *size)
{
	uint64_t last;
	int length = 0;

	return part &&
	       sscanf(part, "bytes %" SCNu64 "-%" SCNu64 "/%" SCNu64 "%n", offset, &last, size,
		       &length) == 3 &&
	       !part[length] && *size <= largest && *offset <= last && last < *size;
}

struct remotefile remotefile_open(const struct policy *policy, const char *index, const char *url,
	size_t tail, uint64_t limit)
{
	struct remotefile file = {.policy = policy, .index = index, .url = url};
	_cleanup_free_ char *range = tail ? xprintf("bytes=-%zu", tail) : NULL;
	_cleanup_(content_free) struct content_query query;
	uint64_t offset = 0;

	ask(&file, &query, range, limit);
	if (query.failure) {
		file.failure = steal(&query.failure);
		file.refused = query.refused;
		return file;
	}
	if (query.status != HTTP_OK && query.status != HTTP_PART)
		die(EXIT_NO, "HTTP status %ld", query.status);
	file.size = query.body.length;
	if (query.status == HTTP_PART && (!read_range(query.part, &offset, &file.size) ||
						 query.body.length > file.size - offset))
		die(EXIT_NO, "its index gives other parts of files than it is asked for");
	file.file = tmpfile();
	if (!file.file)
		die(EXIT_SYSTEM, "cannot make a temporary file:");
	keep(&file, offset, &query.body);
	return file;
}

/* How many of the LENGTH bytes from OFFSET on are there. */
static size_t there(const struct remotefile *file, uint64_t offset, size_t length)
{
	for (size_t i = 0; i < file->count; i++) {
		const struct remotepart *part = &file->parts[i];

		if (offset < part->offset || offset - part->offset >= part->length)
			continue;
		uint64_t has = part->length - (offset - part->offset);

		return has < length ? (size_t)has : length;
	}
	return 0;
}

/* Fetches bytes from OFFSET on, LENGTH of them or more. */
static void fetch(struct remotefile *file, uint64_t offset, size_t length)
{
	uint64_t end = offset + (length < BLOCK ? BLOCK : length > MAX_PART ? MAX_PART : length);
	_cleanup_free_ char *range = xprintf(
		"bytes=%" PRIu64 "-%" PRIu64, offset, (end < file->size ? end : file->size) - 1);
	_cleanup_(content_free) struct content_query query;
	uint64_t from, size;

	ask(file, &query, range, MAX_PART);
	if (query.failure)
		die(EXIT_NO, "%s", query.failure);
	if (query.status != HTTP_PART || !read_range(query.part, &from, &size) || from != offset ||
		size != file->size || query.body.length == 0)
		die(EXIT_NO, "its index gives no parts of files");
	keep(file, offset, &query.body);
}

void remotefile_want(void *data, uint64_t offset, size_t length)
{
	struct remotefile *file = data;

	if (offset > file->size || length > file->size - offset)
		return;
	while (length > 0) {
		size_t has = there(file, offset, length);

		if (!has)
			fetch(file, offset, length);
		offset += has;
		length -= has;
	}
}

void remotefile_close(struct remotefile *file)
{
	cleanup_fclose(&file->file);
	cleanup_free(&file->failure);
	cleanup_free(&file->parts);
}
