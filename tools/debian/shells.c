/* SPDX-License-Identifier: MIT */
#include "debian/shells.h"

#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"

enum { MAX_SHELLS = 1 << 16 };

static const char template[] = "usr/share/debianutils/shells",
		  directory[] = "usr/share/debianutils/shells.d";

/* Adds SHELL to the lines of SHELLS unless it is one of them. */
static void add_shell(struct text *shells, const char *shell)
{
	_cleanup_free_ char *line = xprintf("\n%s\n", shell),
			    *lines = xprintf("\n%s", text_string(shells));

	if (!strstr(lines, line))
		text_printf(shells, "%s\n", shell);
}

static void add_shells(const struct tree *tree, const struct tree_node *file, struct text *shells)
{
	struct text text = tree_read(file, MAX_SHELLS);
	_cleanup_free_ char *content = text_take(&text);
	char *rest = content, *line;

	while ((line = strsep(&rest, "\n"))) {
		line[strcspn(line, "#")] = '\0';
		const char *slash = strrchr(line, '/');

		if (!slash)
			continue;
		add_shell(shells, line);
		_cleanup_free_ char *parent = xstrndup(line, (size_t)(slash - line));
		_cleanup_free_ char *real = tree_resolve(tree, parent, true);
		_cleanup_free_ char *shell = real ? xprintf("/%s%s", real, slash) : NULL;

		if (shell)
			add_shell(shells, shell);
	}
}

void shells_update(struct tree *tree)
{
	const struct tree_node *first = tree_find(tree, template);
	size_t count;
	_cleanup_free_ struct tree_node **files = tree_list_directory(tree, directory, &count);
	_cleanup_(text_free) struct text shells = {0}, listed = {0};

	if (!first || first->type != TAR_FILE)
		return;
	add_shells(tree, first, &shells);
	for (size_t i = 0; i < count; i++)
		if (files[i]->type == TAR_FILE)
			add_shells(tree, files[i], &shells);
	text_printf(&listed, "# /etc/shells: valid login shells\n%s", text_string(&shells));
	tree_put_file(tree, "etc/shells", &listed);
	tree_put_file(tree, "var/lib/shells.state", &shells);
}
