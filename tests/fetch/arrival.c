/* SPDX-License-Identifier: MIT */
/* arrival: a file of an unknown SHA-256 gets into the store, or it is said what is wrong with it.
 * tests/fetch/fetchurl.t has the ways in which downloads fail. */
#include "unit.h"

#include "fetch/arrival.h"
#include "lib/cleanup.h"
#include "lib/json.h"
#include "scratch.h"
#include "server.h"

#define ANSWER(fields, body) "HTTP/1.1 200 OK\r\nConnection: close\r\n" fields "\r\n" body
#define HELLO "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"

/* What is known of the file besides. */
struct known {
	const char *hashes; /* JSON, or NULL */
	uint64_t size, limit;
};

/* Returns what arrived, or why nothing did. */
static char *arrive(const char *answer, struct known known)
{
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_(store_close) struct store store = store_open(scratch.path);
	struct unit_server server = unit_server_with(answer);
	_cleanup_json_ json_t *hashes = known.hashes ? json_loads(known.hashes, 0, NULL) : NULL;
	_cleanup_(arrival_free) struct arrival arrival = {.url = server.url,
		.index = "default",
		.store = &store,
		.limit = known.limit ? known.limit : 100,
		.size = known.size ? known.size : DOWNLOAD_UNKNOWN,
		.hashes = hashes,
		.limits = {.jobs = 1, .timeout = 5}};
	struct transfer *transfers[] = {&arrival.transfer};

	arrival_begin(&arrival);
	download_all(transfers, 1, &arrival.limits, NULL, NULL);
	unit_stop(&server);
	if (arrival.transfer.status != EXIT_YES)
		return xprintf("%d: %s", (int)arrival.transfer.status,
			strrchr(text_string(&arrival.transfer.reason), '/') + 3);
	assert_true(store_has(&store, &arrival.digest, NULL));
	return xprintf("%s %ju", arrival.digest.hex, (uintmax_t)arrival.length);
}

static void assert_arrives(const char *answer, struct known known, const char *wanted)
{
	_cleanup_free_ char *found = arrive(answer, known);

	assert_string_equal(found, wanted);
}

static void what_is_right(void **state)
{
	(void)state;
	static const char answer[] = ANSWER("Content-Length: 5\r\n", "hello");

	assert_arrives(answer, (struct known){0}, HELLO " 5");
	assert_arrives(answer, (struct known){.size = 5, .limit = 5}, HELLO " 5");
	assert_arrives(answer,
		(struct known){.hashes =
				       "{\"md5\": \"5D41402ABC4B2A76B9719D911017C592\", \"sha1\": "
				       "\"aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d\"}"},
		HELLO " 5");
	assert_arrives(
		answer, (struct known){.hashes = "{\"crc32\": \"00\", \"x\": 7}"}, HELLO " 5");
}

static void what_is_not(void **state)
{
	(void)state;
	static const char answer[] = ANSWER("Content-Length: 5\r\n", "hello");
	static const char endless[] = ANSWER("", "hello");

	assert_arrives(answer,
		(struct known){.hashes = "{\"md5\": \"5d41402abc4b2a76b9719d911017c593\"}"},
		"1: has another md5 than the 5d41402abc4b2a76b9719d911017c593 that its page "
		"gives");
	assert_arrives(answer, (struct known){.hashes = "{\"sha256\": \"abc\"}"},
		"1: has another sha256 than the abc that its page gives");
	assert_arrives(answer, (struct known){.size = 6}, "1: has 5 bytes, and its page says 6");
	assert_arrives(answer, (struct known){.limit = 4},
		"1: more than the 4 bytes of which a file may be");
	assert_arrives(endless, (struct known){.limit = 4},
		"1: more than the 4 bytes of which a file may be");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_right),
		cmocka_unit_test(what_is_not),
	};
	return run_unit(tests);
}
