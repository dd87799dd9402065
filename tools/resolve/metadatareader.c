/* SPDX-License-Identifier: MIT */
#include "resolve/metadatareader.h"

#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/die.h"

_Noreturn static void run(const struct metadatareader *reader, int input, int output)
{
	_cleanup_free_ char *python = xprintf("%s/setup/venv/bin/python", reader->tools);
	_cleanup_free_ char *programs = xprintf("%s/bin", reader->tools);

	dup2(input, STDIN_FILENO);
	dup2(output, STDOUT_FILENO);
	execl(python, python, reader->program, "--programs", programs, "--policy", reader->policy,
		(char *)NULL);
	die(EXIT_SYSTEM, "%s: cannot be run:", python);
}

json_t *metadatareader_ask(const struct metadatareader *reader, const json_t *questions)
{
	_cleanup_fclose_ FILE *input = tmpfile(), *output = tmpfile();
	int status;

	if (!input || !output || json_dumpf(questions, input, JSON_COMPACT) < 0 ||
		fflush(input) != 0)
		die(EXIT_SYSTEM, "cannot write a temporary file:");
	rewind(input);
	pid_t child = fork();

	if (child < 0)
		die(EXIT_SYSTEM, "cannot start a program:");
	if (child == 0)
		run(reader, fileno(input), fileno(output));
	if (waitpid(child, &status, 0) < 0 || status != 0)
		die(EXIT_SYSTEM, "%s: failed", reader->program);
	json_error_t error;

	rewind(output);
	json_t *answers = json_loadf(output, 0, &error);

	if (!json_is_array(answers) || json_array_size(answers) != json_array_size(questions))
		die(EXIT_SYSTEM, "%s: does not answer what it is asked", reader->program);
	return answers;
}
