/* SPDX-License-Identifier: MIT */
/* metadatareader: questions to a program, and answers that are none. */
#include "unit.h"

#include "lib/cleanup.h"
#include "lib/json.h"
#include "resolve/metadatareader.h"
#include "scratch.h"

/* What PROGRAM, a script in the place of the one that reads files, answers to QUESTIONS. */
static char *answers_of(const char *program, const char *questions)
{
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	const struct metadatareader reader = {scratch.path, "policy.json"};
	_cleanup_json_ json_t *asked = json_loads(questions, 0, NULL);

	if (program) {
		assert_int_equal(mkdir(scratch_path(&scratch, "bin"), 0755), 0);
		assert_int_equal(
			chmod(scratch_write(&scratch, "bin/filemetadata", program), 0755), 0);
	}
	_cleanup_json_ json_t *answers = metadatareader_ask(&reader, asked);
	_cleanup_(text_free) struct text text = json_canonical(answers);

	return text_take(&text);
}

static void it_is_asked(void **state)
{
	(void)state;
	_cleanup_free_ char *same =
		answers_of("#!/bin/sh\ncat\n", "[{\"url\":\"a\"},{\"url\":\"b\"}]");
	_cleanup_free_ char *arguments = answers_of("#!/bin/sh\nprintf '[\"%s\"]' \"$*\"\n", "[1]");

	assert_string_equal(same, "[{\"url\":\"a\"},{\"url\":\"b\"}]");
	assert_string_equal(arguments, "[\"--policy policy.json\"]");
}

static void it_does_not_answer(void **state)
{
	(void)state;
	static const char *const answers[] = {"", "{", "[]", "[1, 2]", "{\"a\": 1}"};

	for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
		_cleanup_free_ char *program =
			xprintf("#!/bin/sh\nprintf '%%s' '%s'\n", answers[i]);

		assert_dies(EXIT_SYSTEM, "bin/filemetadata: does not answer what it is asked",
			answers_of(program, "[1]"));
	}
	assert_dies(EXIT_SYSTEM, "bin/filemetadata: failed",
		answers_of("#!/bin/sh\nprintf '[1]'\nexit 1\n", "[1]"));
	assert_dies(EXIT_SYSTEM, "bin/filemetadata: cannot be run", answers_of(NULL, "[1]"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_asked),
		cmocka_unit_test(it_does_not_answer),
	};
	return run_unit(tests);
}
