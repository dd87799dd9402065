/* SPDX-License-Identifier: MIT */
#include "resolve/sdistfiles.h"

#include <string.h>

#include "archive/members.h"
#include "lib/cleanup.h"

enum { MAX_BYTES = 16 << 20 };

/* Where the content of PATH, below its top directory, goes; NULL: nowhere. */
static struct text *place_of(struct sdistfiles *files, const char *path)
{
	if (strcmp(path, "PKG-INFO") == 0)
		return &files->info;
	if (strcmp(path, "pyproject.toml") == 0)
		return &files->project;
	return ends_with(path, ".egg-info/requires.txt") ? &files->requires : NULL;
}

static void take(struct text *text, struct members *members, size_t size)
{
	text_clear(text);
	text_reserve(text, size);
	for (size_t got;
		(got = members_read(members, text->bytes + text->length, size - text->length)) > 0;)
		text->length += got;
	text->bytes[text->length] = '\0';
}

struct sdistfiles sdistfiles_read(const char *archive)
{
	_cleanup_(members_close) struct members *members = members_open(archive, "the sdist");
	struct sdistfiles files = {0};
	struct member member;

	while (members_next(members, &member)) {
		const char *name = member.name + (starts_with(member.name, "./") ? 2 : 0);
		const char *slash = strchr(name, '/');
		struct text *place = slash ? place_of(&files, slash + 1) : NULL;

		if (!place || member.kind != MEMBER_FILE || member.size >= MAX_BYTES)
			continue;
		take(place, members, (size_t)member.size);
		files.has_requires |= place == &files.requires;
	}
	return files;
}

void sdistfiles_free(struct sdistfiles *files)
{
	text_free(&files->info);
	text_free(&files->project);
	text_free(&files->requires);
}
