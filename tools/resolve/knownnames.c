/* SPDX-License-Identifier: MIT */
#include "resolve/knownnames.h"

#include <dirent.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "lib/similar.h"
#include "lock/lockgraph.h"
#include "pypa/name.h"

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* LIST is sorted. */
static bool has(const struct stringlist *list, const char *name)
{
	return list->count && bsearch(&name, list->items, list->count, sizeof name, by_bytes);
}

void knownnames_add(struct knownnames *names, const char *name)
{
	stringlist_add(&names->there, name_normalize(name));
	stringlist_sort_unique(&names->there);
}

static void take_line(void *context, const struct requirementline *line)
{
	struct knownnames *names = context;

	if (line->requirement.name)
		stringlist_add(&names->asked, xstrdup(line->requirement.name));
}

void knownnames_add_lines(struct knownnames *names, const char *path, enum requirement_role role)
{
	const struct requirementlines_reader reader = {.context = names, .line = take_line};

	requirementlines_read(path, role, &reader, NULL);
	stringlist_sort_unique(&names->asked);
}

/* --- locks ------------------------------------------------------------------------------- */

static void add_lock(struct knownnames *names, const char *path)
{
	_cleanup_(lockgraph_free) struct lockgraph graph = lockgraph_read(path);

	lockgraph_connect(&graph);
	for (size_t i = 0; i < graph.lock.count; i++)
		stringlist_add(&names->there, xstrdup(graph.lock.packages[i].name));
	for (size_t i = 0; i < graph.edge_count; i++)
		stringlist_add(&names->asked, xstrdup(graph.edges[i].asked->name));
	stringlist_sort_unique(&names->there);
	stringlist_sort_unique(&names->asked);
}

/* Whether add_lock can read PATH. Another tool's lock would end this process with a message, so
 * that a child of it tries. */
static bool can_be_read(const char *path)
{
	pid_t child = fork();
	int status;

	if (child < 0)
		die(EXIT_SYSTEM, "cannot start a process:");
	if (child == 0) {
		int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
		struct knownnames names = {0};

		dup2(nowhere, STDERR_FILENO);
		add_lock(&names, path);
		_exit(EXIT_YES);
	}
	return waitpid(child, &status, 0) == child && status == 0;
}

static void add_beside(struct knownnames *names, const char *path)
{
	const char *own = file_name(path);
	_cleanup_free_ char *above = xstrndup(path, (size_t)(own - path));
	DIR *directory = opendir(*above ? above : ".");

	for (const struct dirent *entry; directory && (entry = readdir(directory));) {
		_cleanup_free_ char *other = xprintf("%s%s", above, entry->d_name);

		if (fnmatch("pylock.*.toml", entry->d_name, 0) == 0 &&
			strcmp(entry->d_name, own) != 0 && can_be_read(other))
			add_lock(names, other);
	}
	if (directory)
		closedir(directory);
}

void knownnames_add_locks(struct knownnames *names, const char *path)
{
	if (access(path, F_OK) == 0)
		add_lock(names, path);
	add_beside(names, path);
}

/* --- questions ----------------------------------------------------------------------------- */

bool knownnames_there(const struct knownnames *names, const char *name)
{
	return has(&names->there, name);
}

bool knownnames_asked(const struct knownnames *names, const char *name)
{
	return has(&names->asked, name);
}

char *knownnames_nearest(const struct knownnames *names, const char *name)
{
	_cleanup_(stringlist_free) struct stringlist near = {0};

	similar_add(name, &names->there, 1, &near);
	similar_add(name, &names->asked, 1, &near);
	if (near.count == 0)
		return NULL;
	_cleanup_(stringlist_free) struct stringlist nearest = {0};

	similar_add(name, &near, 1, &nearest);
	return xstrdup(nearest.items[0]);
}

void knownnames_free(struct knownnames *names)
{
	stringlist_free(&names->there);
	stringlist_free(&names->asked);
}
