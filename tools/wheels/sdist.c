/* SPDX-License-Identifier: MIT */
/* sdist: what an sdist says of its build, or its files. */
#include <getopt.h>
#include <locale.h>
#include <stdio.h>

#include "archive/extract.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "lib/json.h"
#include "lib/options.h"
#include "wheels/buildsystem.h"
#include "wheels/sdistscan.h"

static const char usage[] =
	"usage: sdist ARCHIVE\n"
	"       sdist --unpack DIRECTORY ARCHIVE\n"
	"\n"
	"Prints what an sdist says of its build, as JSON, or unpacks it.\n"
	"\n"
	"  --unpack DIRECTORY  unpack it there, and print its top directory's name\n"
	"  -h, --help          this text\n";

static void unpack(const char *archive, const char *directory)
{
	extract(archive, directory, "the sdist", 1);
	_cleanup_free_ char *top = extract_top(directory);

	if (!top)
		die(EXIT_NO, "the sdist has not one top directory");
	puts(top);
}

static void print_build(const char *archive)
{
	_cleanup_json_ json_t *scan = sdistscan(archive);
	const json_t *text = json_object_get(scan, "pyproject");
	_cleanup_json_ json_t *said =
		buildsystem_of(json_string_value(text), json_string_length(text));

	json_object_set(said, "suffixes", json_object_get(scan, "suffixes"));
	json_print(said);
}

int main(int argc, char *argv[])
{
	static const struct option options[] = {{"unpack", required_argument, NULL, 'u'}, {0}};
	const char *directory = NULL;
	int option;

	options_begin(&argc, &argv, usage);
	setlocale(LC_CTYPE, "C.UTF-8");
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1)
		if (option == 'u')
			directory = optarg;
		else
			option_error(argv);
	if (argc - optind != 1)
		usage_error("one sdist is wanted");
	if (directory) {
		unpack(argv[optind], directory);
	} else {
		print_build(argv[optind]);
	}
	return close_stdout();
}
