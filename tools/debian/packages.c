/* SPDX-License-Identifier: MIT */
#include "debian/packages.h"

#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/text.h"

enum { MOST = 100000 };

void packages_free(struct packages *packages)
{
	for (size_t i = 0; i < packages->count; i++) {
		cleanup_free(&packages->list[i].name);
		cleanup_free(&packages->list[i].version);
	}
	cleanup_free(&packages->list);
	packages->count = packages->capacity = 0;
}

/* A field's value in somebody else's text. */
struct field {
	const char *at;
	size_t length;
};

static void add(struct packages *packages, const struct field *name, const struct field *version)
{
	if (name->length == 0 || version->length == 0)
		return;
	if (packages->count == MOST)
		die(EXIT_NO, "a database of more than %d packages", MOST);
	if (packages->count == packages->capacity) {
		packages->capacity = packages->capacity ? 2 * packages->capacity : 256;
		packages->list =
			xrealloc(packages->list, packages->capacity, sizeof *packages->list);
	}
	packages->list[packages->count++] = (struct package){
		.name = xstrndup(name->at, name->length),
		.version = xstrndup(version->at, version->length),
	};
}

/* Whether the line of LENGTH bytes is the field BEFORE; then VALUE is what follows. */
static bool is_field(const char *line, size_t length, const char *before, struct field *value)
{
	if (length < strlen(before) || strncmp(line, before, strlen(before)) != 0)
		return false;
	*value = (struct field){line + strlen(before), length - strlen(before)};
	return true;
}

static bool is_installed(const struct field *status)
{
	static const char wanted[] = " installed";
	size_t length = strlen(wanted);

	return !status->at ||
	       (status->length >= length &&
		       memcmp(status->at + status->length - length, wanted, length) == 0);
}

/* Adds what the paragraphs of TEXT say in the fields that begin so; STATUS may be NULL. */
static void add_paragraphs(struct packages *packages, const char *text, const char *name_field,
	const char *version_field, const char *status_field)
{
	struct field name = {0}, version = {0}, status = {0};

	for (const char *line = text;; line++) {
		size_t length = strcspn(line, "\n");

		if (length == 0) {
			if (is_installed(&status))
				add(packages, &name, &version);
			name = version = status = (struct field){0};
		} else if (!is_field(line, length, name_field, &name) &&
			   !is_field(line, length, version_field, &version) && status_field) {
			is_field(line, length, status_field, &status);
		}
		line += length;
		if (!*line)
			break;
	}
	if (is_installed(&status))
		add(packages, &name, &version);
}

void packages_add_dpkg(struct packages *packages, const char *text)
{
	add_paragraphs(packages, text, "Package: ", "Version: ", "Status: ");
}

void packages_add_apk(struct packages *packages, const char *text)
{
	add_paragraphs(packages, text, "P:", "V:", NULL);
}

const char *packages_version(const struct packages *packages, const char *name)
{
	for (size_t i = 0; i < packages->count; i++)
		if (strcmp(packages->list[i].name, name) == 0)
			return packages->list[i].version;
	return NULL;
}
