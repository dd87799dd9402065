/* SPDX-License-Identifier: MIT */
/* imagevalues: what a project's variables say of its image, checked, as JSON. */
#include <getopt.h>

#include "image/configvalues.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "lib/options.h"

static const char usage[] =
	"usage: imagevalues [--check] FILE\n"
	"\n"
	"Reads lines NAME=VALUE from FILE (- is standard input): PYLOCK_<NAME> of a "
	"project, in which `\\n` stands\n"
	"for a newline and `\\\\` for a backslash. Prints as JSON what the image's "
	"configuration is to say, or in\n"
	"one line which value no image can have.\n"
	"\n"
	"  --check     print nothing when all is well\n"
	"  -h, --help  print this\n";

enum { LARGEST = 64 << 20 };

int main(int argc, char *argv[])
{
	static const struct option known[] = {{"check", no_argument, NULL, 'c'}, {0}};
	bool check = false;
	int option;

	options_begin(&argc, &argv, usage);
	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
		if (option != 'c')
			option_error(argv);
		check = true;
	}
	if (argc - optind != 1)
		usage_error("one file must be given");
	_cleanup_(text_free) struct text text = file_read(argv[optind], LARGEST);
	_cleanup_json_ json_t *values = imagevalues_read(text_string(&text));

	if (!check)
		json_print(values);
	return close_stdout();
}
