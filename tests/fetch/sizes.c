/* SPDX-License-Identifier: MIT */
/* sizes: what a HEAD request tells. */
#include "unit.h"

#include "fetch/sizes.h"
#include "server.h"

#define HEAD(fields) "HTTP/1.1 200 OK\r\nConnection: close\r\n" fields "\r\n"

static void sizes_that_servers_know(void **state)
{
	(void)state;
	struct unit_server known = unit_server_with(HEAD("Content-Length: 5000000000\r\n"));
	struct unit_server unknown = unit_server_with(HEAD(""));
	struct unit_server packed =
		unit_server_with(HEAD("Content-Encoding: gzip\r\nContent-Length: 7\r\n"));
	struct unit_server missing =
		unit_server_with("HTTP/1.1 404 Not Found\r\nContent-Length: 9\r\n\r\n");
	int64_t sizes[] = {-1, -1, -1, -1, 3};
	const struct size_request requests[] = {{known.url, &sizes[0]}, {unknown.url, &sizes[1]},
		{packed.url, &sizes[2]}, {missing.url, &sizes[3]}, {"not a URL", &sizes[4]}};

	sizes_learn(requests, 5);
	assert_int_equal(sizes[0], 5000000000);
	assert_int_equal(sizes[1], -1);
	assert_int_equal(sizes[2], -1);
	assert_int_equal(sizes[3], -1);
	assert_int_equal(sizes[4], 3);
	assert_int_equal(strncmp(known.requests, "HEAD / ", 7), 0);
	assert_non_null(strstr(known.requests, "Accept-Encoding: identity\r\n"));
	unit_stop(&known);
	unit_stop(&unknown);
	unit_stop(&packed);
	unit_stop(&missing);
}

static void none_at_all(void **state)
{
	(void)state;
	sizes_learn(NULL, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sizes_that_servers_know),
		cmocka_unit_test(none_at_all),
	};
	return run_unit(tests);
}
