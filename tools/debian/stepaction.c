/* SPDX-License-Identifier: MIT */
#include "debian/stepaction.h"

#include <stdlib.h>
#include <string.h>

#include "debian/certificates.h"
#include "debian/dpkgdb.h"
#include "debian/ldconfig.h"
#include "debian/shells.h"
#include "debian/stepwords.h"
#include "lib/cleanup.h"
#include "lib/die.h"

/* A step that is being carried out. */
struct run {
	struct tree *tree;
	const struct machine *machine;
	const char *version;
	json_t *omitted;
	const struct step *step;
	char *words[STEP_WORDS]; /* the words of the step, with the values of @…@ in place */
};

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
		stepwords_expand(text_string(&run->step->content), run->machine, run->version);

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

static const struct action *action_of(const struct step *step)
{
	for (size_t i = 0; i < sizeof actions / sizeof *actions; i++)
		if (step_is(step, actions[i].verb))
			return &actions[i];
	return NULL;
}

bool stepaction_exists(const struct step *step)
{
	return action_of(step) != NULL;
}

void stepaction_carry_out(const struct step *step, struct tree *tree, const struct machine *machine,
	const char *version, json_t *omitted)
{
	struct run run = {.tree = tree,
		.machine = machine,
		.version = version,
		.omitted = omitted,
		.step = step};

	const struct action *action = action_of(step);

	if (!action)
		return;
	for (size_t i = 0; i < STEP_WORDS && step->words[i]; i++)
		run.words[i] = stepwords_expand(step->words[i], machine, version);
	action->apply(&run);
	for (size_t i = 0; i < STEP_WORDS; i++)
		cleanup_free(&run.words[i]);
}
