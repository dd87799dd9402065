/* SPDX-License-Identifier: MIT */
#include "debian/alternatives.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"

enum { MAX_WORDS = 512 };

/* The words of COMMAND, which it is cut into, up to `|| true` or a comment, without --quiet; 0 when
 * it is no such command or has too many. */
static size_t split(char *command, const char *words[static MAX_WORDS])
{
	size_t count = 0;
	char *word;

	while ((word = strsep(&command, " \t"))) {
		if (*word == '\0' || strcmp(word, "--quiet") == 0)
			continue;
		if (*word == '#')
			break;
		if (strcmp(word, "||") == 0)
			return command && strcmp(command + strspn(command, " \t"), "true") == 0
				       ? count
				       : 0;
		if (count == MAX_WORDS)
			return 0;
		words[count++] = word;
	}
	return count;
}

static bool is_literal(const char *word, bool is_path)
{
	if (word[strspn(
		    word, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-._:@/")])
		return false;
	return is_path ? *word == '/' && !tree_path_fault(word + 1)
		       : !strchr(word, '/') && *word != '-';
}

static void add_link(struct alternative *alternative, const char *const words[static 3])
{
	alternative->links =
		xrealloc(alternative->links, alternative->count + 1, sizeof *alternative->links);
	alternative->links[alternative->count++] = (struct alternative_link){
		.link = xstrdup(words[0]), .name = xstrdup(words[1]), .path = xstrdup(words[2])};
}

static bool is_link(const char *const words[static 3])
{
	return is_literal(words[0], true) && is_literal(words[1], false) &&
	       is_literal(words[2], true);
}

bool alternative_parse(const char *command, struct alternative *alternative)
{
	_cleanup_free_ char *copy = xstrdup(command);
	const char *words[MAX_WORDS];
	size_t count = split(copy, words);
	char *end;

	*alternative = (struct alternative){0};
	if (count < 6 || strcmp(words[0], "update-alternatives") != 0 ||
		strcmp(words[1], "--install") != 0 || !is_link(words + 2) || (count - 6) % 4 != 0)
		return false;
	errno = 0;
	alternative->priority = strtol(words[5], &end, 10);
	if (errno || *end)
		return false;
	for (size_t i = 6; i < count; i += 4)
		if (strcmp(words[i], "--slave") != 0 || !is_link(words + i + 1))
			return false;
	add_link(alternative, words + 2);
	for (size_t i = 6; i < count; i += 4)
		add_link(alternative, words + i + 1);
	return true;
}

void alternative_free(struct alternative *alternative)
{
	for (size_t i = 0; i < alternative->count; i++) {
		free(alternative->links[i].link);
		free(alternative->links[i].name);
		free(alternative->links[i].path);
	}
	cleanup_free(&alternative->links);
	alternative->count = 0;
}

/* The link of that name, or NULL. */
static const struct alternative_link *link_named(
	const struct alternative *alternative, const char *name)
{
	for (size_t i = 0; i < alternative->count; i++)
		if (strcmp(alternative->links[i].name, name) == 0)
			return &alternative->links[i];
	return NULL;
}

static int compare_choices(const void *a, const void *b)
{
	const struct alternative *x = *(const struct alternative *const *)a;
	const struct alternative *y = *(const struct alternative *const *)b;
	int order = strcmp(x->links[0].name, y->links[0].name);

	return order ? order : strcmp(x->links[0].path, y->links[0].path);
}

static int compare_links(const void *a, const void *b)
{
	return strcmp(((const struct alternative_link *)a)->name,
		((const struct alternative_link *)b)->name);
}

static void put_link(struct tree *tree, const char *path, const char *target)
{
	_cleanup_free_ char *resolved = tree_resolve(tree, path, false);
	const struct tree_node *old = resolved ? tree_find(tree, resolved) : NULL;

	if (!resolved || (old && old->type != TAR_SYMLINK))
		die(EXIT_NO,
			"%s: a link of update-alternatives cannot be made: something else is there",
			path);
	tree_put_link(tree, resolved, target);
}

/* All slaves of the COUNT choices, by name. The caller frees LIST. */
static size_t list_slaves(
	const struct alternative *const *choices, size_t count, struct alternative_link **list)
{
	struct alternative all = {0};

	for (size_t i = 0; i < count; i++) {
		for (size_t j = 1; j < choices[i]->count; j++) {
			if (link_named(&all, choices[i]->links[j].name))
				continue;
			all.links = xrealloc(all.links, all.count + 1, sizeof *all.links);
			all.links[all.count++] = choices[i]->links[j];
		}
	}
	if (all.count)
		qsort(all.links, all.count, sizeof *all.links, compare_links);
	*list = all.links;
	return all.count;
}

/* One group: COUNT choices (by path) for the same master. */
static void install_group(struct tree *tree, const struct alternative *const *choices, size_t count)
{
	_cleanup_free_ struct alternative_link *slaves = NULL;
	_cleanup_(text_free) struct text state = {0};
	size_t slave_count = list_slaves(choices, count, &slaves);
	const struct alternative *best = choices[0];

	text_printf(&state, "auto\n%s\n", best->links[0].link);
	for (size_t i = 0; i < slave_count; i++)
		text_printf(&state, "%s\n%s\n", slaves[i].name, slaves[i].link);
	text_add_char(&state, '\n');
	for (size_t i = 0; i < count; i++) {
		if (choices[i]->priority > best->priority)
			best = choices[i];
		text_printf(&state, "%s\n%ld\n", choices[i]->links[0].path, choices[i]->priority);
		for (size_t j = 0; j < slave_count; j++) {
			const struct alternative_link *slave =
				link_named(choices[i], slaves[j].name);

			text_printf(&state, "%s\n", slave ? slave->path : "");
		}
	}
	text_add_char(&state, '\n');
	_cleanup_free_ char *path = xprintf("var/lib/dpkg/alternatives/%s", best->links[0].name);

	tree_put_file(tree, path, &state);
	for (size_t i = 0; i < best->count; i++) {
		const struct alternative_link *link = &best->links[i];
		_cleanup_free_ char *middle = xprintf("/etc/alternatives/%s", link->name);

		if (!tree_lookup(tree, link->path))
			continue;
		put_link(tree, middle, link->path);
		put_link(tree, link->link, middle);
	}
}

void alternatives_install(struct tree *tree, const struct alternative *alternatives, size_t count)
{
	_cleanup_free_ const struct alternative **choices = xalloc(count, sizeof *choices);
	size_t present = 0, end;

	for (size_t i = 0; i < count; i++)
		if (tree_lookup(tree, alternatives[i].links[0].path))
			choices[present++] = &alternatives[i];
	qsort(choices, present, sizeof *choices, compare_choices);
	for (size_t first = 0; first < present; first = end) {
		const char *name = choices[first]->links[0].name;

		end = first + 1;
		while (end < present && strcmp(choices[end]->links[0].name, name) == 0)
			end++;
		install_group(tree, choices + first, end - first);
	}
}
