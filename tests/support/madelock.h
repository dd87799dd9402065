/* SPDX-License-Identifier: MIT */
/* madelock.h: a lock of made-up packages and requirements files beside it, for unit tests. */
#ifndef MADELOCK_H
#define MADELOCK_H

#include "lib/cleanup.h"
#include "lib/file.h"
#include "lock/lockgraph.h"

static const struct target made_target = {.python_major = 3, .python_minor = 11, .arch = "x86_64"};

/* NAME, VERSION and what it requires, an array as TOML has it, or NULL. */
static inline void made_package(
	struct text *lock, const char *name, const char *version, const char *requires)
{
	text_printf(lock,
		"[[packages]]\nname = \"%s\"\nversion = \"%s\"\nwheels = [{name = "
		"\"%s-%s-py3-none-any.whl\", path = \"x\", hashes = {sha256 = \"%064d\"}}]\n",
		name, version, name, version, 1);
	if (requires)
		text_printf(lock, "tool.pylock-mk = {requires = %s}\n", requires);
}

/* The graph of lock.toml, which is LOCK with the head that a lock has, and of the lines of
 * requirements, constraints and overrides. */
static inline struct lockgraph made_graph(const struct text *lock, const char *requirements,
	const char *constraints, const char *overrides)
{
	_cleanup_free_ char *all = xprintf("lock-version = \"1.0\"\n%s", text_string(lock));

	file_write("lock.toml", all, strlen(all));
	file_write("r.in", requirements, strlen(requirements));
	file_write("c.txt", constraints, strlen(constraints));
	file_write("o.txt", overrides, strlen(overrides));
	struct lockgraph graph = lockgraph_read("lock.toml");

	lockgraph_add_lines(&graph, "r.in", ROLE_REQUIREMENT, &made_target);
	lockgraph_add_lines(&graph, "c.txt", ROLE_CONSTRAINT, &made_target);
	lockgraph_add_lines(&graph, "o.txt", ROLE_OVERRIDE, &made_target);
	lockgraph_connect(&graph);
	return graph;
}

/* Runs TESTS, an array, in a directory that is removed; main returns it. */
#define run_in_directory(tests)                                                            \
	({                                                                                 \
		char _directory[] = "/tmp/unit-lock.XXXXXX";                               \
		int _status = 1;                                                           \
		if (mkdtemp(_directory) && chdir(_directory) == 0)                         \
			_status = run_unit(tests);                                         \
		for (const char *const *_name = (const char *const[]){"lock.toml", "r.in", \
			     "c.txt", "o.txt", NULL};                                      \
			*_name; _name++)                                                   \
			unlink(*_name);                                                    \
		rmdir(_directory);                                                         \
		_status;                                                                   \
	})

#endif
