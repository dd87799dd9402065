/* SPDX-License-Identifier: MIT */
/* signalname: the names that docker's STOPSIGNAL takes. */
#include "unit.h"

#include "image/signalname.h"
#include "lib/cleanup.h"

static void assert_normal(const char *text, const char *wanted)
{
	_cleanup_free_ char *normal = signalname_normal(text);

	if (wanted)
		assert_string_equal(normal, wanted);
	else
		assert_null(normal);
}

static void signals(void **state)
{
	(void)state;
	assert_normal("SIGTERM", "SIGTERM");
	assert_normal("term", "SIGTERM");
	assert_normal("sigint", "SIGINT");
	assert_normal("SIGRTMIN+3", "SIGRTMIN+3");
	assert_normal("rtmax-14", "SIGRTMAX-14");
	assert_normal("RTMIN", "SIGRTMIN");
	assert_normal("15", "15");
	assert_normal("64", "64");
	const char *const bad[] = {"", "0", "65", "015", "-1", "SIG", "SIG15", "SIGNOTHING",
		"TERM ", "SIGRTMIN+16", "RTMAX-15", "RTMIN+"};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_normal(bad[i], NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(signals)};
	return run_unit(tests);
}
