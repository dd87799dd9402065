/* SPDX-License-Identifier: MIT */
#include "report/freeze.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lib/die.h"
#include "pypa/version.h"

static void add_frozen(struct text *out, const struct deptree_distribution *distribution)
{
	struct version version;

	if (version_scan(distribution->version, &version) &&
		!distribution->version[version.length]) {
		text_printf(out, "%s==", distribution->name);
		version_add(out, &version, false);
		text_add_char(out, '\n');
	} else {
		text_printf(out, "%s===%s\n", distribution->name, distribution->version);
	}
}

/* What `pip freeze` leaves out: itself, names of the standard library, and, before Python 3.12,
 * what a virtual environment brought along. */
static bool is_frozen(const struct deptree_distribution *distribution, const struct target *target)
{
	static const char *const left_out[] = {
		"pip", "python", "wsgiref", "argparse", "setuptools", "distribute", "wheel"};
	bool old = target->python_major < 3 ||
		   (target->python_major == 3 && target->python_minor < 12);

	for (size_t i = 0; i < (old ? 7 : 4); i++)
		if (strcmp(distribution->key, left_out[i]) == 0)
			return false;
	return true;
}

static int by_name(const void *a, const void *b)
{
	const struct deptree_distribution *x = *(const struct deptree_distribution *const *)a;
	const struct deptree_distribution *y = *(const struct deptree_distribution *const *)b;
	int order = strcasecmp(x->name, y->name);

	return order ? order : strcmp(x->key, y->key);
}

/* The distributions of LIST, sorted by their names. */
static struct text frozen(const struct deptree_distribution **list, size_t count)
{
	struct text text = {0};

	if (count)
		qsort(list, count, sizeof *list, by_name);
	for (size_t i = 0; i < count; i++)
		add_frozen(&text, list[i]);
	return text;
}

struct text freeze_all(const struct deptree *tree, const struct target *target)
{
	const struct deptree_distribution **list = xalloc(tree->count, sizeof *list);
	size_t count = 0;

	for (size_t i = 0; i < tree->count; i++)
		if (is_frozen(&tree->distributions[i], target))
			list[count++] = &tree->distributions[i];
	struct text text = frozen(list, count);

	free(list);
	return text;
}

struct text freeze_named(const struct deptree *tree, char *names)
{
	const struct deptree_distribution **list = NULL, *found;
	char *name;
	size_t count = 0;

	while ((name = strsep(&names, " \t\r\n"))) {
		if (!(found = deptree_find(tree, name)))
			continue;
		list = xrealloc(list, count + 1, sizeof *list);
		list[count++] = found;
	}
	struct text text = frozen(list, count);

	free(list);
	return text;
}
