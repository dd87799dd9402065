/* SPDX-License-Identifier: MIT */
/* builtwheel: a wheel that a build gave, checked before it is taken: its name and tags, what its
 * objects need, its RECORD. */
#include <getopt.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/command.h"
#include "lib/die.h"
#include "lib/file.h"
#include "lib/json.h"
#include "lib/options.h"
#include "lib/temporary.h"
#include "lock/locktarget.h"
#include "pypa/tags.h"
#include "pypa/version.h"
#include "wheels/builtobjects.h"

static const char usage[] =
	"usage: builtwheel --name PACKAGE [--release VERSION] --target FILE --programs DIR "
	"[--name-only]\n"
	"                  WHEEL\n"
	"\n"
	"Refuses a wheel that a build gave unless it is of the package, fits the target, and is "
	"what its\n"
	"name says.\n"
	"\n"
	"  --name PACKAGE     the package's normalized name\n"
	"  --release VERSION  its version; without it, any\n"
	"  --target FILE      target.json: what the wheel must fit\n"
	"  --programs DIR     where elfcheck and layer are, which look at its files\n"
	"  --name-only        look only whether it is of that package\n"
	"  -h, --help         print this\n";

enum { LARGEST_TARGET = 1 << 20 };

struct arguments {
	const char *name, *release, *target, *programs, *wheel;
	bool name_only;
};

/* The wheel, what its name says, and the target. */
struct checked {
	const struct arguments *arguments;
	const char *filename;
	struct wheel_name name;
	json_t *target_json;
	struct lock_target target;
};

static struct arguments take_arguments(int argc, char *argv[])
{
	static const struct option options[] = {{"name", required_argument, NULL, 'n'},
		{"release", required_argument, NULL, 'r'}, {"target", required_argument, NULL, 't'},
		{"programs", required_argument, NULL, 'p'}, {"name-only", no_argument, NULL, 'o'},
		{0}};
	struct arguments arguments = {0};

	for (int c; (c = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		switch (c) {
		case 'n':
			arguments.name = optarg;
			break;
		case 'r':
			arguments.release = optarg;
			break;
		case 't':
			arguments.target = optarg;
			break;
		case 'p':
			arguments.programs = optarg;
			break;
		case 'o':
			arguments.name_only = true;
			break;
		default:
			option_error(argv);
		}
	}
	if (!arguments.name || !arguments.target || !arguments.programs)
		usage_error("--name, --target and --programs must be given");
	if (argc - optind != 1)
		usage_error("a wheel must be given");
	arguments.wheel = argv[optind];
	return arguments;
}

static const char *target_says(const struct checked *checked, const char *key)
{
	return json_want_string(checked->target_json, key, checked->arguments->target);
}

/* --- its name --------------------------------------------------------------------------------- */

static bool is_of_version(const char *found, const char *wanted)
{
	struct version a, b;

	return version_is_valid(found) && version_is_valid(wanted) && version_scan(found, &a) &&
	       version_scan(wanted, &b) && version_compare(&a, &b) == 0;
}

static void check_name(struct checked *checked)
{
	const struct arguments *arguments = checked->arguments;
	const char *problem = wheel_name_parse(checked->filename, &checked->name);

	if (problem)
		die(EXIT_NO, "the build gave %s: %s", checked->filename, problem);
	if (strcmp(checked->name.name, arguments->name) != 0 ||
		(arguments->release && !is_of_version(checked->name.version, arguments->release)))
		die(EXIT_NO, "the build gave %s", checked->filename);
}

static void check_tags(const struct checked *checked)
{
	_cleanup_(tags_free) struct tags tags = tags_for(&checked->target.target);
	_cleanup_free_ char *why = NULL;
	const char *arch = target_says(checked, "arch");
	struct utsname here;

	if (tags_rank(&tags, &checked->name) >= 0)
		return;
	if (uname(&here) == 0 && strcmp(here.machine, arch) != 0)
		why = xprintf(", and this machine is %s", here.machine);
	die(EXIT_NO,
		"the build gave %s, which is for one architecture; the target is %s, Python %s%s; "
		"" BUILT_WHAT_TO_DO,
		checked->filename, arch, target_says(checked, "python"), why ? why : "");
}

/* What the name's tags say: whether it is for any machine, and the least minor version of glibc 2
 * that they promise to be enough, or -1. */
static bool is_pure(const struct checked *checked, int *promised)
{
	struct tag_cursor cursor = {0};
	char tag[TAG_BYTES];
	bool pure = true;

	*promised = -1;
	while (tags_next(&cursor, &checked->name, tag)) {
		int minor = platformtag_glibc(cursor.platform);

		pure = pure && strcmp(cursor.platform, "any") == 0;
		if (minor >= 0 && (*promised < 0 || minor < *promised))
			*promised = minor;
	}
	return pure;
}

/* --- its files -------------------------------------------------------------------------------- */

/* The last line of what PROGRAM said, without its name. */
static const char *last_line(struct text *said, const char *program)
{
	while (said->length > 0 && strchr("\n ", said->bytes[said->length - 1]))
		said->bytes[--said->length] = '\0';
	const char *newline = strrchr(text_string(said), '\n');
	const char *line = newline ? newline + 1 : text_string(said);
	size_t length = strlen(program);

	if (strncmp(line, program, length) == 0 && strncmp(line + length, ": ", 2) == 0)
		return line + length + 2;
	return line;
}

/* How the program ends for want of another, which ended with STATUS: the words that it was given
 * are the target's. */
static enum exit_status how_to_end(int status)
{
	return status >= EXIT_YES && status <= EXIT_USAGE ? EXIT_NO : EXIT_SYSTEM;
}

/* What elfcheck prints of the wheel. */
static json_t *objects_of(const struct checked *checked)
{
	const char *glibc =
		json_get_string(checked->target_json, "glibc", checked->arguments->target);
	_cleanup_free_ char *program = xprintf("%s/elfcheck", checked->arguments->programs);
	const char *const words[] = {program, "--arch", target_says(checked, "arch"),
		glibc ? "--glibc" : "--musl", glibc ? glibc : target_says(checked, "musl"),
		checked->arguments->wheel, NULL};
	_cleanup_(text_free) struct text printed = {0}, said = {0};
	const struct command command = {.words = words, .output = &printed, .errors = &said};

	int status = command_run(&command);

	if (printed.length == 0 || status > EXIT_NO)
		die(how_to_end(status), "%s", last_line(&said, "elfcheck"));
	json_t *all = json_loadb(printed.bytes, printed.length, 0, NULL);

	if (!json_is_array(json_object_get(all, "objects")))
		die(EXIT_SYSTEM, "elfcheck: prints no list of objects");
	return all;
}

static void check_objects(const struct checked *checked)
{
	_cleanup_json_ json_t *all = objects_of(checked);
	const json_t *objects = json_object_get(all, "objects");
	struct builtobjects wheel = {.filename = checked->filename,
		.arch = target_says(checked, "arch"),
		.glibc = json_get_string(checked->target_json, "glibc", checked->arguments->target),
		.musl = json_get_string(checked->target_json, "musl", checked->arguments->target)};
	bool pure = is_pure(checked, &wheel.promised);

	builtobjects_check(&wheel, objects);
	if (!pure && json_array_size(objects) == 0)
		die(EXIT_NO,
			"the build gave %s, which is for one architecture and holds no compiled "
			"file: its extensions were not built; " BUILT_LIBRARIES
			", " BUILT_WHAT_TO_DO "; the log says why",
			checked->filename);
}

/* By the program that will put it into the image. */
static void check_record(const struct checked *checked)
{
	json_t *allowed = json_get_array(
		       checked->target_json, "allowWheel", checked->arguments->target),
	       *sha256;
	_cleanup_free_ char *program = xprintf("%s/layer", checked->arguments->programs);
	_cleanup_(temporary_remove_directory) char *directory = temporary_make_directory();
	_cleanup_free_ char *out = xprintf("%s/layer", directory);
	const char *const fixed[] = {program, "--python", target_says(checked, "python"),
		"--prefix", target_says(checked, "prefix"), "--site", target_says(checked, "site"),
		"-o", out};
	size_t count = sizeof fixed / sizeof *fixed, i;
	_cleanup_free_ const char **words =
		xalloc(count + 2 * json_array_size(allowed) + 2, sizeof *words);
	_cleanup_(text_free) struct text printed = {0}, said = {0};
	const struct command command = {.words = words, .output = &printed, .errors = &said};

	memcpy(words, fixed, sizeof fixed);
	json_array_foreach (allowed, i, sha256) {
		words[count++] = "--allow-wheel";
		words[count++] = json_string_value(sha256);
	}
	words[count] = checked->arguments->wheel;
	int status = command_run(&command);

	if (status != EXIT_YES)
		die(how_to_end(status), "the build gave a wheel that cannot be taken: %s",
			last_line(&said, "layer"));
}

int main(int argc, char *argv[])
{
	options_begin(&argc, &argv, usage);
	const struct arguments arguments = take_arguments(argc, argv);
	struct checked checked = {.arguments = &arguments, .filename = file_name(arguments.wheel)};

	check_name(&checked);
	if (!arguments.name_only) {
		checked.target_json = json_read(arguments.target, LARGEST_TARGET);
		checked.target = lock_target_read(checked.target_json, arguments.target);
		check_tags(&checked);
		check_objects(&checked);
		check_record(&checked);
		lock_target_free(&checked.target);
		json_free(&checked.target_json);
	}
	wheel_name_free(&checked.name);
	return close_stdout();
}
