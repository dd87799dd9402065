/* SPDX-License-Identifier: MIT */
/* exclusion: of what a target excludes, what somebody asks for is kept. */
#include "unit.h"

#include "lock/exclusion.h"
#include "madelock.h"

/* EXCLUDED has blanks between the names; what is kept must be WANTED, likewise. */
static void assert_keeps(
	const char *lock, const char *direct, const char *excluded, const char *wanted)
{
	_cleanup_free_ char *all = xprintf("lock-version = \"1.0\"\n%s", lock);
	_cleanup_free_ char *names = xstrdup(excluded);
	_cleanup_(text_free) struct text kept = {0};
	struct lock_target target = {.exclude = xalloc(10, sizeof(char *))};
	char *rest = names, *name;

	file_write("lock.toml", all, strlen(all));
	if (direct)
		file_write("r.in", direct, strlen(direct));
	while ((name = strsep(&rest, " ")))
		target.exclude[target.exclude_count++] = xstrdup(name);
	_cleanup_(lock_free) struct lock read = lock_read("lock.toml");

	exclusions_keep(&target, &read, direct ? "r.in" : NULL);
	for (size_t i = 0; i < target.exclude_count; i++)
		text_printf(&kept, "%s%s", i ? " " : "", target.exclude[i]);
	assert_string_equal(text_string(&kept), wanted);
	lock_target_free(&target);
}

static void what_is_asked_for_is_kept(void **state)
{
	(void)state;
	_cleanup_(text_free) struct text lock = {0}, ours = {0};

	made_package(&lock, "torch", "2", "[\"Triton>=3; python_version > '3'\"]");
	made_package(&lock, "six", "1", "[]");
	assert_keeps(text_string(&lock), NULL, "triton six numpy", "six triton");
	assert_keeps(text_string(&lock), "numpy[all]>=1\n-r other\n./path\n", "six numpy six",
		"numpy six");
	assert_keeps(text_string(&lock), "", "numpy", "");
	assert_keeps("packages = []\n", NULL, "numpy six", "");
	/* a package of a lock of ours that does not say what it requires */
	text_add_string(&ours, "tool.pylock-mk = {a = 1}\n");
	made_package(&ours, "torch", "2", NULL);
	assert_keeps(text_string(&ours), NULL, "zlib numpy", "numpy zlib");
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_asked_for_is_kept)};

	return run_in_directory(tests);
}
