/* SPDX-License-Identifier: MIT */
/* why: why a package is in the lock, and at that version: every way to it from a line of the
 * requirements. Asks no index. */
#include <ctype.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "lib/json.h"
#include "lib/options.h"
#include "lock/asking.h"
#include "lock/lockgraph.h"
#include "lock/lockgraphjson.h"
#include "lock/lockmissing.h"
#include "lock/locktarget.h"
#include "lock/lockways.h"
#include "pypa/name.h"

enum { MAX_JSON = 16 << 20, MAX_KEY = 4096 };

static const char usage[] =
	"usage: why --lock FILE --target TARGET.json [--key FILE] [--paths NUMBER|all]\n"
	"           [-r FILE]... [-c FILE]... [-o FILE]... PACKAGE...\n"
	"       why --json --lock FILE --target TARGET.json [-r FILE]... [-c FILE]... [-o "
	"FILE]...\n"
	"\n"
	"Prints every way from a line of the requirements to a package, what is asked of its\n"
	"version, and which of that binds it; with --json, the graph of the whole lock.\n"
	"\n"
	"  --lock FILE          the lock\n"
	"  --target FILE        the target: lines whose markers do not hold for it do not count\n"
	"  --key FILE           holds the key of the present inputs; a lock of others is said to "
	"be\n"
	"                       that\n"
	"  --paths NUMBER|all   how many ways are shown at most: 50 when nothing is said\n"
	"  -r FILE, -c FILE, -o FILE\n"
	"                       requirements, constraints, overrides\n";

/* A file of the command line. */
struct input {
	enum requirement_role role;
	const char *path;
};

struct arguments {
	const char *lock, *target, *key;
	size_t most;
	bool json;
	struct input *inputs;
	size_t input_count;
	char **packages;
	size_t count;
};

/* --- the ways ------------------------------------------------------------------------ */

/* The step of a package: what it asks for by its edge, on the way to CHILD. */
static void print_step(
	const struct lockgraph *graph, const struct lockways_step *step, const char *child)
{
	const struct lockgraph_edge *edge = step->edge;
	_cleanup_free_ char *specifier = lockgraph_specifier(edge->asked);
	_cleanup_(text_free) struct text extras = {0};

	if (edge->asked->spelled.count) {
		text_add_char(&extras, '[');
		list_join(&edge->asked->spelled, ",", &extras);
		text_add_char(&extras, ']');
	}
	printf("\n      %s", edge->package->name);
	if (*edge->extra)
		printf("[%s]", edge->extra);
	printf(" %s: %s%s %s%s", edge->package->version, child, text_string(&extras), specifier,
		lockgraph_line_on(graph, child, ROLE_OVERRIDE, 0) ? " (overridden)" : "");
}

static void print_ways(const struct lockgraph *graph, const char *name, size_t most)
{
	_cleanup_(lockways_free) struct lockways ways = lockways_to(graph, name, most);

	printf("  %zu way%s to it%s:\n", ways.count, ways.count == 1 ? "" : "s",
		ways.more ? ", the shortest" : "");
	for (size_t i = 0; i < ways.count; i++) {
		const struct lockgraph_line *line = ways.ways[i]->edge->line;

		printf("    %s  %s", line->place, line->text);
		for (const struct lockways_step *step = ways.ways[i]->next; step; step = step->next)
			print_step(
				graph, step, step->next ? step->next->edge->package->name : name);
		putchar('\n');
	}
	if (ways.more)
		puts("    and more: PATHS=all shows them");
	if (ways.count == 0)
		puts("    no line of the requirements leads to it: the lock is not of these, or "
		     "lacks what a package requires");
}

/* --- what is asked of the version ------------------------------------------------------ */

static size_t characters(const char *text)
{
	size_t count = 0;

	for (; *text; text++)
		count += ((unsigned char)*text & 0xc0) != 0x80;
	return count;
}

static void print_asking(const struct asking *asking, const char *version, size_t width)
{
	_cleanup_free_ char *specifier = lockgraph_specifier(asking->asked);
	bool met = lockgraph_admits(asking->asked, version);

	printf("    %s%*s  %s", asking->who, (int)(width - characters(asking->who)), "", specifier);
	if (asking->silenced)
		printf("   overridden%s", met ? "" : ", would not be met");
	else if (asking->kind)
		printf(" (%s)", asking->kind);
	if (!asking->silenced)
		printf("%s%s", asking->binds ? "   <- binds" : "", met ? "" : "   NOT MET");
	putchar('\n');
}

static void print_asked(const struct lockgraph *graph, const struct lock_package *package)
{
	_cleanup_(askings_free) struct askings askings = askings_of(graph, package->name);
	size_t width = 0;

	if (askings.count)
		puts("  What is asked of its version:");
	for (size_t i = 0; i < askings.count; i++)
		if (characters(askings.list[i].who) > width)
			width = characters(askings.list[i].who);
	for (size_t i = 0; i < askings.count; i++)
		print_asking(&askings.list[i], package->version, width);
	if (askings.count && !askings.bound)
		puts("    none of these binds it from above: it was the highest there was, or "
		     "others' requirements kept it lower");
}

static void print_package(
	const struct lockgraph *graph, const struct lock_package *package, size_t most)
{
	_cleanup_free_ char *path = lockgraph_shown_path(graph->lock.path);
	const json_t *over;
	size_t i;

	printf("%s %s, from index '%s', in %s\n", package->name, package->version,
		package->index ? package->index : "default", path);
	if (package->choice) {
		printf("  its file was taken by %s, over ",
			json_string_value(json_object_get(package->choice, "by")));
		json_array_foreach (json_object_get(package->choice, "over"), i, over)
			printf("%s%s", i ? ", " : "", json_string_value(over));
		putchar('\n');
	}
	print_ways(graph, package->name, most);
	print_asked(graph, package);
}

/* --- the program --------------------------------------------------------------------------- */

static void warn_of_other_inputs(const struct lockgraph *graph, const char *key_path)
{
	_cleanup_(text_free) struct text key = file_read(key_path, MAX_KEY);
	const char *inputs = graph->lock.tool
				     ? json_get_string(graph->lock.tool, "inputs", graph->lock.path)
				     : NULL;

	while (key.length && isspace((unsigned char)key.bytes[key.length - 1]))
		key.bytes[--key.length] = '\0';
	if (inputs && strcmp(inputs, text_string(&key) + strspn(text_string(&key), " \t\r\n")) != 0)
		warn("%s: not fresh: the inputs changed since; run `make resolve`",
			graph->lock.path);
}

/* All that are there are shown first. Returns whether none is missing. */
static bool show_all(
	const struct lockgraph *graph, const struct arguments *arguments, const char *target)
{
	bool all = true;

	for (size_t pass = 0; pass < 2; pass++) {
		for (size_t i = 0; i < arguments->count; i++) {
			_cleanup_free_ char *name = name_normalize(arguments->packages[i]);
			const struct lock_package *package = lock_find(&graph->lock, name);

			if (package && pass == 0)
				print_package(graph, package, arguments->most);
			if (!package && pass == 1) {
				_cleanup_free_ char *missing = lockmissing(graph, name, target);

				warn("%s", missing);
			}
			all &= package != NULL;
		}
		fflush(stdout);
	}
	return all;
}

static size_t number_of_ways(const char *text)
{
	if (strcmp(text, "all") == 0)
		return LOCKWAYS_MOST;
	if (!*text || text[strspn(text, "0123456789")])
		usage_error("--paths wants a number, or `all`");
	unsigned long long number = strtoull(text, NULL, 10);

	return number < LOCKWAYS_MOST ? (size_t)number : LOCKWAYS_MOST;
}

static void add_input(struct arguments *arguments, int option, const char *path)
{
	enum requirement_role role = option == 'r'   ? ROLE_REQUIREMENT
				     : option == 'c' ? ROLE_CONSTRAINT
						     : ROLE_OVERRIDE;

	arguments->inputs =
		xrealloc(arguments->inputs, arguments->input_count + 1, sizeof *arguments->inputs);
	arguments->inputs[arguments->input_count++] = (struct input){role, path};
}

static struct arguments parse_arguments(int *argc, char ***argv)
{
	static const struct option longs[] = {{"lock", required_argument, NULL, 'l'},
		{"target", required_argument, NULL, 't'}, {"key", required_argument, NULL, 'k'},
		{"paths", required_argument, NULL, 'p'}, {"json", no_argument, NULL, 'j'},
		{NULL, 0, NULL, 0}};
	struct arguments arguments = {.most = 50};

	options_begin(argc, argv, usage);
	for (int c; (c = getopt_long(*argc, *argv, "r:c:o:", longs, NULL)) != -1;) {
		if (c == '?')
			option_error(*argv);
		else if (c == 'j')
			arguments.json = true;
		else if (c == 'p')
			arguments.most = number_of_ways(optarg);
		else if (c == 'l' || c == 't' || c == 'k')
			*(c == 'l'         ? &arguments.lock
				: c == 't' ? &arguments.target
					   : &arguments.key) = optarg;
		else
			add_input(&arguments, c, optarg);
	}
	arguments.packages = *argv + optind;
	arguments.count = (size_t)(*argc - optind);
	if (!arguments.lock || !arguments.target || arguments.json == (arguments.count > 0))
		usage_error("wants --lock, --target and packages, or --json");
	return arguments;
}

/* The lines in the order of kinds, so that those of requirements come first. */
static void add_inputs(struct lockgraph *graph, const struct arguments *arguments,
	const struct lock_target *target)
{
	static const enum requirement_role roles[] = {
		ROLE_REQUIREMENT, ROLE_CONSTRAINT, ROLE_OVERRIDE};

	for (size_t i = 0; i < sizeof roles / sizeof *roles; i++)
		for (size_t j = 0; j < arguments->input_count; j++)
			if (arguments->inputs[j].role == roles[i])
				lockgraph_add_lines(graph, arguments->inputs[j].path, roles[i],
					&target->target);
	lockgraph_connect(graph);
}

int main(int argc, char *argv[])
{
	struct arguments arguments = parse_arguments(&argc, &argv);
	_cleanup_json_ json_t *target_json = json_read(arguments.target, MAX_JSON);
	_cleanup_(lock_target_free) struct lock_target target =
		lock_target_read(target_json, arguments.target);
	_cleanup_(lockgraph_free) struct lockgraph graph = lockgraph_read(arguments.lock);
	bool all = true;

	add_inputs(&graph, &arguments, &target);
	free(arguments.inputs);
	if (arguments.json) {
		_cleanup_json_ json_t *json = lockgraph_json(&graph);

		json_print(json);
		return close_stdout();
	}
	if (!graph.knows_edges)
		die(EXIT_NO,
			"%s: it does not say what its packages require: run `make resolve "
			"RENEW=1`, which adds that and moves nothing",
			arguments.lock);
	if (arguments.key)
		warn_of_other_inputs(&graph, arguments.key);
	all = show_all(&graph, &arguments, target.name);
	return close_stdout() | (all ? EXIT_YES : EXIT_NO);
}
