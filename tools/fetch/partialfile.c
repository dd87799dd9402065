/* SPDX-License-Identifier: MIT */
#include "fetch/partialfile.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/die.h"

enum {
	BLOCK = 128 << 10, /* bytes that are written at once: larger pieces cost the kernel less */
	WRITE_BACK =
		8 << 20, /* bytes after which the kernel is told to begin writing to the disk */
};

static bool lock(const struct partialfile *partial)
{
	const char *path = partial->file.temporary;
	struct stat locked, named;

	if (flock(partial->file.fd, LOCK_EX | LOCK_NB) < 0) {
		if (errno != EWOULDBLOCK)
			die(EXIT_SYSTEM, "%s: cannot lock:", path);
		return false;
	}
	/* Another process may have given it away between our open and our lock. */
	return fstat(partial->file.fd, &locked) == 0 && stat(path, &named) == 0 &&
	       locked.st_ino == named.st_ino && locked.st_dev == named.st_dev;
}

static void release(struct partialfile *partial)
{
	cleanup_close(&partial->file.fd);
	cleanup_close(&partial->lock);
	cleanup_free(&partial->file.path);
	cleanup_free(&partial->file.temporary);
	cleanup_free(&partial->block);
	sha256_free(&partial->hash);
}

static void hash_what_is_there(struct partialfile *partial)
{
	ssize_t got;

	while ((got = read(partial->file.fd, partial->block, BLOCK)) != 0) {
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			die(EXIT_SYSTEM, "%s: cannot read:", partial->file.temporary);
		sha256_add(&partial->hash, partial->block, (size_t)got);
		partial->length += (uint64_t)got;
	}
	partial->written = partial->written_back = partial->length;
}

bool partialfile_open(
	struct partialfile *partial, const struct store *store, const struct digest *digest)
{
	*partial = (struct partialfile){
		.file.path = store_path(store, digest),
		.file.temporary = xprintf("%s/partial/%s", store->root, digest->hex),
		.lock = -1,
	};
	make_parents(partial->file.temporary);
	partial->file.fd = open(partial->file.temporary,
		O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0600);
	if (partial->file.fd < 0)
		die(EXIT_SYSTEM, "%s: cannot open:", partial->file.temporary);
	if (!lock(partial)) {
		release(partial);
		return false;
	}
	/* Keeps the lock until the file has its name, after file.fd was closed. */
	partial->lock = fcntl(partial->file.fd, F_DUPFD_CLOEXEC, 0);
	if (partial->lock < 0)
		die(EXIT_SYSTEM, "%s: cannot lock:", partial->file.temporary);
	partial->block = xrealloc(NULL, BLOCK, 1);
	sha256_begin(&partial->hash);
	hash_what_is_there(partial);
	return true;
}

static void write_out(struct partialfile *partial, const void *bytes, size_t length)
{
	newfile_write(&partial->file, bytes, length);
	partial->written += length;
	if (partial->written - partial->written_back < WRITE_BACK)
		return;
	sync_file_range(partial->file.fd, (off_t)partial->written_back, 0, SYNC_FILE_RANGE_WRITE);
	partial->written_back = partial->written;
}

static void write_block(struct partialfile *partial)
{
	write_out(partial, partial->block, partial->block_length);
	partial->block_length = 0;
}

void partialfile_add(struct partialfile *partial, const void *bytes, size_t length)
{
	sha256_add(&partial->hash, bytes, length);
	partial->length += length;
	if (partial->block_length + length > BLOCK)
		write_block(partial);
	if (length >= BLOCK) {
		write_out(partial, bytes, length);
		return;
	}
	memcpy(partial->block + partial->block_length, bytes, length);
	partial->block_length += length;
}

void partialfile_restart(struct partialfile *partial)
{
	if (ftruncate(partial->file.fd, 0) < 0 || lseek(partial->file.fd, 0, SEEK_SET) < 0)
		die(EXIT_SYSTEM, "%s: cannot truncate:", partial->file.temporary);
	sha256_free(&partial->hash);
	sha256_begin(&partial->hash);
	partial->length = partial->written = partial->written_back = partial->block_length = 0;
}

struct digest partialfile_digest(const struct partialfile *partial)
{
	return sha256_so_far(&partial->hash);
}

void partialfile_commit(struct partialfile *partial, const struct store *store)
{
	struct digest digest = partialfile_digest(partial);

	write_block(partial);
	if (fsync(partial->file.fd) < 0) {
		/* What the disk really holds is not known now. */
		unlink(partial->file.temporary);
		die(EXIT_SYSTEM, "%s: cannot write:", partial->file.path);
	}
	store_commit(store, &partial->file, &digest, false);
	store_settle(store, &digest);
	release(partial);
}

void partialfile_close(struct partialfile *partial)
{
	if (partial->lock < 0)
		return;
	if (partial->length == 0)
		unlink(partial->file.temporary);
	else
		write_block(partial);
	release(partial);
}
