/* SPDX-License-Identifier: MIT */
#include "verify/unaskedcheck.h"

#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "verify/nameset.h"

enum { LONGEST_NAME = 80, MOST_NAMES = 5 };

/* A name, cut where it is long; the caller frees. */
static char *cut(const char *name)
{
	size_t length = strlen(name), end = LONGEST_NAME;

	if (length <= LONGEST_NAME)
		return xstrdup(name);
	while (end > 0 && ((unsigned char)name[end] & 0xc0) == 0x80)
		end--;
	return xprintf("%.*s...", (int)end, name);
}

/* The names of the files, sorted, each with its distribution; the caller frees. */
static char *shown(json_t *files, const char *where)
{
	_cleanup_json_ json_t *names = json_object();
	const char *path;
	json_t *owner;

	json_object_foreach (files, path, owner) {
		_cleanup_free_ char *file = cut(file_name(path));
		_cleanup_free_ char *of =
			json_is_null(owner)
				? NULL
				: cut(want_string(owner, ".startup.unasked's distribution", where));
		_cleanup_free_ char *name = xprintf("%s%s%s", file, of ? " of " : "", of ? of : "");

		nameset_add(names, name);
	}
	return nameset_shown(names, MOST_NAMES);
}

void check_unasked(const struct subject *subject, struct report *report)
{
	static const struct {
		const char *kind, *text;
	} kinds[] = {
		{"pth", "Python runs lines of .pth files whenever it starts"},
		{"modules", "Python imports modules whenever it starts"},
		{"programs", "programs that PATH finds before those of the same name of the base"},
	};
	json_t *startup = json_get_object(subject->evidence, "startup", subject->where);
	json_t *unasked = startup ? json_get_object(startup, "unasked", subject->where) : NULL;

	for (size_t i = 0; unasked && i < sizeof kinds / sizeof *kinds; i++) {
		json_t *files = json_get_object(unasked, kinds[i].kind, subject->where);

		if (json_object_size(files) == 0)
			continue;
		_cleanup_free_ char *names = shown(files, subject->where);

		report_finding(report,
			(.check = "unasked", .subject = kinds[i].kind,
				.declared = "packages may do that"),
			"%s: %s", kinds[i].text, names);
	}
}
