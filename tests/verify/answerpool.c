/* SPDX-License-Identifier: MIT */
/* answerpool: lines answered by processes. */
#include "unit.h"

#include "verify/answerpool.h"

#include "lib/cleanup.h"

struct answers {
	char *texts[64];
	size_t count;
};

static void take(void *context, size_t number, const char *answer, size_t length)
{
	struct answers *answers = context;

	assert_null(answers->texts[number]);
	answers->texts[number] = xstrndup(answer, length);
	answers->count++;
}

static void answers_free(struct answers *answers)
{
	for (size_t i = 0; i < sizeof answers->texts / sizeof *answers->texts; i++)
		free(answers->texts[i]);
}

/* Has COUNT numbers answered by a shell's program. */
static struct answers ask(const char *program, size_t count, size_t processes)
{
	struct answers answers = {0};
	const char *const command[] = {"sh", "-c", program, NULL};
	const struct answerpool pool = {.command = command,
		.directory = "/",
		.processes = processes,
		.context = &answers,
		.answered = take};
	_cleanup_(stringlist_free) struct stringlist questions = {0};

	for (size_t i = 0; i < count; i++)
		stringlist_add(&questions, xprintf("%zu", i));
	answerpool_ask(&pool, &questions);
	return answers;
}

static void asks_each_once(void **state)
{
	const size_t processes[] = {1, 3, 100};

	(void)state;
	for (size_t p = 0; p < sizeof processes / sizeof *processes; p++) {
		_cleanup_(answers_free) struct answers answers =
			ask("while read -r n; do echo \"$PWD $n\"; done", 40, processes[p]);

		assert_int_equal(answers.count, 40);
		for (size_t i = 0; i < 40; i++) {
			_cleanup_free_ char *expected = xprintf("/ %zu", i);

			assert_string_equal(answers.texts[i], expected);
		}
	}
	_cleanup_(answers_free) struct answers none = ask("exit 1", 0, 2);

	assert_int_equal(none.count, 0);
}

static void takes_long_answers(void **state)
{
	_cleanup_(answers_free) struct answers answers =
		ask("while read -r n; do head -c 300000 /dev/zero | tr '\\0' x; echo; done", 3, 2);

	(void)state;
	assert_int_equal(answers.count, 3);
	assert_int_equal(strlen(answers.texts[2]), 300000);
}

static void names_what_was_not_answered(void **state)
{
	(void)state;
	assert_dies(
		EXIT_NO, "1: it cannot be examined", ask("read -r n; echo yes; read -r n", 3, 1));
	assert_dies(EXIT_NO, "0: it cannot be examined", ask("read -r n; printf 'no end'", 3, 1));
	assert_dies(EXIT_NO, "0: it cannot be examined", ask("exit 0", 1, 1));
	assert_dies(EXIT_NO, "0: it cannot be examined",
		ask("read -r n; head -c 80000000 /dev/zero; sleep 9", 1, 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(asks_each_once),
		cmocka_unit_test(takes_long_answers),
		cmocka_unit_test(names_what_was_not_answered),
	};

	return run_unit(tests);
}
