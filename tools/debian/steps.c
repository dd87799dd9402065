/* SPDX-License-Identifier: MIT */
#include "debian/steps.h"

#include <stdlib.h>
#include <string.h>

#include "debian/certificates.h"
#include "debian/dpkgdb.h"
#include "debian/ldconfig.h"
#include "debian/shells.h"
#include "debian/stepfile.h"
#include "lib/cleanup.h"
#include "lib/die.h"

struct steps {
	const struct machine *machine;
	struct stepfile file;
	const char **merged, **known;
	size_t merged_count, known_count;
};

/* What a step is carried out on. */
struct run {
	struct tree *tree;
	const struct machine *machine;
	const char *version;
	json_t *omitted;
	const struct step *step;
	char *words[STEP_WORDS]; /* the words of the step, with the values of @…@ in place */
};

/* What upstream calls a package's VERSION. The caller frees. */
static char *upstream_of(const char *version)
{
	const char *colon = strchr(version, ':'), *begin = colon ? colon + 1 : version;
	const char *revision = strrchr(begin, '-'), *repacked = strstr(begin, "+dfsg");
	const char *end = repacked ? repacked : revision ? revision : begin + strlen(begin);

	return xstrndup(begin, (size_t)(end - begin));
}

/* TEXT with what @…@ stands for. */
static char *expand(const char *text, const struct machine *machine, const char *version)
{
	_cleanup_free_ char *upstream = upstream_of(version);
	const struct {
		const char *name, *value;
	} values[] = {{"@TRIPLET@", machine->triplet}, {"@ARCH@", machine->debian},
		{"@VERSION@", version}, {"@UPSTREAM@", upstream}};
	enum { VALUES = sizeof values / sizeof *values };
	struct text out = {0};

	while (*text) {
		size_t i = 0;

		while (i < VALUES && !starts_with(text, values[i].name))
			i++;
		if (i < VALUES)
			text_add_string(&out, values[i].value);
		else
			text_add_char(&out, *text);
		text += i < VALUES ? strlen(values[i].name) : 1;
	}
	return text_take(&out);
}

/* --- what steps do --- */

_Noreturn static void fail(const struct run *run, const char *subject, const char *fault)
{
	die(EXIT_NO, "%s:%zu: %s: %s: %s", run->step->path, run->step->line, run->step->package,
		subject, fault);
}

/* A number that END follows in WORD. */
static unsigned number(
	const struct run *run, const char *word, int base, unsigned long most, char end)
{
	char *rest;
	unsigned long value = strtoul(word, &rest, base);

	if (rest == word || *rest != end || value > most)
		fail(run, word, "not a mode or owner");
	return (unsigned)value;
}

/* A new node at PATH, or NULL when something is there already. */
static struct tree_node *make(const struct run *run, const char *path, enum tar_type type)
{
	const char *fault = *path == '/' ? tree_path_fault(path + 1) : "is not absolute";
	_cleanup_free_ char *resolved = fault ? NULL : tree_resolve(run->tree, path, false);

	if (!resolved || !*resolved)
		fail(run, path, fault ? fault : "cannot be made");
	if (tree_find(run->tree, resolved))
		return NULL;
	tree_put_parents(run->tree, resolved);
	return tree_put(run->tree, resolved, type, 0777, 0, 0);
}

static struct tree_node *make_with_mode(const struct run *run, enum tar_type type)
{
	struct tree_node *node = make(run, run->words[2], type);

	if (node) {
		node->mode = number(run, run->words[0], 8, 07777, '\0');
		node->uid = number(run, run->words[1], 10, UINT32_MAX, ':');
		node->gid = number(run, strchr(run->words[1], ':') + 1, 10, UINT32_MAX, '\0');
	}
	return node;
}

static void make_directory(const struct run *run)
{
	make_with_mode(run, TAR_DIRECTORY);
}

static void make_file(const struct run *run)
{
	struct tree_node *file = make_with_mode(run, TAR_FILE);

	if (!file)
		return;
	_cleanup_free_ char *content =
		expand(text_string(&run->step->content), run->machine, run->version);

	tree_set_bytes(run->tree, file, content, strlen(content));
}

static void copy(const struct run *run)
{
	const struct tree_node *from = tree_lookup(run->tree, run->words[0]);

	if (!from || from->type != TAR_FILE)
		fail(run, run->words[0], "no such file");
	struct tree_node *to = make(run, run->words[1], TAR_FILE);

	if (!to)
		return;
	to->mode = from->mode;
	to->uid = from->uid;
	to->gid = from->gid;
	tree_set_extent(run->tree, to, &from->content->extent);
}

static void make_link(const struct run *run)
{
	struct tree_node *link = make(run, run->words[0], TAR_SYMLINK);

	if (link)
		link->link = xstrdup(run->words[1]);
}

static void relink(const struct run *run)
{
	_cleanup_free_ char *path = tree_resolve(run->tree, run->words[0], false);
	struct tree_node *node = path ? tree_find(run->tree, path) : NULL;
	size_t inside = 0;

	if (node && node->type == TAR_DIRECTORY) {
		free(tree_list_directory(run->tree, path, &inside));
		if (inside > 0)
			fail(run, run->words[0], "the directory is not empty");
		tree_put(run->tree, path, TAR_SYMLINK, 0777, 0, 0)->link = xstrdup(run->words[1]);
	} else {
		make_link(run);
	}
}

static void divert(const struct run *run)
{
	dpkgdb_divert(run->tree, run->words[0], run->words[1], run->step->package);
}

static void omit(const struct run *run)
{
	_cleanup_free_ char *text = xprintf("%s: %s", run->step->package, run->words[0]);

	if (json_array_append_new(run->omitted, json_string(text)) < 0)
		die(EXIT_SYSTEM, "out of memory");
}

static void run_ldconfig(const struct run *run)
{
	if (ldconfig(run->tree, run->machine, run->words[0]) &&
		json_array_append_new(run->omitted,
			json_string("libc-bin: ldconfig: libraries in glibc-hwcaps directories")) <
			0)
		die(EXIT_SYSTEM, "out of memory");
}

static void run_update_ca_certificates(const struct run *run)
{
	certificates_update(run->tree);
}

static void run_update_shells(const struct run *run)
{
	shells_update(run->tree);
}

static const struct action {
	const char *verb;
	void (*apply)(const struct run *run);
} actions[] = {
	{"directory", make_directory},
	{"file", make_file},
	{"copy", copy},
	{"link", make_link},
	{"relink", relink},
	{"divert", divert},
	{"ldconfig", run_ldconfig},
	{"update-ca-certificates", run_update_ca_certificates},
	{"update-shells", run_update_shells},
	{"omit", omit},
};

/* What is done at STEP; NULL when it only declares something. */
static const struct action *action_of(const struct step *step)
{
	for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
		if (step_is(step, actions[i].verb))
			return &actions[i];
	return NULL;
}

/* --- reading --- */

static void add_string(const char ***list, size_t *count, const char *string)
{
	*list = xrealloc(*list, *count + 1, sizeof **list);
	(*list)[(*count)++] = string;
}

struct steps *steps_read(const char *const *paths, size_t count, const struct machine *machine)
{
	struct steps *steps = xalloc(1, sizeof *steps);

	steps->machine = machine;
	for (size_t i = 0; i < count; i++)
		stepfile_read(&steps->file, paths[i]);
	for (size_t i = 0; i < steps->file.count; i++) {
		const struct step *step = &steps->file.steps[i];

		if (step_is(step, "merge"))
			add_string(&steps->merged, &steps->merged_count, step->words[0]);
		else if (step_is(step, "known"))
			add_string(&steps->known, &steps->known_count, step->words[0]);
	}
	return steps;
}

void steps_free(struct steps **pointer)
{
	struct steps *steps = *pointer;

	if (!steps)
		return;
	stepfile_free(&steps->file);
	free(steps->merged);
	free(steps->known);
	cleanup_free(pointer);
}

/* --- declarations --- */

const char *const *steps_merged(const struct steps *steps, size_t *count)
{
	*count = steps->merged_count;
	return steps->merged;
}

const char *const *steps_known(const struct steps *steps, size_t *count)
{
	*count = steps->known_count;
	return steps->known;
}

/* Whether STEP is for PACKAGE, and for the machine. */
static bool concerns(const struct steps *steps, const struct step *step, const char *package)
{
	return strcmp(step->package, package) == 0 &&
	       (!step->architecture || strcmp(step->architecture, steps->machine->debian) == 0);
}

bool steps_model_script(
	const struct steps *steps, const char *package, const char *script, const char *fingerprint)
{
	for (size_t i = 0; i < steps->file.count; i++) {
		const struct step *step = &steps->file.steps[i];

		if (step_is(step, "script") && concerns(steps, step, package) &&
			strcmp(step->words[0], script) == 0 &&
			strcmp(step->words[1], fingerprint) == 0)
			return true;
	}
	return false;
}

bool steps_model_trigger(const struct steps *steps, const char *package, const char *trigger)
{
	for (size_t i = 0; i < steps->file.count; i++) {
		const struct step *step = &steps->file.steps[i];

		if (!step_is(step, "trigger") || !concerns(steps, step, package))
			continue;
		_cleanup_free_ char *name = expand(step->words[0], steps->machine, "");

		if (strcmp(name, trigger) == 0)
			return true;
	}
	return false;
}

bool steps_model_alternatives(const struct steps *steps, const char *package)
{
	for (size_t i = 0; i < steps->file.count; i++)
		if (step_is(&steps->file.steps[i], "update-alternatives") &&
			concerns(steps, &steps->file.steps[i], package))
			return true;
	return false;
}

/* --- carrying out --- */

static void apply(struct run *run, const struct action *action)
{
	for (size_t i = 0; i < STEP_WORDS && run->step->words[i]; i++)
		run->words[i] = expand(run->step->words[i], run->machine, run->version);
	action->apply(run);
	for (size_t i = 0; i < STEP_WORDS; i++)
		cleanup_free(&run->words[i]);
}

void steps_apply(const struct steps *steps, struct tree *tree, steps_version *version_of,
	void *context, json_t *omitted)
{
	for (size_t i = 0; i < steps->file.count; i++) {
		const struct step *step = &steps->file.steps[i];
		const struct action *action = action_of(step);

		if (!action || !concerns(steps, step, step->package))
			continue;
		struct run run = {.tree = tree,
			.machine = steps->machine,
			.version = version_of(context, step->package),
			.omitted = omitted,
			.step = step};

		if (run.version)
			apply(&run, action);
	}
}
