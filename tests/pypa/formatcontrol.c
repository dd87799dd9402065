/* SPDX-License-Identifier: MIT */
/* formatcontrol: options in their order. The expected values are those of pip's own FormatControl.
 */
#include "unit.h"

#include "lib/cleanup.h"
#include "pypa/formatcontrol.h"

/* OPTIONS are values, `-` before one of --no-binary and `+` before one of --only-binary. */
static void assert_control(const char *const *options, const char *wanted)
{
	_cleanup_(formatcontrol_free) struct formatcontrol control = {0};
	_cleanup_(text_free) struct text found = {0};

	for (; *options; options++) {
		if (**options == '-')
			formatcontrol_no_binary(&control, *options + 1);
		else
			formatcontrol_only_binary(&control, *options + 1);
	}
	list_join(&control.no_binary, ",", &found);
	text_add_char(&found, '|');
	list_join(&control.only_binary, ",", &found);
	assert_string_equal(text_string(&found), wanted);
}

#define OPTIONS(...) ((const char *const[]){__VA_ARGS__, NULL})

static void each_undoes_the_other(void **state)
{
	(void)state;
	assert_control(OPTIONS("-A_b,c"), "a-b,c|");
	assert_control(OPTIONS("-a,b", "+b"), "a|b");
	assert_control(OPTIONS("+b", "-b,a"), "a,b|");
	assert_control(OPTIONS("-a", "-a"), "a|");
}

static void all_and_none(void **state)
{
	(void)state;
	assert_control(OPTIONS("-a", "-:all:"), ":all:|");
	assert_control(OPTIONS("+a", "-:all:"), ":all:|");
	assert_control(OPTIONS("-:all:", "+a"), ":all:|a");
	assert_control(OPTIONS("-a,:none:"), "|");
	assert_control(OPTIONS("-a", "+b", "-:none:"), "|b");
	assert_control(OPTIONS("-a", "-:none:,b"), "b|");
	assert_control(OPTIONS("-:all:,a"), ":all:|");
	assert_control(OPTIONS("+c", "-a,:all:,:none:,b"), "b|");
	assert_control(OPTIONS("-:all:", "-:none:"), "|");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_undoes_the_other),
		cmocka_unit_test(all_and_none),
	};

	return run_unit(tests);
}
