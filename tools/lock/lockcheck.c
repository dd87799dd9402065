/* SPDX-License-Identifier: MIT */
/* lockcheck: whether a lock meets what the requirements, and its packages, ask for. Asks no index.
 */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "lib/json.h"
#include "lib/options.h"
#include "lock/lockgraph.h"
#include "lock/locktarget.h"
#include "lock/lockunmet.h"
#include "pypa/name.h"

enum { MAX_JSON = 16 << 20 };

static const char usage[] =
	"usage: lockcheck --lock FILE --target TARGET.json [--exclude NAME]... [--provided FILE]\n"
	"                 [--record FILE] [-r FILE]... [-c FILE]... [-o FILE]...\n"
	"\n"
	"Prints each requirement that does not hold in the lock, of the project's files and of "
	"the\n"
	"packages that are locked.\n"
	"\n"
	"  --lock FILE      the lock; what it says under `unmet` was so when it was resolved\n"
	"  --target FILE    the target: lines whose markers do not hold for it do not count\n"
	"  --exclude NAME   need not be there\n"
	"  --provided FILE  what the base has, as provided writes it\n"
	"  --record FILE    writes what does not hold as a lock's `unmet`, whatever that says "
	"today\n"
	"  -r FILE, -c FILE, -o FILE\n"
	"                   requirements, constraints, overrides\n";

struct input {
	enum requirement_role role;
	const char *path;
};

struct arguments {
	const char *lock, *target, *provided, *record;
	struct input *inputs;
	size_t count;
	struct stringlist excluded;
};

static void take_argument(struct arguments *arguments, int option, const char *value)
{
	enum requirement_role role = option == 'r'   ? ROLE_REQUIREMENT
				     : option == 'c' ? ROLE_CONSTRAINT
						     : ROLE_OVERRIDE;

	if (option == 'l')
		arguments->lock = value;
	else if (option == 't')
		arguments->target = value;
	else if (option == 'p')
		arguments->provided = value;
	else if (option == 'R')
		arguments->record = value;
	else if (option == 'x')
		stringlist_add(&arguments->excluded, name_normalize(value));
	else {
		arguments->inputs = xrealloc(
			arguments->inputs, arguments->count + 1, sizeof *arguments->inputs);
		arguments->inputs[arguments->count++] = (struct input){role, value};
	}
}

static struct arguments parse_arguments(int argc, char *argv[])
{
	static const struct option longs[] = {{"lock", required_argument, NULL, 'l'},
		{"target", required_argument, NULL, 't'}, {"exclude", required_argument, NULL, 'x'},
		{"provided", required_argument, NULL, 'p'},
		{"record", required_argument, NULL, 'R'}, {NULL, 0, NULL, 0}};
	struct arguments arguments = {0};

	for (int c; (c = getopt_long(argc, argv, "r:c:o:", longs, NULL)) != -1;) {
		if (c == '?')
			option_error(argv);
		take_argument(&arguments, c, optarg);
	}
	if (!arguments.lock || !arguments.target || optind != argc)
		usage_error("wants --lock, --target and requirements");
	return arguments;
}

/* Whether the lock says that this did not hold when it was resolved. */
static bool is_recorded(const struct lock *lock, const char *key)
{
	const json_t *unmet = lock->tool ? json_get_array(lock->tool, "unmet", lock->path) : NULL;
	const json_t *entry;
	size_t i;

	json_array_foreach (unmet, i, entry)
		if (json_is_string(entry) && strcmp(json_string_value(entry), key) == 0)
			return true;
	return false;
}

/* Returns whether all holds that is not recorded. */
static bool print_unmet(
	const struct lock *lock, const struct stringlist *texts, const struct stringlist *keys)
{
	bool all = true;

	for (size_t i = 0; i < texts->count; i++) {
		if (is_recorded(lock, keys->items[i]))
			continue;
		puts(texts->items[i]);
		all = false;
	}
	return all;
}

static void record(const char *path, const struct stringlist *keys)
{
	_cleanup_json_ json_t *array = json_array();

	for (size_t i = 0; i < keys->count; i++)
		json_array_append_new(array, json_string(keys->items[i]));
	_cleanup_(text_free) struct text text = json_canonical(array);

	text_add_char(&text, '\n');
	file_write(path, text.bytes, text.length);
}

int main(int argc, char *argv[])
{
	options_begin(&argc, &argv, usage);
	struct arguments arguments = parse_arguments(argc, argv);
	_cleanup_json_ json_t *json = json_read(arguments.target, MAX_JSON);
	_cleanup_json_ json_t *provided =
		arguments.provided ? json_read(arguments.provided, MAX_JSON) : NULL;
	_cleanup_(lock_target_free) struct lock_target target =
		lock_target_read(json, arguments.target);
	_cleanup_(lockgraph_free) struct lockgraph graph = lockgraph_read(arguments.lock);
	_cleanup_(stringlist_free) struct stringlist texts = {0}, keys = {0};
	const struct lockunmet_absent absent = {arguments.excluded, provided};

	for (size_t i = 0; i < arguments.count; i++)
		lockgraph_add_lines(
			&graph, arguments.inputs[i].path, arguments.inputs[i].role, &target.target);
	lockgraph_connect(&graph);
	lockunmet(&graph, &absent, &texts, &keys);
	if (arguments.record)
		record(arguments.record, &keys);
	bool all = print_unmet(&graph.lock, &texts, &keys);

	free(arguments.inputs);
	stringlist_free(&arguments.excluded);
	return close_stdout() | (all ? EXIT_YES : EXIT_NO);
}
