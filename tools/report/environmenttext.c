/* SPDX-License-Identifier: MIT */
#include "report/environmenttext.h"

#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/json.h"

static void add_line(struct text *out, const char *key, const char *value)
{
	text_printf(out, "%s: %s\n", key, value);
}

/* KEY=VALUE of the command line as a line. */
static void add_given(struct text *out, const char *fact)
{
	text_printf(out, "%.*s: %s\n", (int)strcspn(fact, "="), fact, strchr(fact, '=') + 1);
}

static void add_libc(struct text *out, const json_t *facts, const char *where)
{
	json_t *libc = json_want_object(facts, "libc", where);
	const char *name = json_object_iter_key(json_object_iter(libc));

	if (name)
		text_printf(out, "C library: %s %s\n", name, json_want_string(libc, name, where));
	else
		add_line(out, "C library", "unknown");
}

static void add_left_out(struct text *out, const json_t *plan, const char *where)
{
	const json_t *excluded = json_want_array(plan, "excluded", where), *name;
	size_t i;

	json_array_foreach (excluded, i, name) {
		if (!json_is_string(name))
			die(EXIT_NO, "%s: .excluded[%zu]: not a string", where, i);
		text_printf(out, "%s%s", i ? " " : "packages left out: ", json_string_value(name));
	}
	if (i)
		text_add_char(out, '\n');
}

static void add_cuda(struct text *out, const json_t *facts, const char *where)
{
	_cleanup_(stringlist_free) struct stringlist versions = {0};
	_cleanup_(text_free) struct text joined = {0};
	const json_t *entry;
	size_t i;

	json_array_foreach (json_want_array(facts, "cuda", where), i, entry)
		stringlist_add(&versions, xstrdup(json_want_string(entry, "version", where)));
	stringlist_sort_unique(&versions);
	list_join(&versions, ", ", &joined);
	add_line(out, "CUDA of the base", versions.count ? text_string(&joined) : "none");
}

struct text environment_text(
	const struct environment *of, const struct deptree *tree, const struct stringlist *given)
{
	static const char *const shown[] = {"torch", "torchvision", "torchaudio"};
	const char *plan = of->plan_path, *facts = of->facts_path, *python = of->python_path;
	const json_t *target = json_want_object(of->plan, "target", plan);
	const char *release = json_get_string(
		json_want_object(of->facts, "release", facts), "PRETTY_NAME", facts);
	struct text out = {0};

	if (given->count)
		add_given(&out, given->items[0]);
	add_line(&out, "target", json_want_string(target, "name", plan));
	add_line(&out, "architecture", json_want_string(target, "arch", plan));
	add_line(&out, "base", release ? release : "unknown");
	add_line(&out, "base manifest", json_want_string(of->facts, "manifest", facts));
	add_libc(&out, of->facts, facts);
	text_printf(&out, "Python: %s (%s)\n", json_want_string(of->python, "version", python),
		json_want_string(of->python, "path", python));
	add_line(&out, "virtual environment", json_want_string(target, "prefix", plan));
	text_printf(&out, "packages: %zu\n",
		json_array_size(json_want_array(of->plan, "packages", plan)));
	add_left_out(&out, of->plan, plan);
	for (size_t i = 0; i < sizeof shown / sizeof *shown; i++) {
		const struct deptree_distribution *found = deptree_find(tree, shown[i]);

		if (found)
			add_line(&out, shown[i], found->version);
	}
	add_cuda(&out, of->facts, facts);
	for (size_t i = 1; i < given->count; i++)
		add_given(&out, given->items[i]);
	add_line(&out, "CUDA available", "unknown: only the device can tell");
	return out;
}
