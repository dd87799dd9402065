/* SPDX-License-Identifier: MIT */
#include "resolve/metadatareader.h"

#include "lib/cleanup.h"
#include "lib/command.h"
#include "lib/die.h"

json_t *metadatareader_ask(const struct metadatareader *reader, const json_t *questions)
{
	_cleanup_free_ char *program = xprintf("%s/bin/filemetadata", reader->tools);
	_cleanup_free_ char *input = json_dumps(questions, JSON_COMPACT);
	_cleanup_(text_free) struct text output = {0};
	const char *const words[] = {program, "--policy", reader->policy, NULL};
	const struct command command = {.words = words, .input = input, .output = &output};

	if (command_run(&command) != 0)
		die(EXIT_SYSTEM, "%s: failed", program);
	json_t *answers = json_loadb(text_string(&output), output.length, 0, NULL);

	if (!json_is_array(answers) || json_array_size(answers) != json_array_size(questions))
		die(EXIT_SYSTEM, "%s: does not answer what it is asked", program);
	return answers;
}
