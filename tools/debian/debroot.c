/* SPDX-License-Identifier: MIT */
#include "debian/debroot.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "debian/debqueue.h"
#include "debian/dpkgdb.h"
#include "debian/maintscript.h"
#include "debian/rootfs.h"
#include "lib/cleanup.h"
#include "lib/die.h"

enum { MAX_SCRIPT = 1 << 20 };

struct debroot {
	struct tree *tree;
	const struct machine *machine;
	const struct steps *steps;
	struct debroot_report *report;
	struct deb *debs; /* by name */
	size_t count;
	struct alternative *alternatives;
	size_t alternative_count;
};

static int compare_debs(const void *a, const void *b)
{
	return strcmp(((const struct deb *)a)->package, ((const struct deb *)b)->package);
}

static void read_packages(struct debroot *root, const struct deb_file *files)
{
	root->debs = xalloc(root->count, sizeof *root->debs);
	for (size_t i = 0; i < root->count; i++) {
		struct deb *deb = &root->debs[i];

		*deb = deb_read(files[i].path, files[i].name, &root->tree->spool);
		if (strcmp(deb->architecture, "all") != 0 &&
			strcmp(deb->architecture, root->machine->debian) != 0)
			die(EXIT_NO, "%s: is for %s, not for %s", deb->name, deb->architecture,
				root->machine->debian);
	}
	qsort(root->debs, root->count, sizeof *root->debs, compare_debs);
	for (size_t i = 1; i < root->count; i++)
		if (compare_debs(&root->debs[i - 1], &root->debs[i]) == 0)
			die(EXIT_NO, "%s: the package %s is given twice", root->debs[i].name,
				root->debs[i].package);
}

/* --- placing what was unpacked --- */

/* Makes the top-level directory that PATH begins with a link into usr, where the suite has it so.
 */
static void merge_directory(struct debroot *root, const char *path)
{
	size_t count, length = strcspn(path, "/");
	const char *const *merged = steps_merged(root->steps, &count);

	for (size_t i = 0; i < count; i++) {
		if (strlen(merged[i]) != length || strncmp(merged[i], path, length) != 0 ||
			tree_find(root->tree, merged[i]))
			continue;
		_cleanup_free_ char *target = xprintf("usr/%s", merged[i]);

		tree_put_parents(root->tree, target);
		tree_put(root->tree, target, TAR_DIRECTORY, 0755, 0, 0);
		tree_put_link(root->tree, merged[i], target);
	}
}

static void place_package(void *context, struct deb *deb)
{
	struct debroot *root = context;

	for (size_t i = 0; i < deb->entry_count; i++) {
		merge_directory(root, deb->entries[i].path);
		rootfs_place(root->tree, &deb->entries[i], true, deb->name);
	}
	dpkgdb_add(root->tree, deb);
}

/* --- what scripts and triggers would do --- */

static void report(struct debroot *root, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
static void report(struct debroot *root, const char *format, ...)
{
	_cleanup_free_ char *line = NULL;
	va_list arguments;

	va_start(arguments, format);
	int length = vasprintf(&line, format, arguments);
	va_end(arguments);
	if (length < 0 || json_array_append_new(root->report->unmodelled, json_string(line)) < 0)
		die(EXIT_SYSTEM, "out of memory");
	warn("%s", line);
}

/* The content of a package's file in dpkg's database; NULL when there is none. The caller frees. */
static char *read_info(const struct debroot *root, const struct deb *deb, const char *name)
{
	_cleanup_free_ char *path = dpkgdb_info_path(deb, name);
	const struct tree_node *node = tree_find(root->tree, path);

	if (!node)
		return NULL;
	struct text text = tree_read(node, MAX_SCRIPT);

	return text_take(&text);
}

static void add_alternatives(struct debroot *root, struct maintscript *script)
{
	size_t count = root->alternative_count + script->alternative_count;

	if (script->alternative_count == 0)
		return;
	root->alternatives = xrealloc(root->alternatives, count, sizeof *root->alternatives);
	memcpy(root->alternatives + root->alternative_count, script->alternatives,
		script->alternative_count * sizeof *script->alternatives);
	root->alternative_count = count;
	script->alternative_count = 0;
}

static void examine_script(struct debroot *root, const struct deb *deb, const char *name)
{
	_cleanup_free_ char *text = read_info(root, deb, name);
	size_t count;
	const char *const *known = steps_known(root->steps, &count);

	if (!text)
		return;
	struct maintscript script =
		maintscript_read(text, deb->version, root->machine, known, count);

	if (*script.fingerprint &&
		!steps_model_script(root->steps, deb->package, name, script.fingerprint))
		report(root, "%s: %s is not modelled (%s)", deb->package, name, script.fingerprint);
	if (!*script.fingerprint || steps_model_alternatives(root->steps, deb->package))
		add_alternatives(root, &script);
	maintscript_free(&script);
}

static bool has_line(const char *lines, const char *prefix, const char *word, bool whole)
{
	size_t length = strlen(word);

	for (; lines && *lines; lines += strcspn(lines, "\n"), lines += *lines == '\n') {
		const char *rest = lines + strlen(prefix);

		if (starts_with(lines, prefix) && strncmp(rest, word, length) == 0 &&
			(strchr("\n", rest[length]) || (!whole && rest[length] == '/')))
			return true;
	}
	return false;
}

/* Whether DEB activates TRIGGER: by name, or by a file under that path. */
static bool activates(const struct debroot *root, const struct deb *deb, const char *trigger)
{
	static const char *const verbs[] = {"activate ", "activate-await ", "activate-noawait "};
	bool is_path = *trigger == '/';
	_cleanup_free_ char *lines = read_info(root, deb, is_path ? "list" : "triggers");

	if (is_path)
		return has_line(lines, "", trigger, false);
	for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
		if (has_line(lines, verbs[i], trigger, true))
			return true;
	return false;
}

static void examine_trigger(struct debroot *root, const struct deb *deb, const char *trigger)
{
	if (steps_model_trigger(root->steps, deb->package, trigger))
		return;
	for (size_t i = 0; i < root->count; i++) {
		const struct deb *other = &root->debs[i];

		if (other == deb || !activates(root, other, trigger))
			continue;
		report(root, "%s: trigger %s, which %s activates, is not modelled", deb->package,
			trigger, other->package);
		return;
	}
}

static void examine_triggers(struct debroot *root, const struct deb *deb)
{
	_cleanup_free_ char *lines = read_info(root, deb, "triggers");
	char *rest = lines, *line;

	while ((line = strsep(&rest, "\n"))) {
		char *name = strchr(line, ' ');

		if (name && starts_with(line, "interest"))
			examine_trigger(root, deb, name + 1);
	}
}

static const char *version_of(void *context, const char *package)
{
	const struct debroot *root = context;

	for (size_t i = 0; i < root->count; i++)
		if (strcmp(root->debs[i].package, package) == 0)
			return root->debs[i].version;
	return NULL;
}

static void debroot_free(struct debroot *root)
{
	for (size_t i = 0; i < root->count; i++)
		deb_free(&root->debs[i]);
	for (size_t i = 0; i < root->alternative_count; i++)
		alternative_free(&root->alternatives[i]);
	free(root->alternatives);
	free(root->debs);
}

void debroot_build(struct tree *tree, const struct machine *machine, const struct steps *steps,
	const struct deb_file *files, size_t count, struct debroot_report *reported)
{
	_cleanup_(debroot_free) struct debroot root = {.tree = tree,
		.machine = machine,
		.steps = steps,
		.report = reported,
		.count = count};

	read_packages(&root, files);
	debqueue_unpack(root.debs, count, &tree->spool, place_package, &root);
	for (size_t i = 0; i < count; i++) {
		examine_script(&root, &root.debs[i], "preinst");
		examine_script(&root, &root.debs[i], "postinst");
		examine_triggers(&root, &root.debs[i]);
	}
	alternatives_install(tree, root.alternatives, root.alternative_count);
	steps_apply(steps, tree, version_of, &root, reported->omitted);
	dpkgdb_finish(tree, root.debs, count, machine->debian);
}
