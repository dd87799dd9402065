/* SPDX-License-Identifier: MIT */
/* filehash: a file whose index gives no SHA-256 is fetched once. tests/mk/unhashed.t does so with
 * resolvers. */
#include "unit.h"

#include "lib/json.h"
#include "resolve/filehash.h"
#include "scratch.h"
#include "server.h"

#define ANSWER(body) "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\n" body
#define HELLO "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"

static const char *const hello = ANSWER("hello"), *const howdy = ANSWER("howdy");

/* What is asked for: a file at URL, of which its page gives HASHES (JSON). */
struct question {
	const struct store *store;
	const char *url, *hashes, *upgrade;
};

static char *learn(const struct question *question)
{
	_cleanup_(policy_free) struct policy policy = {.path = "p", .json = json_object()};
	_cleanup_(stringlist_free) struct stringlist upgrade = {0};
	const struct filehash filehash = {&policy, question->store, &upgrade};
	struct resolved_release resolved = {.name = "demo", .version = "1.0"};
	struct release release = {.resolved = &resolved, .index = "default"};
	_cleanup_(project_free) struct project files = project_begin("demo");
	json_t *hashes = json_loads(question->hashes, 0, NULL);

	if (question->upgrade)
		stringlist_add(&upgrade, xstrdup(question->upgrade));
	project_add_entry(&files, json_pack("{s:s, s:s, s:o}", "filename", "demo-1.0.tar.gz", "url",
					  question->url, "hashes", hashes));
	const struct filehash_wanted wanted = {&release, files.files[0]};
	enum exit_status status = filehash_learn(&filehash, &wanted, 1);

	if (status != EXIT_YES)
		return xprintf("%d", (int)status);
	_cleanup_free_ char *path = store_path(question->store, &(struct digest){HELLO});

	return xprintf("%s %lld%s%s", files.files[0]->sha256,
		json_integer_value(json_object_get(files.files[0]->entry, "size")),
		filehash_is_known(files.files[0]) ? "" : " not known",
		strcmp(files.files[0]->path, path) == 0 ? "" : " elsewhere");
}

static void assert_learns(const struct question *question, const char *wanted)
{
	_cleanup_free_ char *found = learn(question);

	assert_string_equal(found, wanted);
}

static void once(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_(store_close) struct store store = store_open(scratch.path);
	struct unit_server server = unit_server_with(hello);
	struct question question = {&store, server.url, "{}", "other"};

	assert_learns(&question, HELLO " 5");
	unit_stop(&server); /* nobody is asked any more */
	assert_learns(&question, HELLO " 5");
	question.hashes = "{\"md5\": \"5d41402abc4b2a76b9719d911017c592\"}";
	assert_learns(&question, "3"); /* it may be another */
}

static void again(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_(store_close) struct store store = store_open(scratch.path);
	struct unit_server server = unit_server_with(hello, howdy);
	struct question question = {&store, server.url, "{}", "demo"};
	_cleanup_free_ char *second = NULL;

	assert_learns(&question, HELLO " 5");
	second = learn(&question);
	assert_null(strstr(second, HELLO));
	assert_non_null(strstr(second, "elsewhere"));
	unit_stop(&server);
}

static void what_its_page_says_is_the_same_for_ever(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_(store_close) struct store store = store_open(scratch.path);
	struct unit_server server = unit_server_with(hello);
	struct question question = {
		&store, server.url, "{\"md5\": \"5d41402abc4b2a76b9719d911017c592\"}", ":all:"};

	assert_learns(&question, HELLO " 5");
	unit_stop(&server);
	assert_learns(&question, HELLO " 5");
}

static void what_is_another(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_(store_close) struct store store = store_open(scratch.path);
	struct unit_server server = unit_server_with(howdy);
	struct question question = {
		&store, server.url, "{\"md5\": \"5d41402abc4b2a76b9719d911017c592\"}", NULL};

	assert_learns(&question, "1");
	unit_stop(&server);
	question.store = &(struct store){0};
	assert_learns(&question, "1");
}

static void which_are_known(void **state)
{
	(void)state;
	struct project_file file = {.sha256 = HELLO};

	assert_true(filehash_is_known(&file));
	file.sha256[63] = 'g';
	assert_false(filehash_is_known(&file));
	file.sha256[63] = '\0';
	assert_false(filehash_is_known(&file));
	file.sha256[0] = '\0';
	assert_false(filehash_is_known(&file));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(once),
		cmocka_unit_test(again),
		cmocka_unit_test(what_its_page_says_is_the_same_for_ever),
		cmocka_unit_test(what_is_another),
		cmocka_unit_test(which_are_known),
	};
	return run_unit(tests);
}
