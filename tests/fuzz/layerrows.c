/* SPDX-License-Identifier: MIT */
/* layerrows: the lock of layers; what is written of it is read as the same. */
#include "fuzz.h"

#include "lib/file.h"
#include "records/layerrows.h"

/* What is written of LOCK, into a file that is read again. */
static struct text written(struct layer_lock *lock)
{
	const char *path = fuzz_file("", 0);

	layer_lock_write(lock, path);
	return file_read(path, SIZE_MAX);
}

void fuzz_one(const uint8_t *bytes, size_t size)
{
	_cleanup_(layer_lock_free) struct layer_lock lock = layer_lock_read(fuzz_file(bytes, size));
	_cleanup_(text_free) struct text once = written(&lock);
	_cleanup_(layer_lock_free) struct layer_lock again =
		layer_lock_read(fuzz_file(once.bytes, once.length));
	_cleanup_(text_free) struct text twice = written(&again);

	fuzz_check(again.count == lock.count);
	fuzz_check(strcmp(text_string(&once), text_string(&twice)) == 0);
	for (size_t i = 0; i < lock.count; i++) {
		const struct layer_row *row = &lock.rows[i];
		_cleanup_free_ char *name = layer_row_name(row->name);

		fuzz_check(layer_lock_find(&again, row->name, &row->key) != NULL);
		fuzz_check(strlen(name) <= strlen(row->name));
	}
}
