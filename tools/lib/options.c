/* SPDX-License-Identifier: MIT */
#include "lib/options.h"

#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "lib/text.h"

enum { MAX_ARGUMENTS_FILE = 64 << 20, MAX_ARGUMENTS = 1 << 20 };

struct arguments {
	int count;
	char **values;
};

static void add(struct arguments *arguments, char *value)
{
	if (arguments->count >= MAX_ARGUMENTS)
		die(EXIT_NO, "more than %d arguments", MAX_ARGUMENTS);
	if ((arguments->count & (arguments->count + 1)) == 0)
		arguments->values = xrealloc(
			arguments->values, 2 * (size_t)arguments->count + 2, sizeof(char *));
	arguments->values[arguments->count++] = value;
	arguments->values[arguments->count] = NULL;
}

static void add_lines(struct arguments *arguments, const char *path)
{
	struct text text = file_read(path, MAX_ARGUMENTS_FILE);
	char *rest = text_take(&text), *line;

	while ((line = strsep(&rest, "\n")))
		if (*line)
			add(arguments, line);
}

void options_begin(int *argc, char ***argv, const char *usage)
{
	static struct arguments arguments; /* as long as the process, like those of main */

	program_name = file_name((*argv)[0] ? (*argv)[0] : "pylock");
	opterr = 0;
	signal(SIGXFSZ, SIG_IGN);
	add(&arguments, xstrdup(program_name));
	for (int i = 1; i < *argc; i++) {
		if ((*argv)[i][0] == '@')
			add_lines(&arguments, (*argv)[i] + 1);
		else
			add(&arguments, (*argv)[i]);
	}
	*argc = arguments.count;
	*argv = arguments.values;
	for (int i = 1; i < *argc && strcmp((*argv)[i], "--") != 0; i++) {
		if (strcmp((*argv)[i], "-h") == 0 || strcmp((*argv)[i], "--help") == 0) {
			fputs(usage, stdout);
			exit(close_stdout());
		}
		if (strcmp((*argv)[i], "--version") == 0) {
			printf("%s %s\n", program_name, PYLOCK_VERSION);
			exit(close_stdout());
		}
	}
}

void usage_error(const char *format, ...)
{
	va_list values;
	_cleanup_free_ char *message = NULL;

	va_start(values, format);
	if (vasprintf(&message, format, values) < 0)
		message = NULL;
	va_end(values);
	die(EXIT_USAGE, "%s (see %s --help)", message ? message : format, program_name);
}

void option_error(char *argv[])
{
	/* getopt stays at a word of several letters until it has seen the last. */
	const char *word = argv[optind - 1][0] == '-' ? argv[optind - 1] : argv[optind];

	usage_error("%s: not an option, or its value is missing", word);
}

long option_number(const char *option, const char *value, long minimum, long maximum)
{
	char *end;

	errno = 0;
	long number = strtol(value, &end, 10);
	if (errno || end == value || *end)
		usage_error("%s: '%s' is not a whole number", option, value);
	if (number < minimum || number > maximum)
		usage_error("%s: %ld is not between %ld and %ld", option, number, minimum, maximum);
	return number;
}
