/* SPDX-License-Identifier: MIT */
#include "publish/pushplan.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"

enum { LARGEST = 1 << 20 };

/* The word that the plan has for the blob; NULL when it has none. Owned by LINES. */
static const char *word_of(const struct stringlist *lines, const struct digest *digest)
{
	_cleanup_free_ char *start = xprintf("sha256:%s ", digest->hex);

	for (size_t i = 0; i < lines->count; i++)
		if (starts_with(lines->items[i], start))
			return lines->items[i] + strlen(start);
	return NULL;
}

/* Whether the shell takes WORD as it is, and the command not for an option. */
static bool is_safe(const char *word)
{
	return *word && *word != '-' &&
	       strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
			    "0123456789._/-") == strlen(word);
}

static struct stringlist read_lines(const char *path, char **command)
{
	_cleanup_(text_free) struct text text = file_read(path, LARGEST);
	struct stringlist lines = {0};
	char *rest = text.bytes;

	*command = xstrdup(rest ? strsep(&rest, "\n") : "");
	for (char *line; rest && (line = strsep(&rest, "\n"));)
		stringlist_add(&lines, xstrdup(line));
	return lines;
}

static void run(const char *path, const char *command)
{
	int status;
	pid_t child = fork();

	if (child < 0)
		die(EXIT_SYSTEM, "cannot start a shell:");
	if (child == 0) {
		dup2(STDERR_FILENO, STDOUT_FILENO);
		execl("/bin/sh", "sh", "-c", command, (char *)NULL);
		_exit(127);
	}
	if (waitpid(child, &status, 0) < 0)
		die(EXIT_SYSTEM, "cannot wait for a shell:");
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		die(EXIT_NO, "%s: its command failed, so that nothing is pushed", path);
}

void pushplan_make(const char *path, struct push_set *set, const bool *wanted)
{
	_cleanup_free_ char *command = NULL;
	_cleanup_(stringlist_free) struct stringlist lines = read_lines(path, &command);
	_cleanup_(text_free) struct text whole = {0};

	text_add_string(&whole, command);
	for (size_t i = 0; i < set->blob_count; i++) {
		const char *word = wanted[i] ? word_of(&lines, &set->blobs[i].digest) : NULL;

		if (!wanted[i])
			continue;
		if (!word || !is_safe(word))
			die(EXIT_NO, "%s: it does not say how sha256:%s is made", path,
				set->blobs[i].digest.hex);
		text_printf(&whole, " %s", word);
	}
	run(path, text_string(&whole));
	push_set_look(set);
	for (size_t i = 0; i < set->blob_count; i++)
		if (wanted[i] && set->blobs[i].absent)
			die(EXIT_NO,
				"sha256:%s: what is made now is not that: remove its line from "
				"layers.<target>.lock and make the image again",
				set->blobs[i].digest.hex);
}
