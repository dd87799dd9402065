/* SPDX-License-Identifier: MIT */
/* limit: the least that can be done with wheels to make layers of them, by the libraries that layer
 * uses: each entry is inflated and its CRC-32 checked, the plain bytes and the deflate streams are
 * hashed, and the streams are written, once.
 *
 *	limit THREADS DIR WHEEL...
 *
 * Files go to DIR. The largest wheels come first, a thread each. */
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/digest.h"
#include "zip/inflate.h"

enum { MOST_THREADS = 64 };

struct job {
	const char *path;
	off_t size;
};

static struct job *jobs;
static size_t job_count;
static atomic_size_t next;
static const char *directory;

static int largest_first(const void *a, const void *b)
{
	const struct job *x = a, *y = b;

	return (x->size < y->size) - (x->size > y->size);
}

static void write_all(int fd, const void *bytes, size_t length)
{
	for (const char *at = bytes; length > 0;) {
		ssize_t written = write(fd, at, length);

		if (written < 0)
			die(EXIT_SYSTEM, "cannot write:");
		at += written;
		length -= (size_t)written;
	}
}

static void one(const struct job *job, size_t number, struct inflate *inflate)
{
	struct zip zip = zip_open(job->path, job->path);
	_cleanup_free_ char *path = xprintf("%s/%zu", directory, number);
	_cleanup_close_ int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
	struct sha256 plain, blob;
	struct inflate_piece piece;

	if (fd < 0)
		die(EXIT_SYSTEM, "%s: cannot write:", path);
	sha256_begin(&plain);
	sha256_begin(&blob);
	for (size_t i = 0; i < zip.count; i++) {
		inflate_begin(inflate, &zip, &zip.entries[i]);
		while (inflate_next(inflate, &piece)) {
			sha256_add(&plain, piece.plain, piece.plain_length);
			sha256_add(&blob, piece.raw, piece.raw_length);
			write_all(fd, piece.raw, piece.raw_length);
		}
	}
	sha256_end(&plain);
	sha256_end(&blob);
	zip_close(&zip);
}

static void *work(void *unused)
{
	_cleanup_(inflate_free) struct inflate *inflate = inflate_new();
	size_t i;

	(void)unused;
	while ((i = atomic_fetch_add(&next, 1)) < job_count)
		one(&jobs[i], i, inflate);
	return NULL;
}

int main(int argc, char *argv[])
{
	pthread_t threads[MOST_THREADS];
	int count = argc > 3 ? atoi(argv[1]) : 0;

	program_name = "limit";
	if (count < 1 || count > MOST_THREADS)
		die(EXIT_USAGE, "usage: limit THREADS DIR WHEEL...");
	directory = argv[2];
	job_count = (size_t)argc - 3;
	jobs = xalloc(job_count, sizeof *jobs);
	for (size_t i = 0; i < job_count; i++) {
		struct stat status;

		if (stat(argv[i + 3], &status) < 0)
			die(EXIT_NO, "%s: cannot be read:", argv[i + 3]);
		jobs[i] = (struct job){argv[i + 3], status.st_size};
	}
	qsort(jobs, job_count, sizeof *jobs, largest_first);
	for (int i = 0; i < count; i++)
		if (pthread_create(&threads[i], NULL, work, NULL) != 0)
			die(EXIT_SYSTEM, "cannot start a thread");
	for (int i = 0; i < count; i++)
		pthread_join(threads[i], NULL);
	free(jobs);
	return 0;
}
