/* SPDX-License-Identifier: MIT */
/* remotefile: parts of a file, as servers give them; tests/resolve/filemetadata.t reads archives.
 */
#include "unit.h"

#include "lib/cleanup.h"
#include "resolve/remotefile.h"
#include "scratch.h"
#include "server.h"

#define PART(range, body)                                                                     \
	"HTTP/1.1 206 Partial Content\r\nConnection: close\r\nContent-Range: " range "\r\n\r" \
	"\n" body
#define ANSWER(status, body) "HTTP/1.1 " status "\r\nConnection: close\r\n\r\n" body

struct world {
	struct scratch scratch;
	struct policy policy;
};

static struct world world_make(void)
{
	struct world world = {.scratch = scratch_make()};

	world.policy = policy_read(scratch_write(&world.scratch, "p.json",
		"{\"indexes\": {\"default\": {\"url\": \"http://h\", \"retries\": 0}}}"));
	return world;
}

static void world_free(struct world *world)
{
	policy_free(&world->policy);
	scratch_remove(&world->scratch);
}

static struct remotefile open_at(
	const struct world *world, const struct unit_server *server, size_t tail)
{
	return remotefile_open(&world->policy, "default", server->url, tail, 100);
}

static void assert_bytes(struct remotefile *file, uint64_t offset, const char *wanted)
{
	char bytes[16] = {0};
	size_t length = strlen(wanted);

	remotefile_want(file, offset, length);
	assert_int_equal(pread(fileno(file->file), bytes, length, (off_t)offset), length);
	assert_string_equal(bytes, wanted);
}

static void fetches_what_is_wanted(void **state)
{
	(void)state;
	_cleanup_(world_free) struct world world = world_make();
	struct unit_server server =
		unit_server_with(PART("bytes 7-9/10", "789"), PART("bytes 1-2/10", "12"),
			PART("bytes 3-6/10", "3456"), PART("bytes 0-0/10", "0"));
	_cleanup_(remotefile_close) struct remotefile file = open_at(&world, &server, 3);

	assert_int_equal(file.size, 10);
	assert_bytes(&file, 8, "89");
	assert_bytes(&file, 1, "12");
	assert_bytes(&file, 2, "23456789");
	assert_bytes(&file, 0, "0123456789");
	remotefile_want(&file, 9, 2); /* behind the end: whoever reads it finds that out */
	remotefile_want(&file, 11, SIZE_MAX);
	assert_non_null(strstr(server.requests, "Range: bytes=-3\r\n"));
	assert_non_null(strstr(server.requests, "Range: bytes=1-9\r\n"));
	assert_non_null(strstr(server.requests, "Range: bytes=3-9\r\n"));
	assert_non_null(strstr(server.requests, "Range: bytes=0-9\r\n"));
	unit_stop(&server);
}

static void takes_the_whole(void **state)
{
	(void)state;
	_cleanup_(world_free) struct world world = world_make();
	struct unit_server server =
		unit_server_with(ANSWER("200 OK", "0123"), ANSWER("200 OK", "0123"));

	for (size_t tail = 0; tail < 4; tail += 3) {
		_cleanup_(remotefile_close) struct remotefile file = open_at(&world, &server, tail);

		assert_int_equal(file.size, 4);
		assert_bytes(&file, 0, "0123");
	}
	assert_null(strstr(strstr(server.requests, "\r\n\r\n"), "bytes=0"));
	unit_stop(&server);
}

static void says_what_the_index_does_not_give(void **state)
{
	(void)state;
	_cleanup_(world_free) struct world world = world_make();
	struct unit_server server =
		unit_server_with(ANSWER("403 Forbidden", ""), ANSWER("404 Not Found", ""));
	_cleanup_(remotefile_close) struct remotefile file = open_at(&world, &server, 3);

	assert_non_null(strstr(file.failure, "HTTP status 403"));
	assert_true(file.refused);
	assert_null(file.file);
	assert_dies(EXIT_NO, "HTTP status 404", open_at(&world, &server, 3));
	unit_stop(&server);
	_cleanup_(remotefile_close) struct remotefile none =
		remotefile_open(&world.policy, "default", "http://127.0.0.1:1/f", 3, 100);

	assert_non_null(none.failure);
	assert_false(none.refused);
}

static void refuses_other_parts(void **state)
{
	static const char *const first[] = {PART("bytes 7-9/x", "789"), PART("lines 7-9/10", "7"),
		PART("bytes 9-7/10", "789"), PART("bytes 7-10/10", "789"),
		PART("bytes 7-9/10", "7890"), PART("", "789"),
		PART("bytes 7-9/99999999999999", "789")};
	static const char *const next[] = {ANSWER("200 OK", "0123456789"),
		PART("bytes 0-9/11", "0123456789"), PART("bytes 1-9/10", "123456789"),
		PART("bytes 0-9/10", ""), ANSWER("404 Not Found", "")};

	(void)state;
	for (size_t i = 0; i < sizeof first / sizeof *first; i++) {
		_cleanup_(world_free) struct world world = world_make();
		struct unit_server server = unit_serve(1, &first[i]);

		assert_dies(EXIT_NO, "gives other parts of files", open_at(&world, &server, 3));
		unit_stop(&server);
	}
	for (size_t i = 0; i < sizeof next / sizeof *next; i++) {
		_cleanup_(world_free) struct world world = world_make();
		struct unit_server server = unit_server_with(PART("bytes 7-9/10", "789"), next[i]);
		_cleanup_(remotefile_close) struct remotefile file = open_at(&world, &server, 3);

		assert_dies(EXIT_NO, "gives no parts of files", remotefile_want(&file, 0, 2));
		unit_stop(&server);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fetches_what_is_wanted),
		cmocka_unit_test(takes_the_whole),
		cmocka_unit_test(says_what_the_index_does_not_give),
		cmocka_unit_test(refuses_other_parts),
	};
	return run_unit(tests);
}
