/* SPDX-License-Identifier: MIT */
/* pushplan: the command of a plan, for what is wanted; and plans that are none. */
#include "unit.h"

#include "publish/pushplan.h"
#include "scratch.h"

#define PLAN "sha256:%s one/a.json\nsha256:%s two_b-2.json\n"

struct given {
	struct scratch scratch;
	struct push_blob blobs[2]; /* `one` and `two`, in the directory */
	struct push_set set;
	const char *said;
};

static struct given *given_two_blobs(void)
{
	struct given *given = xalloc(1, sizeof *given);
	static const char *const names[] = {"one", "two"};

	given->scratch = scratch_make();
	for (size_t i = 0; i < 2; i++)
		given->blobs[i] = (struct push_blob){.digest = sha256_of(names[i], 3),
			.size = 3,
			.absent = true,
			.path = xstrdup(scratch_path(&given->scratch, names[i]))};
	given->set = (struct push_set){.blobs = given->blobs, .blob_count = 2};
	given->said = scratch_path(&given->scratch, "said");
	return given;
}

static void given_remove(struct given **given)
{
	free((*given)->blobs[0].path);
	free((*given)->blobs[1].path);
	scratch_remove(&(*given)->scratch);
	free(*given);
}

/* Carries out the plan of COMMAND and LINES, in which %s are the digests, for the blobs wanted. */
static void make(struct given *given, const char *command, const char *lines, bool one, bool two)
{
	_cleanup_(text_free) struct text plan = {0};
	size_t next = 0;

	text_printf(&plan, "%s\n", command);
	for (const char *c = lines; *c; c++) {
		if (c[0] == '%' && c[1] == 's') {
			text_add_string(&plan, given->blobs[next++].digest.hex);
			c++;
		} else {
			text_add_char(&plan, *c);
		}
	}
	pushplan_make(scratch_write(&given->scratch, "plan", text_string(&plan)), &given->set,
		(const bool[]){one, two});
}

static void what_is_wanted(void **state)
{
	(void)state;
	_cleanup_(given_remove) struct given *given = given_two_blobs();
	_cleanup_free_ char *command = xprintf("cd %s; printf two >two; out() { echo \"$@\" >said; "
					       "}; echo to stderr; out",
		given->scratch.path);

	make(given, command, PLAN, false, true);
	_cleanup_(text_free) struct text said = file_read(given->said, 1000);

	assert_string_equal(said.bytes, "two_b-2.json\n");
	assert_true(given->blobs[0].absent);
	assert_false(given->blobs[1].absent);
	_cleanup_free_ char *both = xprintf(
		"cd %s; printf one >one; out() { echo \"$@\" >said; }; out", given->scratch.path);

	make(given, both, PLAN, true, true);
	_cleanup_(text_free) struct text all = file_read(given->said, 1000);

	assert_string_equal(all.bytes, "one/a.json two_b-2.json\n");
	assert_false(given->blobs[0].absent);
}

static void failures(void **state)
{
	(void)state;
	_cleanup_(given_remove) struct given *given = given_two_blobs();
	const char *failed = "plan: its command failed, so that nothing is pushed",
		   *other = ": what is made now is not that: remove its line from";
	_cleanup_free_ char *longer = xprintf("printf 'longer' >%s/one;:", given->scratch.path);

	assert_dies(EXIT_NO, failed, make(given, "false", PLAN, true, false));
	assert_dies(EXIT_NO, failed, make(given, "kill -9 $$;", PLAN, true, false));
	assert_dies(EXIT_NO, failed, make(given, "no-such-command", PLAN, true, false));
	assert_dies(EXIT_NO, failed, make(given, "", PLAN, true, false));
	assert_dies(EXIT_NO, other, make(given, ":", PLAN, true, false));
	assert_dies(EXIT_NO, "not of the 3 bytes", make(given, longer, PLAN, true, false));
}

static void plans_that_are_none(void **state)
{
	static const char *const bad[] = {"", "sha256:", "sha256:%s", "sha256:%s ", "sha256:%sx a",
		"sha256:%s\ta\n", " sha256:%s a\n", "sha256:%s a b\n", "sha256:%s a;id\n",
		"sha256:%s $(id)\n", "sha256:%s --eval\n", "sha256:%s a=b\n", "sha256:%s a\r\n",
		"%s a\n", "sha256:%s \xc3\xa9\n"};

	(void)state;
	_cleanup_(given_remove) struct given *given = given_two_blobs();
	_cleanup_free_ char *wanted =
		xprintf("plan: it does not say how sha256:%s is made", given->blobs[0].digest.hex);
	_cleanup_free_ char *command = xprintf("touch %s;:", given->said);

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_dies(EXIT_NO, wanted, make(given, command, bad[i], true, false));
	assert_int_equal(access(given->said, F_OK), -1);
	assert_dies(EXIT_NO, "none",
		pushplan_make(scratch_path(&given->scratch, "none"), &given->set,
			(const bool[]){true, true}));
	const char *empty = scratch_write(&given->scratch, "empty", "");

	assert_dies(EXIT_NO, "it does not say how",
		pushplan_make(empty, &given->set, (const bool[]){true, true}));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_wanted),
		cmocka_unit_test(failures),
		cmocka_unit_test(plans_that_are_none),
	};

	return run_unit(tests);
}
