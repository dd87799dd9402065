/* SPDX-License-Identifier: MIT */
#include "layers/installed.h"

#include "lib/die.h"

char *installed_path(const struct installed *file)
{
	return xprintf("%s%s", file->root, file->name);
}

uint64_t installed_size(const struct installed *file)
{
	return file->entry ? file->entry->size : file->content.length;
}

void installed_differs(const struct installed *file)
{
	flaws_add(file->wheel->flaws, FLAW_HASH, "%s: the hash is not the one that RECORD says",
		file->entry->name);
}

void installed_check(const struct installed *file, struct inflate *inflate)
{
	struct record_hasher hasher;
	struct inflate_piece piece;

	if (file->hash.algorithm == RECORD_NO_HASH)
		return;
	record_hash_begin(&hasher, file->hash.algorithm);
	inflate_begin(inflate, &file->wheel->zip, file->entry);
	while (inflate_next(inflate, &piece))
		record_hash_add(&hasher, piece.plain, piece.plain_length);
	struct record_hash hash = record_hash_end(&hasher);

	if (!record_hash_equal(&hash, &file->hash))
		installed_differs(file);
}
