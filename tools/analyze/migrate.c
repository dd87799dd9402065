/* SPDX-License-Identifier: MIT */
/* migrate: requirements.in out of a flat file of pins: what the project itself wants, the pins that
 * its first lock prefers, and the variables that its options become. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "analyze/ownlines.h"
#include "analyze/pinaskers.h"
#include "analyze/pinfile.h"
#include "analyze/pinindex.h"
#include "analyze/pinreport.h"
#include "fetch/policy.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "lib/json.h"
#include "lib/options.h"
#include "lib/userinfo.h"
#include "lock/locktarget.h"
#include "pypa/tags.h"

enum { MAX_TARGET = 1 << 20 }; /* bytes */

static const char usage[] =
	"usage: migrate --tools DIR --target FILE --policy FILE --lock FILE\n"
	"               --seed FILE --report FILE [--output FILE] [--name TEXT]\n"
	"               [--pyproject FILE] FROM\n"
	"\n"
	"Writes requirements.in out of FROM, a flat file of pins.\n"
	"\n"
	"  --tools DIR       the framework's build directory\n"
	"  --target FILE     target.json: whose files are looked at\n"
	"  --policy FILE     policy.json: which index each package comes from\n"
	"  --lock FILE       the lock that is to be made; must not be there\n"
	"  --seed FILE       where the pins go that the first lock prefers\n"
	"  --report FILE     where it is said, as JSON, why a pin may be missing or move\n"
	"  --output FILE     the file to write, requirements.in; must not be there\n"
	"  --name TEXT       what FROM is called, when it was made of another file\n"
	"  --pyproject FILE  the file that has what the project itself asks for\n"
	"  -h, --help        this text\n";

struct arguments {
	const char *tools, *target, *policy, *lock, *seed, *report;
	const char *output, *name, *pyproject, *from;
};

static struct arguments parse_arguments(int argc, char *argv[])
{
	struct arguments arguments = {.output = "requirements.in"};
	const char **const values[] = {&arguments.tools, &arguments.target, &arguments.policy,
		&arguments.lock, &arguments.seed, &arguments.report, &arguments.output,
		&arguments.name, &arguments.pyproject};
	static const struct option options[] = {{"tools", required_argument, NULL, 0},
		{"target", required_argument, NULL, 1}, {"policy", required_argument, NULL, 2},
		{"lock", required_argument, NULL, 3}, {"seed", required_argument, NULL, 4},
		{"report", required_argument, NULL, 5}, {"output", required_argument, NULL, 6},
		{"name", required_argument, NULL, 7}, {"pyproject", required_argument, NULL, 8},
		{0}};
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option >= (int)(sizeof values / sizeof *values))
			option_error(argv);
		*values[option] = optarg;
	}
	for (size_t i = 0; i < 6; i++)
		if (!*values[i])
			usage_error("--%s is wanted", options[i].name);
	if (argc - optind != 1)
		usage_error("one file of pins is wanted");
	arguments.from = argv[optind];
	return arguments;
}

static bool exists(const char *path)
{
	return access(path, F_OK) == 0;
}

/* Dies when FROM is no file, or the output would take a file's place. */
static void check_paths(const struct arguments *arguments)
{
	struct stat from, output;

	if (stat(arguments->from, &from) < 0 || !S_ISREG(from.st_mode))
		die(EXIT_NO, "%s: there is no such file", arguments->from);
	if (arguments->pyproject || stat(arguments->output, &output) < 0)
		return;
	if (from.st_dev == output.st_dev && from.st_ino == output.st_ino)
		die(EXIT_NO,
			"%s: is the file that is to be written: rename it, to requirements.txt for "
			"instance",
			arguments->output);
	die(EXIT_NO, "%s: is there already: move it away first", arguments->output);
}

/* --- what is written ------------------------------------------------------------------ */

static void write_seed(const char *path, const struct pinfile *file)
{
	_cleanup_(text_free) struct text seed = {0};

	for (size_t i = 0; i < file->count; i++) {
		const struct pin *pin = &file->pins[i];

		if (pin->version)
			text_printf(&seed, "%s==%s%s%s\n", pin->requirement.name, pin->version,
				pin->marker ? " ; " : "", pin->marker ? pin->marker : "");
	}
	file_write(path, text_string(&seed), seed.length);
}

/* All variables, each once, in their order. */
static struct stringlist variables_of(const struct arguments *arguments, const struct pinfile *file)
{
	struct stringlist all = {0};

	if (arguments->pyproject && ends_with(arguments->pyproject, ".toml"))
		stringlist_add(&all, xprintf("PYLOCK_REQUIREMENTS := %s", arguments->pyproject));
	if (file->index_url)
		stringlist_add(&all, xprintf("PYLOCK_INDEX_URL := %s", file->index_url));
	for (size_t i = 0; i < file->variables.count; i++) {
		bool known = false;

		for (size_t k = 0; k < all.count; k++)
			known |= strcmp(all.items[k], file->variables.items[i]) == 0;
		if (!known)
			stringlist_add(&all, xstrdup(file->variables.items[i]));
	}
	return all;
}

static void write_report(const char *path, json_t *pins, const struct stringlist *variables)
{
	_cleanup_json_ json_t *report = json_pack("{s:o, s:[]}", "pins", pins, "variables");
	json_t *array = json_object_get(report, "variables");

	for (size_t i = 0; i < variables->count; i++)
		json_array_append_new(array, json_string(variables->items[i]));
	_cleanup_free_ char *text = json_dumps(report, JSON_ENSURE_ASCII);
	_cleanup_free_ char *line = xprintf("%s\n", text ? text : "");

	file_write(path, line, strlen(line));
}

/* What people wrote, without the passwords in it. */
static void write_text(const char *path, const struct text *text)
{
	_cleanup_free_ char *hidden = userinfo_hidden(text_string(text));

	file_write(path, hidden, strlen(hidden));
}

static void write_output(const struct arguments *arguments, const struct pinaskers *askers)
{
	size_t own = 0, others = 0;

	if (arguments->pyproject) {
		printf("%s: says what the project itself asks for\n", arguments->pyproject);
		return;
	}
	_cleanup_(text_free) struct text text =
		ownlines_text(askers, arguments->name ? arguments->name : arguments->from);

	write_text(arguments->output, &text);
	for (size_t i = 0; i < askers->file->count; i++)
		own += askers->names[pinaskers_place(
					     askers, askers->file->pins[i].requirement.name)]
			       .own;
	for (size_t i = 0; i < askers->count; i++)
		others += !askers->names[i].own;
	printf("%s: %zu of %zu packages; %zu are asked for by these\n", arguments->output, own,
		askers->file->count, others);
}

/* constraints.txt beside the output, unless it is there. */
static void write_constraints(const char *output, const struct stringlist *constraints)
{
	_cleanup_free_ char *path =
		xprintf("%.*sconstraints.txt", (int)(file_name(output) - output), output);
	_cleanup_(text_free) struct text text = {0};

	if (!constraints->count || exists(path))
		return;
	list_join(constraints, "\n", &text);
	text_add_char(&text, '\n');
	write_text(path, &text);
	printf("%s: %zu constraints\n", path, constraints->count);
}

static void say(const struct pinfile *file, const struct stringlist *variables)
{
	if (variables->count)
		printf("Put into the Makefile, above the include:\n");
	for (size_t i = 0; i < variables->count; i++)
		printf("    %s\n", variables->items[i]);
	for (size_t i = 0; i < file->notes.count; i++) {
		_cleanup_free_ char *note = userinfo_hidden(file->notes.items[i]);

		printf("note: %s\n", note);
	}
}

/* --- all of it ------------------------------------------------------------------------ */

static void migrate(const struct arguments *arguments, struct pinfile *file,
	const struct pinindex *index, const struct target *target)
{
	pinindex_look_up(index, file);
	_cleanup_(pinaskers_free) struct pinaskers askers = pinaskers_of(file);
	_cleanup_(stringlist_free) struct stringlist variables = variables_of(arguments, file);

	if (!arguments->pyproject)
		pinaskers_direct(&askers);
	write_seed(arguments->seed, file);
	write_report(arguments->report, pinreport(&askers, target), &variables);
	write_output(arguments, &askers);
	write_constraints(arguments->output, &file->constraints);
	say(file, &variables);
}

int main(int argc, char *argv[])
{
	options_begin(&argc, &argv, usage);
	const struct arguments arguments = parse_arguments(argc, argv);

	check_paths(&arguments);
	_cleanup_json_ json_t *json = json_read(arguments.target, MAX_TARGET);
	_cleanup_(lock_target_free) struct lock_target target =
		lock_target_read(json, arguments.target);
	const char *python = json_get_string(json, "pythonFull", arguments.target);
	_cleanup_(pinfile_free) struct pinfile file = pinfile_read(arguments.from);

	if (!file.count)
		die(EXIT_NO, "%s: names no package", arguments.from);
	if (exists(arguments.lock))
		die(EXIT_NO, "%s: is there already: move it away first", arguments.lock);
	_cleanup_(policy_free) struct policy policy = policy_read(arguments.policy);
	_cleanup_(tags_free) struct tags tags = tags_for(&target.target);
	const struct pinindex index = {.policy = &policy,
		.tags = &tags,
		.python = python ? python : json_want_string(json, "python", arguments.target),
		.reader = {arguments.tools, arguments.policy}};

	migrate(&arguments, &file, &index, &target.target);
	return close_stdout();
}
