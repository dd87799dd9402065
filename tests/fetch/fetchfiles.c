/* SPDX-License-Identifier: MIT */
/* fetchfiles: a file of a list gets into the store, or it is said why not. tests/fetch/fetch.t has
 * the many ways of failing. */
#include "unit.h"

#include <sys/stat.h>

#include "fetch/fetchfiles.h"
#include "lib/cleanup.h"
#include "server.h"

#define ANSWER(body) "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\n" body

static struct store store;

static int set_up(void **state)
{
	char root[] = "/tmp/pylock-unit-delivery.XXXXXX";

	(void)state;
	if (!mkdtemp(root))
		return 1;
	store = store_open(root);
	return 0;
}

static int tear_down(void **state)
{
	_cleanup_free_ char *command = xprintf("rm -rf %s", store.root);

	(void)state;
	store_close(&store);
	return system(command);
}

/* Delivers a file whose content is BYTES, from a server that gives ANSWER. */
static enum exit_status deliver_one(const char *bytes, const char *answer)
{
	struct unit_server server = unit_serve(1, &answer);
	const char *urls[] = {server.url};
	struct fetchlist_file file = {.digest = sha256_of(bytes, strlen(bytes)),
		.size = strlen(bytes),
		.filename = "a.whl",
		.urls = urls,
		.url_count = 1,
		.first = &file};
	const struct fetchlist list = {.files = &file, .count = 1};
	const struct download_options options = {.jobs = 1, .timeout = 2};
	enum exit_status status = fetchfiles(&list, &store, &options, true);

	unit_stop(&server);
	return status;
}

static void what_is_right_is_stored(void **state)
{
	(void)state;
	struct digest hello = sha256_of("hello", 5), empty = sha256_of("", 0);

	assert_int_equal(deliver_one("hello", ANSWER("hello")), EXIT_YES);
	assert_true(store_has(&store, &hello, NULL));
	assert_int_equal(deliver_one("hello", ""), EXIT_YES);
	assert_int_equal(deliver_one("", ""), EXIT_YES);
	assert_true(store_has(&store, &empty, NULL));
}

static void what_is_wrong_is_not(void **state)
{
	(void)state;
	struct digest world = sha256_of("world", 5), wrong = sha256_of("wrong", 5);

	assert_dies(EXIT_NO,
		"a.whl: http://127.0.0.1:", exit((int)deliver_one("world", ANSWER("wrong"))));
	assert_dies(EXIT_NO, wrong.hex, exit((int)deliver_one("world", ANSWER("wrong"))));
	assert_dies(EXIT_NO, "received more than its 4 bytes",
		exit((int)deliver_one("worl", ANSWER("world"))));
	assert_dies(
		EXIT_SYSTEM, "2 bytes remaining", exit((int)deliver_one("world", ANSWER("wor"))));
	assert_false(store_has(&store, &world, NULL));
	assert_false(store_has(&store, &wrong, NULL));
}

static void nothing_is_no_work(void **state)
{
	(void)state;
	const struct fetchlist list = {0};
	const struct download_options options = {.jobs = 1, .timeout = 2};

	assert_int_equal(fetchfiles(&list, &store, &options, true), EXIT_YES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_right_is_stored),
		cmocka_unit_test(what_is_wrong_is_not),
		cmocka_unit_test(nothing_is_no_work),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
