/* SPDX-License-Identifier: MIT */
/* fixture.h: a directory of the test's own to work in, and a shell to fill it and to ask other
 * tools. */
#ifndef FIXTURE_H
#define FIXTURE_H

#include <sys/utsname.h>

#include "layers/tree.h"
#include "lib/cleanup.h"
#include "lib/file.h"
#include "lib/machine.h"
#include "lib/text.h"
#include "unit.h"

/* Ends main: runs the tests in a new, empty directory, which is removed afterwards. */
#define run_in_directory(tests) (fixture_enter(), fixture_leave(run_unit(tests)))

static char fixture_directory[] = "/tmp/pylock-unit.XXXXXX";

static inline void fixture_enter(void)
{
	if (setenv("LC_ALL", "C.UTF-8", 1) < 0 || setenv("TZ", "UTC", 1) < 0 ||
		!mkdtemp(fixture_directory) || chdir(fixture_directory) < 0)
		abort();
}

static inline int fixture_leave(int failed)
{
	char command[100];

	snprintf(command, sizeof command, "chmod -R u+w %s; rm -rf %s", fixture_directory,
		fixture_directory);
	return system(command) | failed;
}

/* Runs SCRIPT, which must succeed, and returns what it prints. */
static inline struct text shell(const char *script)
{
	struct text out = {0};
	FILE *pipe = popen(script, "r");
	int c;

	while ((c = getc(pipe)) != EOF)
		text_add_char(&out, (char)c);
	if (pclose(pipe) != 0)
		fail_msg("%s failed", script);
	return out;
}

static inline void shell_do(const char *script)
{
	struct text out = shell(script);

	text_free(&out);
}

/* A file of the tree with that content. */
static inline void put_text(struct tree *tree, const char *path, const char *content)
{
	struct text text = {0};

	text_add_string(&text, content);
	tree_put_file(tree, path, &text);
	text_free(&text);
}

static inline void assert_text(const struct tree *tree, const char *path, const char *wanted)
{
	const struct tree_node *node = tree_find(tree, path);

	if (!node || node->type != TAR_FILE)
		fail_msg("%s is not there", path);
	struct text text = tree_read(node, 1 << 20);

	assert_string_equal(text_string(&text), wanted);
	text_free(&text);
}

static inline void assert_link(const struct tree *tree, const char *path, const char *wanted)
{
	const struct tree_node *node = tree_find(tree, path);

	if (!node || node->type != TAR_SYMLINK)
		fail_msg("%s is no link", path);
	assert_string_equal(node->link, wanted);
}

/* The file PATH of this machine becomes a file of the tree. */
static inline struct tree_node *put_host_file(struct tree *tree, const char *path, const char *from)
{
	struct text content = file_read(from, 64 << 20);

	tree_put_file(tree, path, &content);
	text_free(&content);
	return tree_find(tree, path);
}

/* The machine that runs the tests. */
static inline const struct machine *this_machine(void)
{
	struct utsname name;

	return uname(&name) == 0 && strcmp(name.machine, "aarch64") == 0 ? machine_find("arm64")
									 : machine_find("amd64");
}

#endif
