/* SPDX-License-Identifier: MIT */
/* policypages: where a project's pages are, by the policy. */
#include "unit.h"

#include "fetch/policypages.h"
#include "lib/cleanup.h"
#include "scratch.h"

static void pages(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_(policy_free) struct policy policy = policy_read(scratch_write(&scratch, "p.json",
		"{\"indexes\": {\"default\": {\"url\": \"http://a/simple/\", \"mirrors\": "
		"[\"https://b/x\"]}, \"bad\": {\"url\": \"ftp://a\"}, \"here\": {\"url\": "
		"\"file:///a\"}, \"worse\": {\"url\": "
		"\"http://a\", "
		"\"mirrors\": [7]}, \"none\": {}}}"));
	_cleanup_(stringlist_free) struct stringlist found =
		policy_pages(&policy, "default", "demo");

	assert_int_equal(found.count, 2);
	assert_string_equal(found.items[0], "http://a/simple/demo/");
	assert_string_equal(found.items[1], "https://b/x/demo/");
	_cleanup_(stringlist_free) struct stringlist here = policy_pages(&policy, "here", "demo");

	assert_string_equal(here.items[0], "file:///a/demo/index.html");
	assert_dies(EXIT_NO, "demo: it comes from index 'other', which the policy does not have",
		policy_pages(&policy, "other", "demo"));
	assert_dies(EXIT_NO, "index 'bad': not an http or https URL",
		policy_pages(&policy, "bad", "demo"));
	assert_dies(EXIT_NO, "index 'worse': not an http or https URL",
		policy_pages(&policy, "worse", "demo"));
	assert_dies(EXIT_NO, "index 'none': .url: missing", policy_pages(&policy, "none", "demo"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pages),
	};
	return run_unit(tests);
}
