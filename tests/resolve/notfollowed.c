/* SPDX-License-Identifier: MIT */
/* notfollowed: what of requirements files is not followed, and what is to be written. */
#include "unit.h"

#include "lib/cleanup.h"
#include "resolve/notfollowed.h"

static const char policy_text[] =
	"{\"indexes\": {\"default\": {\"url\": \"https://a.example/simple\"},"
	" \"extra\": {\"url\": \"https://b.example/simple/\"}}, \"packages\": [], \"prefer\": []}";

static void say(const char *word)
{
	const struct requirementline line = {.path = "r.in", .number = 7};
	struct policy policy = {"policy.json", json_loads(policy_text, 0, NULL)};
	const char *value;
	const struct fileoption *option = fileoption_find(word, &value);

	notfollowed_option(&line, option, value, &policy);
	json_decref(policy.json);
}

static void knows_its_indexes(void **state)
{
	(void)state;
	say("--index-url=https://a.example/simple");
	say("--index-url=https://a.example/simple/");
	say("--extra-index-url=https://b.example/simple");
	say("--extra-index-url=https://a.example/simple");
	say("--no-binary=a");
	say("--only-binary=:all:");
	say("--require-hashes");
	assert_dies(EXIT_NO,
		"r.in:7: --index-url is not followed: write PYLOCK_INDEX_URL := "
		"https://b.example/simple into",
		say("--index-url=https://b.example/simple"));
	assert_dies(EXIT_NO, "PYLOCK_INDEX_URL.extra := https://c.example/simple and",
		say("--extra-index-url=https://c.example/simple"));
}

static void locate(const char *text)
{
	const struct requirementline line = {.path = "r.in", .number = 7};
	struct directreference reference;

	assert_null(directreference_parse(text, &reference));
	notfollowed_location(&line, &reference);
	directreference_free(&reference);
}

static void shows_no_secret(void **state)
{
	(void)state;
	assert_dies(EXIT_NO, "PYLOCK_INDEX_URL := https://c.example/simple into",
		say("-ihttps://user:secret@c.example/simple"));
	assert_dies(EXIT_NO,
		"r.in:7: a URL with credentials is not followed: write it without them",
		locate("git+https://user:secret@c.example/x"));
}

static void says_what_to_write(void **state)
{
	const struct {
		const char *word, *advice;
	} cases[] = {
		{"--find-links=wheels", "PYLOCK_INDEX.<package>"},
		{"--no-index", "PYLOCK_INDEX.<package>"},
		{"--pre", "name>=2.0rc1"},
		{"--prefer-binary", "PYLOCK_PREFER_BINARY := all"},
		{"--trusted-host=h", "begins with http:"},
		{"--use-feature=x", "for pip alone"},
		{"--config-settings=a=b", "PYLOCK_BUILD_ENV.<package>"},
		{"--global-option=x", "PYLOCK_BUILD_ENV.<package>"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_dies(EXIT_NO, cases[i].advice, say(cases[i].word));
}

static void follows_what_can_be_fetched(void **state)
{
	static const char *const good[] = {"./wheels/a-1-py3-none-any.whl", ".",
		"https://a.example/a-1.tar.gz", "git+ssh://git@a.example/x@v1",
		"a @ file:///srv/lib"};

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		locate(good[i]);
	assert_dies(EXIT_NO,
		"r.in:7: a URL that is no file and no Git repository is not followed: name",
		locate("hg+https://a.example/x"));
	assert_dies(EXIT_NO, "a variable in a URL is not followed: write the URL without it",
		locate("https://a.example/${TOKEN}/a.whl"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_its_indexes),
		cmocka_unit_test(shows_no_secret),
		cmocka_unit_test(says_what_to_write),
		cmocka_unit_test(follows_what_can_be_fetched),
	};

	return run_unit(tests);
}
