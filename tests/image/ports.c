/* SPDX-License-Identifier: MIT */
/* ports: what docker's EXPOSE makes of them. */
#include "unit.h"

#include "image/ports.h"
#include "lib/cleanup.h"

static void assert_ports(const char *text, const char *wanted)
{
	_cleanup_json_ json_t *ports = json_object();
	_cleanup_(text_free) struct text said = {0};

	assert_true(ports_add(ports, text));
	said = json_canonical(ports);
	assert_string_equal(text_string(&said), wanted);
}

static void good(void **state)
{
	(void)state;
	assert_ports("1", "{\"1/tcp\":{}}");
	assert_ports("65535/UDP", "{\"65535/udp\":{}}");
	assert_ports("80-82/sctp", "{\"80/sctp\":{},\"81/sctp\":{},\"82/sctp\":{}}");
	assert_ports("80-80", "{\"80/tcp\":{}}");
}

static void bad(void **state)
{
	(void)state;
	const char *const texts[] = {"", "0", "65536", "-1", "1-", "2-1", "80/", "80/icmp", "80:80",
		"80x", "http", "1-2-3", " 80", "+80", "99999999999999999999"};
	_cleanup_json_ json_t *ports = json_object();

	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
		if (ports_add(ports, texts[i]))
			fail_msg("%s: is taken", texts[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(good), cmocka_unit_test(bad)};
	return run_unit(tests);
}
