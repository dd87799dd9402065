/* SPDX-License-Identifier: MIT */
/* lockhash: a hash of what a requirements, constraints or overrides file means. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/digest.h"
#include "lib/file.h"
#include "lib/options.h"
#include "pypa/requirementset.h"

static const char usage[] =
	"usage: lockhash [--deps F] [--files F] [--local F] FILE...\n"
	"\n"
	"Prints the SHA-256 of what each requirements file means, two spaces and FILE. Comments, "
	"blank "
	"lines,\n"
	"order and spelling do not count; versions, hashes, markers, options, -r and -c includes "
	"do.\n"
	"\n"
	"      --deps F   write a makefile F: what must be read again when it changes\n"
	"      --files F  write the same to F as a list, a path a line\n"
	"      --local F  write to F the paths that direct references lead to, one a line, with "
	"%20\n"
	"                 for a blank and %25 for a percent sign\n"
	"  -h, --help     this text\n";

/* What a file means, and which files were read for it. */
struct meaning {
	struct digest digest;
	struct stringlist files, locals;
};

/* PATH as Make reads it in a rule. */
static void add_make_path(struct text *out, const char *path)
{
	if (strpbrk(path, "\n\t\\;|=&%*?[]~"))
		die(EXIT_NO, "%s: has a character that a makefile cannot name", path);
	for (const char *c = path; *c; c++) {
		if (strchr(" #:", *c))
			text_add_char(out, '\\');
		text_add_char(out, *c);
		if (*c == '$')
			text_add_char(out, '$');
	}
}

/* The rule that TARGET depends on every file; and, like `gcc -MP`, an empty one for each included
 * file, so that Make does not stop when it is gone. */
static void write_rules(const char *target, const struct meaning *meanings, size_t count)
{
	_cleanup_(text_free) struct text rules = {0};

	add_make_path(&rules, target);
	text_add_char(&rules, ':');
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < meanings[i].files.count; j++) {
			text_add_char(&rules, ' ');
			add_make_path(&rules, meanings[i].files.items[j]);
		}
	text_add_char(&rules, '\n');
	for (size_t i = 0; i < count; i++)
		for (size_t j = 1; j < meanings[i].files.count; j++) {
			add_make_path(&rules, meanings[i].files.items[j]);
			text_add_string(&rules, ":\n");
		}
	file_write(target, rules.bytes, rules.length);
}

/* All files that were read, a line each. */
static void write_list(const char *path, const struct meaning *meanings, size_t count)
{
	_cleanup_(text_free) struct text list = {0};

	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < meanings[i].files.count; j++)
			text_printf(&list, "%s\n", meanings[i].files.items[j]);
	file_update(path, text_string(&list), list.length);
}

/* The paths that the direct references of all files lead to, as SOURCEs of filelayer(1). */
static void write_locals(const char *path, const struct meaning *meanings, size_t count)
{
	_cleanup_(text_free) struct text list = {0};

	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; j < meanings[i].locals.count; j++) {
			for (const char *c = meanings[i].locals.items[j]; *c; c++) {
				if (*c == ' ' || *c == '%')
					text_add_string(&list, *c == ' ' ? "%20" : "%25");
				else
					text_add_char(&list, *c);
			}
			text_add_char(&list, '\n');
		}
	file_update(path, text_string(&list), list.length);
}

static struct meaning meaning_of(const char *path)
{
	_cleanup_(requirementset_free) struct requirementset requirements =
		requirementset_read(path);
	_cleanup_(sha256_free) struct sha256 hash;
	struct meaning meaning = {.files = requirements.files, .locals = requirements.locals};

	requirements.files = requirements.locals = (struct stringlist){0};
	sha256_begin(&hash);
	for (size_t i = 0; i < requirements.entries.count; i++)
		sha256_add(&hash, requirements.entries.items[i],
			strlen(requirements.entries.items[i]));
	meaning.digest = sha256_end(&hash);
	return meaning;
}

struct outputs {
	const char *deps, *files, *local; /* or NULL */
};

static struct outputs parse_options(int argc, char *argv[])
{
	static const struct option options[] = {{"deps", required_argument, NULL, 'd'},
		{"files", required_argument, NULL, 'f'}, {"local", required_argument, NULL, 'l'},
		{0}};
	struct outputs outputs = {0};
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'd')
			outputs.deps = optarg;
		else if (option == 'f')
			outputs.files = optarg;
		else if (option == 'l')
			outputs.local = optarg;
		else
			option_error(argv);
	}
	if (optind == argc)
		usage_error("FILE is wanted");
	return outputs;
}

int main(int argc, char *argv[])
{
	options_begin(&argc, &argv, usage);
	struct outputs outputs = parse_options(argc, argv);
	size_t count = (size_t)(argc - optind);
	_cleanup_free_ struct meaning *meanings = xalloc(count, sizeof *meanings);

	for (size_t i = 0; i < count; i++)
		meanings[i] = meaning_of(argv[optind + (int)i]);
	if (outputs.deps)
		write_rules(outputs.deps, meanings, count);
	if (outputs.files)
		write_list(outputs.files, meanings, count);
	if (outputs.local)
		write_locals(outputs.local, meanings, count);
	for (size_t i = 0; i < count; i++) {
		printf("%s  %s\n", meanings[i].digest.hex, argv[optind + (int)i]);
		stringlist_free(&meanings[i].files);
		stringlist_free(&meanings[i].locals);
	}
	return close_stdout();
}
