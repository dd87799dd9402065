/* SPDX-License-Identifier: MIT */
/* linkpath: where links lead in a tree that a table gives. */
#include "unit.h"

#include "layers/linkpath.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/text.h"

/* Names of directories end in a slash; those of links are followed by their target. */
static const char *const entries[][2] = {{"d/", NULL}, {"d/e/", NULL}, {"d/f", NULL},
	{"rel", "d/e"}, {"abs", "/d/f"}, {"up", "../../d"}, {"d/back", ".."}, {"loop", "loop"},
	{"dangling", "none/x"}, {"chain", "rel/../up"}};

static struct base_entry look(const void *context, const char *path)
{
	(void)context;
	for (size_t i = 0; i < sizeof entries / sizeof *entries; i++) {
		const char *name = entries[i][0];
		bool directory = ends_with(name, "/");
		size_t length = strlen(name) - directory;

		if (strlen(path) == length && strncmp(path, name, length) == 0)
			return (struct base_entry){.kind = directory       ? BASE_DIRECTORY
							   : entries[i][1] ? BASE_LINK
									   : BASE_FILE,
				.text = entries[i][1]};
	}
	return (struct base_entry){0};
}

static void leads(const char *path, enum linkpath_how how, const char *wanted)
{
	_cleanup_free_ char *found = linkpath_resolve(look, NULL, path, how);

	if (!found != !wanted)
		fail_msg("%s: %s", path, found ? found : "nothing");
	if (found)
		assert_string_equal(found, wanted);
}

static void links_are_followed(void **state)
{
	(void)state;
	leads("", LINKPATH_LAST, "");
	leads("/", LINKPATH_LAST, "");
	leads("//d/./e/", LINKPATH_LAST, "d/e");
	leads("rel", LINKPATH_LAST, "d/e");
	leads("rel", 0, "rel");
	leads("rel/", 0, "rel");
	leads("rel/..", 0, "d");
	leads("abs", LINKPATH_LAST, "d/f");
	leads("up/f", LINKPATH_LAST, "d/f");
	leads("d/back/d/back/rel/x", LINKPATH_LAST, "d/e/x");
	leads("chain", LINKPATH_LAST, "d/up");
	leads("../../d", LINKPATH_LAST, "d");
}

static void what_is_missing(void **state)
{
	(void)state;
	leads("none/../d", LINKPATH_LAST, "d");
	leads("dangling", LINKPATH_LAST, "none/x");
	leads("dangling", LINKPATH_LAST | LINKPATH_EXISTING, NULL);
	leads("none/../d", LINKPATH_LAST | LINKPATH_EXISTING, NULL);
	leads("d/f", LINKPATH_LAST | LINKPATH_EXISTING, "d/f");
	leads("dangling", LINKPATH_EXISTING, "dangling");
}

static void what_leads_nowhere(void **state)
{
	(void)state;
	char *longest = xprintf("%*s", 4096, "x");

	for (char *c = longest; *c == ' '; c++)
		*c = 'x';
	leads("loop", LINKPATH_LAST, NULL);
	leads("loop", 0, "loop");
	leads("d/f/x", LINKPATH_LAST, NULL);
	leads("d/f/..", LINKPATH_LAST, NULL);
	leads("abs/x", LINKPATH_LAST, NULL);
	leads(longest, LINKPATH_LAST, NULL);
	leads(longest + 1, LINKPATH_LAST, longest + 1);
	free(longest);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(links_are_followed),
		cmocka_unit_test(what_is_missing),
		cmocka_unit_test(what_leads_nowhere),
	};
	return run_unit(tests);
}
