/* SPDX-License-Identifier: MIT */
/* sources: what the Python files of a plan's wheels say: bad syntax, lost entry points, names.
 *
 * Nothing is imported, files are parsed, by modules.py and the target's version of Python. What a
 * wheel says is remembered in the store, so that an unchanged one is not parsed again. */
#include <getopt.h>
#include <sched.h>
#include <string.h>
#include <sys/stat.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/json.h"
#include "lib/options.h"
#include "store/results.h"
#include "verify/answerpool.h"
#include "verify/plannedwheels.h"
#include "verify/sourceparser.h"
#include "verify/sourceskey.h"

static const char usage[] =
	"usage: sources --store DIR --plan PLAN --python PATH --parser FILE [--built LOCK]\n"
	"               [--image LAYOUT --work DIR] [--jobs N]\n"
	"\n"
	"Parses the Python files of a plan's wheels, and prints what they say as JSON.\n"
	"\n"
	"  --store DIR     where the wheels are, and what is known of them\n"
	"  --plan FILE     plan.json of lockplan\n"
	"  --built FILE    the lock of built wheels, if there is one\n"
	"  --python PATH   a Python of this machine, for when there is none of the target's "
	"version\n"
	"  --parser FILE   modules.py, which that runs\n"
	"  --image LAYOUT  the image's OCI image layout, whose Python may parse\n"
	"  --work DIR      a directory for what is unpacked of it\n"
	"  --jobs N        processes at once (as many as there are processors)\n"
	"  -h, --help      print this\n";

enum { MAX_JOBS = 1024 };

struct arguments {
	const char *store, *plan, *built;
	struct sourceparser_choice parser;
	size_t jobs;
};

/* A wheel that is to be parsed. */
struct unknown {
	size_t number; /* in the plan's list */
	off_t size;
};

/* What is known so far: FOUND is by package, null what is not known. */
struct examination {
	const struct store *store;
	const struct plannedwheels *wheels;
	const char *version; /* of the Python that parses */
	json_t *found;
	struct unknown *unknown;
	size_t unknown_count;
};

static size_t processors(void)
{
	cpu_set_t set;

	return sched_getaffinity(0, sizeof set, &set) == 0 ? (size_t)CPU_COUNT(&set) : 1;
}

static struct arguments take_arguments(int argc, char *argv[])
{
	static const struct option options[] = {{"store", required_argument, NULL, 's'},
		{"plan", required_argument, NULL, 'p'}, {"built", required_argument, NULL, 'b'},
		{"python", required_argument, NULL, 'y'}, {"parser", required_argument, NULL, 'a'},
		{"image", required_argument, NULL, 'i'}, {"work", required_argument, NULL, 'w'},
		{"jobs", required_argument, NULL, 'j'}, {0}};
	struct arguments arguments = {.jobs = processors()};

	for (int c; (c = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		switch (c) {
		case 's':
			arguments.store = optarg;
			break;
		case 'p':
			arguments.plan = optarg;
			break;
		case 'b':
			arguments.built = optarg;
			break;
		case 'y':
			arguments.parser.python = optarg;
			break;
		case 'a':
			arguments.parser.program = optarg;
			break;
		case 'i':
			arguments.parser.image = optarg;
			break;
		case 'w':
			arguments.parser.work = optarg;
			break;
		case 'j':
			arguments.jobs = (size_t)option_number("--jobs", optarg, 1, MAX_JOBS);
			break;
		default:
			option_error(argv);
		}
	}
	if (!arguments.store || !arguments.plan || !arguments.parser.python ||
		!arguments.parser.program)
		usage_error("--store, --plan, --python and --parser must be given");
	if (!arguments.parser.image != !arguments.parser.work)
		usage_error("--image and --work must be given together");
	if (argc != optind)
		usage_error("'%s' is not an option", argv[optind]);
	arguments.parser.store = arguments.store;
	return arguments;
}

/* --- what is known ---------------------------------------------------------------------------- */

/* Under which what that Python finds in the wheel is kept. */
static struct digest key_of(const struct examination *examination, const struct plannedwheel *wheel)
{
	return sourceskey(&wheel->sha256, examination->wheels->python, examination->version);
}

static int largest_first(const void *a, const void *b)
{
	const struct unknown *x = a, *y = b;

	if (x->size != y->size)
		return x->size < y->size ? 1 : -1;
	return x->number < y->number ? -1 : x->number > y->number;
}

/* Takes what the store knows by that version's parsing, and lists the wheels of the store of which
 * it knows nothing. */
static void recall(struct examination *examination, const char *version)
{
	const struct plannedwheels *wheels = examination->wheels;
	static const char *const no_members[] = {NULL};

	examination->version = version;
	examination->unknown_count = 0;
	for (size_t i = 0; i < wheels->count; i++) {
		const struct plannedwheel *wheel = &wheels->list[i];
		struct digest key = key_of(examination, wheel);
		json_t *known = results_recall(examination->store, STAGE_sources, &key, no_members);
		_cleanup_free_ char *path = store_path(examination->store, &wheel->sha256);
		struct stat status;

		json_object_set_new(
			examination->found, wheel->package, known ? known : json_null());
		if (!known && stat(path, &status) == 0)
			examination->unknown[examination->unknown_count++] =
				(struct unknown){.number = i, .size = status.st_size};
	}
	qsort(examination->unknown, examination->unknown_count, sizeof *examination->unknown,
		largest_first);
}

/* --- what is parsed -----------------------------------------------------------------------------
 */

static void take_answer(void *context, size_t number, const char *answer, size_t length)
{
	struct examination *examination = context;
	const struct plannedwheel *wheel =
		&examination->wheels->list[examination->unknown[number].number];
	struct digest key = key_of(examination, wheel);
	json_t *result = json_loadb(answer, length, JSON_REJECT_DUPLICATES, NULL);

	if (!json_is_object(result))
		die(EXIT_NO, "%s: it cannot be examined", wheel->package);
	results_keep(examination->store, STAGE_sources, &key, result);
	json_object_set_new(examination->found, wheel->package, result);
}

static void parse(struct examination *examination, const struct sourceparser *parser, size_t jobs)
{
	_cleanup_(stringlist_free) struct stringlist paths = {0};
	_cleanup_free_ const char **command = xalloc(parser->command.count + 1, sizeof *command);
	const struct answerpool pool = {.command = command,
		.directory = examination->store->root,
		.processes = jobs,
		.context = examination,
		.answered = take_answer};

	for (size_t i = 0; i < parser->command.count; i++)
		command[i] = parser->command.items[i];
	for (size_t i = 0; i < examination->unknown_count; i++) {
		const char *hex =
			examination->wheels->list[examination->unknown[i].number].sha256.hex;

		stringlist_add(&paths, xprintf("sha256/%.2s/%s", hex, hex));
	}
	answerpool_ask(&pool, &paths);
}

int main(int argc, char *argv[])
{
	options_begin(&argc, &argv, usage);
	const struct arguments arguments = take_arguments(argc, argv);
	_cleanup_(plannedwheels_free) struct plannedwheels wheels =
		plannedwheels_read(arguments.plan, arguments.built);
	_cleanup_(store_close) struct store store = store_open(arguments.store);
	_cleanup_(sourceparser_free) struct sourceparser parser = {0};
	_cleanup_json_ json_t *found = json_object();
	_cleanup_free_ struct unknown *unknown = xalloc(wheels.count + 1, sizeof *unknown);
	struct examination examination = {
		.store = &store, .wheels = &wheels, .found = found, .unknown = unknown};

	recall(&examination, wheels.python);
	if (examination.unknown_count > 0) {
		parser = sourceparser_find(&arguments.parser, wheels.python);
		if (strcmp(parser.version, wheels.python) != 0)
			recall(&examination, parser.version);
		parse(&examination, &parser, arguments.jobs);
	}
	_cleanup_json_ json_t *result =
		json_pack("{s:s, s:O}", "python", examination.version, "wheels", found);

	json_print(result);
	return close_stdout();
}
