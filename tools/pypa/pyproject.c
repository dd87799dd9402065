/* SPDX-License-Identifier: MIT */
/* pyproject: what pyproject.toml files ask for, as a requirements file. */
#include <getopt.h>
#include <stdio.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "lib/options.h"
#include "pypa/name.h"
#include "pypa/projectrequirements.h"

static const char usage[] =
	"usage: pyproject [--python VERSION] [--extra NAME]... [--group NAME]... [--before TEXT]\n"
	"                 FILE...\n"
	"       pyproject --names FILE...\n"
	"\n"
	"Prints what pyproject.toml files ask for, in the format of a requirements file.\n"
	"\n"
	"  --python VERSION  the Python that requires-python has to admit\n"
	"  --extra NAME      of project.optional-dependencies, too\n"
	"  --group NAME      of dependency-groups, too\n"
	"  --before TEXT     what stands before relative names of files in lines -r\n"
	"  --names           print the names of the projects instead\n"
	"  -h, --help        this text\n";

static void add_name(struct stringlist *names, const char *name)
{
	if (!name_is_valid(name))
		usage_error("not the name of an extra or a group: '%s'", name);
	stringlist_add(names, name_normalize(name));
}

int main(int argc, char *argv[])
{
	static const struct option options[] = {{"python", required_argument, NULL, 'p'},
		{"extra", required_argument, NULL, 'e'}, {"group", required_argument, NULL, 'g'},
		{"before", required_argument, NULL, 'b'}, {"names", no_argument, NULL, 'n'}, {0}};
	struct projectquestion question = {0};
	_cleanup_(text_free) struct text out = {0};
	bool names = false;
	int option;

	options_begin(&argc, &argv, usage);
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1)
		switch (option) {
		case 'p':
			question.python = optarg;
			break;
		case 'e':
			add_name(&question.extras, optarg);
			break;
		case 'g':
			add_name(&question.groups, optarg);
			break;
		case 'b':
			question.before = optarg;
			break;
		case 'n':
			names = true;
			break;
		default:
			option_error(argv);
		}
	if (optind == argc)
		usage_error("a pyproject.toml is wanted");

	size_t count = (size_t)(argc - optind);
	struct projectfile *files = xalloc(count, sizeof *files);

	for (size_t i = 0; i < count; i++)
		files[i] = projectfile_read(argv[optind + (int)i]);
	if (!names)
		projectfiles_requirements(files, count, &question, &out);
	for (size_t i = 0; names && i < count; i++)
		if (files[i].name)
			text_printf(&out, "%s\n", files[i].name);
	fputs(text_string(&out), stdout);
	for (size_t i = 0; i < count; i++)
		projectfile_free(&files[i]);
	free(files);
	stringlist_free(&question.extras);
	stringlist_free(&question.groups);
	return close_stdout();
}
