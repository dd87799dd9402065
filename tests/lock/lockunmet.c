/* SPDX-License-Identifier: MIT */
/* lockunmet: what of the requirements does not hold in a lock. What holds is what packaging's
 * SpecifierSet says (tests/lock/lockgraph.c). */
#include "unit.h"

#include "madelock.h"

#include "lock/lockunmet.h"

static struct text made_lock(void)
{
	struct text lock = {0};

	made_package(&lock, "app", "1.0", "[\"lib[fast]>=2\", \"gone\"]");
	made_package(&lock, "lib", "1.5", "[\"speed<2 ; extra == \\\"fast\\\"\"]");
	made_package(&lock, "six", "1.17", NULL);
	made_package(&lock, "speed", "1.0", NULL);
	return lock;
}

/* What does not hold, or the keys of that. */
static void assert_unmet(const char *requirements, const char *constraints, const char *overrides,
	const char *provided, const char *texts, const char *keys)
{
	_cleanup_(text_free) struct text lock = made_lock(), text = {0}, key = {0};
	_cleanup_(lockgraph_free) struct lockgraph graph =
		made_graph(&lock, requirements, constraints, overrides);
	_cleanup_(stringlist_free) struct stringlist found = {0}, found_keys = {0};
	_cleanup_json_ json_t *json = json_loads(provided, 0, NULL);
	struct lockunmet_absent absent = {.provided = json};

	stringlist_add(&absent.excluded, xstrdup("left-out"));
	lockunmet(&graph, &absent, &found, &found_keys);
	list_join(&found, "\n", &text);
	list_join(&found_keys, "\n", &key);
	assert_string_equal(text_string(&text), texts);
	assert_string_equal(text_string(&key), keys);
	stringlist_free(&absent.excluded);
}

#define LIB "app 1.0: lib[fast]>=2 does not hold: the lock has lib 1.5"
#define GONE "app 1.0: gone does not hold: the lock does not have it"
#define KEYS "app 1.0: gone\napp 1.0: lib[fast]>=2"

static void lines_and_packages(void **state)
{
	(void)state;
	assert_unmet("six==1.17\napp\nleft-out\n", "", "", "{}", GONE "\n" LIB, KEYS);
	assert_unmet("six==1.16\nSIX>=1 ; os_name == 'nt'\n", "six<1.17\nnone<1\n", "", "{}",
		GONE "\n" LIB "\nr.in:1: six==1.16 does not hold: the lock has six 1.17\n"
		     "c.txt:1: six<1.17 does not hold: the lock has six 1.17",
		KEYS "\nrequirement: six==1.16\nconstraint: six<1.17");
	assert_unmet("six @ https://h/six-1.0-py3-none-any.whl\nnone @ https://h/n.whl\n", "", "",
		"{}",
		GONE "\n" LIB
		     "\nr.in:2: none @ https://h/n.whl does not hold: the lock does not have it",
		KEYS "\nrequirement: none @ https://h/n.whl");
}

static void overrides(void **state)
{
	(void)state;
	assert_unmet("app\n", "", "lib\ngone ; os_name == 'nt'\n", "{}", "", "");
	assert_unmet("app\n", "", "lib>=1.6\ngone\n", "{}",
		"o.txt:2: gone does not hold: the lock does not have it\n"
		"o.txt:1: lib>=1.6 does not hold: the lock has lib 1.5",
		"override: gone\noverride: lib>=1.6");
	assert_unmet("app\n", "", "lib>=1.6 ; os_name == 'nt'\nlib<2\ngone ; os_name == 'nt'\n",
		"{}", "", "");
}

static void what_the_base_has(void **state)
{
	(void)state;
	assert_unmet("app\ntorch>=2\n", "", "lib\n",
		"{\"gone\": {\"version\": \"7\"}, \"torch\": {\"version\": \"1.9\"}}",
		"r.in:2: torch>=2 does not hold: the base has torch 1.9", "requirement: torch>=2");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_and_packages),
		cmocka_unit_test(overrides),
		cmocka_unit_test(what_the_base_has),
	};

	return run_in_directory(tests);
}
