/* SPDX-License-Identifier: MIT */
/* debianowner: who is asked for a file's package, and what is believed. */
#include "unit.h"

#include <sys/stat.h>

#include "wheels/debianowner.h"

#include "lib/cleanup.h"
#include "lib/file.h"

static struct store store;
static struct debianowner_search search = {
	.store = &store, .program = "./asked", .suite = "trixie", .arch = "arm64"};

/* From now on the program prints TEXT and ends with STATUS. */
static void answers(const char *text, int status)
{
	_cleanup_free_ char *program =
		xprintf("#!/bin/sh\necho \"$*\" >>questions\nprintf '%s'\nexit %d\n", text, status);

	file_write("asked", program, strlen(program));
	assert_int_equal(chmod("asked", S_IRWXU), 0);
	unlink("questions");
}

static void finds(const char *path, const char *package)
{
	_cleanup_free_ char *found = debianowner_find(&search, path);

	if (package)
		assert_string_equal(found, package);
	else
		assert_null(found);
}

static void asks_once(void **state)
{
	(void)state;
	answers("bin/a a-bin\n", 0);
	finds("bin/a", "a-bin");
	_cleanup_(text_free) struct text questions = file_read("questions", 1000);

	assert_string_equal(
		text_string(&questions), "--owners --suite trixie --arch arm64 bin/a\n");
	answers("bin/a b-bin\n", 0);
	finds("bin/a", "a-bin");
	assert_int_not_equal(access("questions", F_OK), 0);
	search.suite = "bookworm";
	finds("bin/a", "b-bin");
	search.suite = "trixie";
}

static void remembers_that_nobody_has_it(void **state)
{
	(void)state;
	answers("", 0);
	finds("bin/none", NULL);
	answers("bin/none x-y\n", 0);
	finds("bin/none", NULL);
}

static void remembers_no_failure(void **state)
{
	(void)state;
	answers("bin/c c-bin\n", 1);
	finds("bin/c", NULL);
	answers("bin/c c-bin\n", 0);
	finds("bin/c", "c-bin");
}

static void believes_names_of_packages(void **state)
{
	(void)state;
	answers("bin/d $(id)\n", 0);
	finds("bin/d", NULL);
	answers("bin/e -e\n", 0);
	finds("bin/e", NULL);
	answers("bin/f A\n", 0);
	finds("bin/f", NULL);
	answers("bin/g\tlibg++1.0-dev", 0);
	finds("bin/g", "libg++1.0-dev");
}

static void needs_nobody(void **state)
{
	(void)state;
	answers("x x-y\n", 0);
	search.offline = true;
	finds("bin/offline", NULL);
	search.offline = false;
	finds("bin/pg_config", "libpq-dev");
	assert_int_not_equal(access("questions", F_OK), 0);
}

int main(void)
{
	char directory[] = "/tmp/debianowner.XXXXXX";
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(asks_once),
		cmocka_unit_test(remembers_that_nobody_has_it),
		cmocka_unit_test(remembers_no_failure),
		cmocka_unit_test(believes_names_of_packages),
		cmocka_unit_test(needs_nobody),
	};

	if (!mkdtemp(directory) || chdir(directory) < 0)
		return 1;
	setenv("XDG_STATE_HOME", directory, 1);
	store = store_open("store");
	int status = run_unit(tests);
	_cleanup_free_ char *remove = xprintf("rm -r %s", directory);

	store_close(&store);
	return system(remove) ? 1 : status;
}
