/* SPDX-License-Identifier: MIT */
/* requirements: the lines of requirements files, as JSON for programs that are not in C. */
#include <getopt.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "lib/json.h"
#include "lib/options.h"
#include "lib/text.h"
#include "pypa/requirementlines.h"

static const char usage[] =
	"usage: requirements [-r FILE]... [-c FILE]... [-o FILE]...\n"
	"\n"
	"Prints the lines of requirements, constraints and overrides files, and of the files that\n"
	"these include, as one JSON object.\n"
	"\n"
	"  -r, --requirements FILE  a file of requirements\n"
	"  -c, --constraints FILE   a file of constraints\n"
	"  -o, --overrides FILE     a file of overrides\n"
	"  -h, --help               this text\n";

static const char *const roles[] = {
	[ROLE_REQUIREMENT] = "requirement",
	[ROLE_CONSTRAINT] = "constraint",
	[ROLE_CONSTRAINT_REQUIREMENT] = "constraint",
	[ROLE_OVERRIDE] = "override",
};

struct output {
	json_t *lines;
	json_t *options, *hashes; /* of the line that is being read */
	json_t *above;            /* comments and empty lines above it */
};

static void set(json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, value) < 0)
		die(EXIT_SYSTEM, "out of memory");
}

static void append(json_t *array, json_t *value)
{
	if (json_array_append_new(array, value) < 0)
		die(EXIT_SYSTEM, "out of memory");
}

static void append_all(json_t *array, const struct stringlist *list)
{
	for (size_t i = 0; i < list->count; i++)
		append(array, json_string(list->items[i]));
}

/* What every line has. */
static json_t *begin(struct output *output, const struct requirementline *line, const char *kind)
{
	json_t *entry = json_object();

	set(entry, "file", json_string(line->path));
	set(entry, "line", json_integer((json_int_t)line->number));
	set(entry, "kind", json_string(kind));
	set(entry, "text", json_string(line->whole));
	set(entry, "comment", json_string(line->comment));
	append_all(output->above, line->above);
	set(entry, "above", output->above);
	output->above = json_array();
	return entry;
}

static void set_requirement(json_t *entry, const struct requirementline *line)
{
	const struct requirement *requirement = &line->requirement;
	json_t *extras = json_array();

	set(entry, "requirement", json_string(line->text));
	set(entry, "name", json_string(requirement->name));
	for (const char *c = requirement->extras; *c; c += strcspn(c, ","), c += *c == ',')
		append(extras, json_stringn(c, strcspn(c, ",")));
	set(entry, "extras", extras);
	set(entry, "specifier", json_string(requirement->specifiers));
	if (requirement->url)
		set(entry, "url", json_string(requirement->url));
	if (requirement->marker)
		set(entry, "marker", json_string(requirement->marker));
}

/* Options of a whole file are lines of their own; those of a requirement wait for its line. */
static void take_option(void *context, const struct requirementline *line,
	const struct fileoption *option, const char *value)
{
	struct output *output = context;
	json_t *entry;

	switch (option->use) {
	case USE_REQUIREMENTS:
	case USE_CONSTRAINTS: /* what stands above it stands above what it includes */
		append_all(output->above, line->above);
		return;
	case USE_EDITABLE:
		return;
	case USE_HASH:
		append(output->hashes, json_string(value));
		return;
	case USE_REQUIREMENT:
		append(output->options, json_pack("[ss?]", option->name, value));
		return;
	case USE_FILE:
		entry = begin(output, line, "option");
		set(entry, "option", json_string(option->name));
		if (value)
			set(entry, "value", json_string(value));
		append(output->lines, entry);
	}
}

static void take_line(void *context, const struct requirementline *line)
{
	struct output *output = context;
	json_t *entry = begin(output, line, roles[line->role]);

	if (line->editable)
		set(entry, "editable", json_string(line->editable));
	else if (line->is_location)
		set(entry, "location", json_string(line->text));
	else
		set_requirement(entry, line);
	set(entry, "hashes", output->hashes);
	set(entry, "options", output->options);
	output->hashes = json_array();
	output->options = json_array();
	append(output->lines, entry);
}

static void take_end(void *context, const struct requirementline *line)
{
	struct output *output = context;

	append(output->lines, begin(output, line, "end"));
}

static void read_files(int argc, char *argv[], const struct requirementlines_reader *reader)
{
	static const struct option options[] = {{"requirements", required_argument, NULL, 'r'},
		{"constraints", required_argument, NULL, 'c'},
		{"overrides", required_argument, NULL, 'o'}, {0}};
	static const char letters[] = "rco";
	static const enum requirement_role of[] = {
		ROLE_REQUIREMENT, ROLE_CONSTRAINT, ROLE_OVERRIDE};

	/* In the order of their roles, whatever the order of the options. */
	for (size_t i = 0; i < sizeof of / sizeof *of; i++) {
		int option;

		optind = 1;
		while ((option = getopt_long(argc, argv, "r:c:o:", options, NULL)) != -1) {
			if (!strchr(letters, option))
				option_error(argv);
			if (option == letters[i])
				requirementlines_read(optarg, of[i], reader, NULL);
		}
	}
	if (optind < argc)
		usage_error("a file is given by -r, -c or -o");
	if (argc == 1)
		usage_error("-r, -c or -o is wanted");
}

int main(int argc, char *argv[])
{
	options_begin(&argc, &argv, usage);
	struct output output = {json_array(), json_array(), json_array(), json_array()};
	const struct requirementlines_reader reader = {&output, take_option, take_line, take_end};
	_cleanup_json_ json_t *result = json_object();

	read_files(argc, argv, &reader);
	set(result, "lines", output.lines);
	json_decref(output.options);
	json_decref(output.hashes);
	json_decref(output.above);
	json_print(result);
	return close_stdout();
}
