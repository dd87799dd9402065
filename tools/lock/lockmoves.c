/* SPDX-License-Identifier: MIT */
#include "lock/lockmoves.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/die.h"
#include "lib/text.h"

static bool same_file(const struct lock_package *a, const struct lock_package *b)
{
	return digest_equal(&a->chosen->sha256, &b->chosen->sha256) &&
	       strcmp(a->chosen->filename, b->chosen->filename) == 0;
}

void lockmoves_keep(struct lock *lock, const struct lock *old)
{
	uint64_t generation = 0;

	for (size_t i = 0; i < old->count; i++)
		if (old->packages[i].serial > generation)
			generation = old->packages[i].serial;
	for (size_t i = 0; i < lock->count; i++) {
		struct lock_package *package = &lock->packages[i];
		const struct lock_package *before = lock_find(old, package->name);

		package->serial = generation + 1;
		if (!before)
			continue;
		if (before->group) {
			free(package->group);
			package->group = xstrdup(before->group);
		}
		if (same_file(package, before)) {
			package->serial = before->serial;
			if (package->chosen->size < 0)
				package->chosen->size = before->chosen->size;
		}
	}
}

static bool is_upgraded(const struct stringlist *names, const char *name)
{
	for (size_t i = 0; i < names->count; i++)
		if (strcmp(names->items[i], ":all:") == 0 || strcmp(names->items[i], name) == 0)
			return true;
	return false;
}

void lockmoves_refuse(
	const struct lock *lock, const struct lock *old, const struct stringlist *upgrade)
{
	for (size_t i = 0; i < lock->count; i++) {
		const struct lock_package *now = &lock->packages[i],
					  *before = lock_find(old, now->name);

		if (!before || same_file(now, before) || now->direct || before->direct ||
			now->choice || is_upgraded(upgrade, now->name) || !now->index ||
			!before->index || strcmp(now->index, before->index) != 0 ||
			strcmp(now->chosen->filename, before->chosen->filename) != 0)
			continue;
		die(EXIT_NO,
			"%s %s: %s is locked with sha256 %s, and index '%s' has it with %s by "
			"now: the file was replaced; if you trust it, run `make upgrade "
			"PACKAGE=%s`",
			now->name, now->version, now->chosen->filename, before->chosen->sha256.hex,
			now->index, now->chosen->sha256.hex, now->name);
	}
}

void lockmoves_report(const struct lock *lock, const struct lock *old)
{
	for (size_t i = 0; i < lock->count; i++) {
		const struct lock_package *now = &lock->packages[i],
					  *before = lock_find(old, now->name);

		if (!before)
			printf("+ %s %s\n", now->name, now->version);
		else if (strcmp(before->version, now->version) != 0)
			printf("  %s %s -> %s\n", now->name, before->version, now->version);
		else if (!same_file(now, before))
			printf("  %s %s: %s -> %s\n", now->name, now->version,
				before->chosen->filename, now->chosen->filename);
	}
	for (size_t i = 0; i < old->count; i++)
		if (!lock_find(lock, old->packages[i].name))
			printf("- %s %s\n", old->packages[i].name, old->packages[i].version);
}
