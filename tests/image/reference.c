/* SPDX-License-Identifier: MIT */
/* reference: what docker's own reader of references says of them. */
#include "unit.h"

#include "image/reference.h"

static char long_name[300];

static const char *a_long(size_t length)
{
	memset(long_name, 'a', length);
	long_name[length] = '\0';
	return long_name;
}

static void names(void **state)
{
	(void)state;
	const char *const good[] = {
		"a", "my-app", "a--b", "a_b", "a__b", "a.b", "team/app", "1/2", "a/b-c/d.e"};
	const char *const bad[] = {"", "A", "a..b", "a___b", "-a", "a-", "a/", "/a", "a//b", "a b",
		"a.", "a._b", "\xc3\xa9", "a\n", "a:b"};

	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_null(reference_name(good[i]));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_non_null(reference_name(bad[i]));
	assert_null(reference_name(a_long(255)));
	assert_non_null(reference_name(a_long(256)));
}

static void repositories(void **state)
{
	(void)state;
	const char *const good[] = {"team/app", "app", "registry.example/team/app", "localhost/app",
		"localhost:5000/app", "127.0.0.1:5000/app", "[::1]:5000/app",
		"Registry.Example:5000/a/b", "HOST:1/a"};
	const char *const bad[] = {"", "registry.example/", "registry.example/App", "app:v1",
		"registry.example/app:v1", "registry.example:port/app", "docker://a/b",
		"https://a.b/c", "a b", "a.b/c d", "registry.example//app", "HOST/a", "a@sha256:0",
		"user:secret@registry.example/app"};

	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		if (reference_repository(good[i]))
			fail_msg("%s: %s", good[i], reference_repository(good[i]));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (!reference_repository(bad[i]))
			fail_msg("%s: is taken", bad[i]);
	assert_null(strstr(reference_repository("user:secret@registry.example/app"), "secret"));
}

static void tags(void **state)
{
	(void)state;
	const char *const good[] = {"latest", "v1.2-3_4", "_x", "1", "A"};
	const char *const bad[] = {"", ".a", "-a", "a b", "a:b", "a/b", "a+b", "\xc3\xa9"};

	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		assert_null(reference_tag(good[i]));
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_non_null(reference_tag(bad[i]));
	assert_null(reference_tag(a_long(128)));
	assert_non_null(reference_tag(a_long(129)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names), cmocka_unit_test(repositories), cmocka_unit_test(tags)};
	return run_unit(tests);
}
