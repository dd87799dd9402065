/* SPDX-License-Identifier: MIT */
#include "wheels/bubblewrap.h"

#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/die.h"

static void add(struct stringlist *words, const char *word)
{
	stringlist_add(words, xstrdup(word));
}

static void add_two(struct stringlist *words, const char *first, const char *second)
{
	add(words, first);
	add(words, second);
}

static void add_three(
	struct stringlist *words, const char *first, const char *second, const char *third)
{
	add_two(words, first, second);
	add(words, third);
}

/* What programs of this machine need: /usr, the links into it, the alternatives that its programs
 * are chosen by, and where the loader finds libraries. */
static void add_machine(struct stringlist *words)
{
	static const char *const tops[] = {
		"/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", NULL};
	static const char *const files[] = {
		"/etc/alternatives", "/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d"};
	char target[PATH_MAX];

	add_three(words, "--ro-bind", "/usr", "/usr");
	for (size_t i = 0; tops[i]; i++) {
		ssize_t length = readlink(tops[i], target, sizeof target - 1);

		if (length > 0) {
			target[length] = '\0';
			add_three(words, "--symlink", target, tops[i]);
		} else if (access(tops[i], F_OK) == 0) {
			add_three(words, "--ro-bind", tops[i], tops[i]);
		}
	}
	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		add_three(words, "--ro-bind-try", files[i], files[i]);
}

static void add_temporary(struct stringlist *words, uint64_t size, const char *directory)
{
	add(words, "--size");
	stringlist_add(words, xprintf("%llu", (unsigned long long)size));
	add_two(words, "--tmpfs", directory);
}

static void add_places(
	struct stringlist *words, const char *option, const struct stringlist *places)
{
	for (size_t i = 0; i < places->count; i++) {
		const char *equals = strrchr(places->items[i], '=');

		add(words, option);
		stringlist_add(
			words, xstrndup(places->items[i], (size_t)(equals - places->items[i])));
		add(words, equals + 1);
	}
}

static void add_variables(struct stringlist *words, const struct stringlist *variables)
{
	for (size_t i = 0; i < variables->count; i++) {
		const char *equals = strchr(variables->items[i], '=');

		add(words, "--setenv");
		stringlist_add(words,
			xstrndup(variables->items[i], (size_t)(equals - variables->items[i])));
		add(words, equals + 1);
	}
}

void bubblewrap_words(const struct confinement *confinement, int filter, struct stringlist *words)
{
	add_two(words, "bwrap", "--unshare-all");
	if (confinement->network)
		add(words, "--share-net");
	add_three(words, "--die-with-parent", "--new-session", "--clearenv");
	add_three(words, "--cap-drop", "ALL", "--seccomp");
	stringlist_add(words, xprintf("%d", filter));
	if (confinement->root)
		add_three(words, "--ro-bind", confinement->root, "/");
	else
		add_machine(words);
	/* As root in a namespace, a user that is root writes what /proc/sys lets root write. */
	add_two(words, "--proc", "/proc");
	add_two(words, "--remount-ro", "/proc");
	add_two(words, "--dev", "/dev");
	add_temporary(words, confinement->temporary, "/dev/shm");
	add_two(words, "--remount-ro", "/dev");
	add_temporary(words, confinement->temporary, "/tmp");
	add_temporary(words, confinement->temporary, "/build");
	add_places(words, "--bind", &confinement->writes);
	add_places(words, "--ro-bind", &confinement->reads);
	add_two(words, "--remount-ro", "/");
	add_variables(words, &confinement->variables);
	add_two(words, "--chdir", confinement->directory);
	add(words, "--");
}
