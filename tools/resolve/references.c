/* SPDX-License-Identifier: MIT */
/* references: the files that direct references mean, as an index that has just these. */
#include <getopt.h>
#include <locale.h>
#include <string.h>

#include "fetch/projectpath.h"
#include "lib/cleanup.h"
#include "lib/file.h"
#include "lib/json.h"
#include "lib/options.h"
#include "lib/stringlist.h"
#include "resolve/fileindex.h"
#include "resolve/lockedreference.h"
#include "resolve/referencefinder.h"

static const char usage[] =
	"usage: references --tools DIR --store DIR [--builder FILE] [--lock FILE]\n"
	"                  [--upgrade] [--package NAME]... --work DIR --output FILE FILE\n"
	"\n"
	"Finds out which files the direct references of the last FILE, as resolverinput writes\n"
	"it, mean.\n"
	"\n"
	"      --tools DIR        the framework's build directory\n"
	"      --store DIR        where files go\n"
	"      --builder FILE     the words, in JSON, of a program that makes metadata of source\n"
	"                         trees\n"
	"      --lock FILE        the lock to stay close to\n"
	"      --upgrade          ask for everything anew\n"
	"      --package NAME     with --upgrade: for this package only\n"
	"      --work DIR         where the index goes\n"
	"      --output FILE      what they are, for resolverinput and lockpin\n"
	"  -h, --help             print this\n";

enum { MAX_REFERENCES = 64 << 20, MAX_WORDS = 1 << 20 };

struct arguments {
	const char *tools, *store, *builder, *lock, *work, *output, *asked;
	bool upgrade;
	struct stringlist packages;
};

static void take_option(struct arguments *arguments, int option, char *argv[])
{
	switch (option) {
	case 't':
		arguments->tools = optarg;
		break;
	case 's':
		arguments->store = optarg;
		break;
	case 'b':
		arguments->builder = optarg;
		break;
	case 'l':
		arguments->lock = optarg;
		break;
	case 'u':
		arguments->upgrade = true;
		break;
	case 'n':
		stringlist_add(&arguments->packages, xstrdup(optarg));
		break;
	case 'w':
		arguments->work = optarg;
		break;
	case 'o':
		arguments->output = optarg;
		break;
	default:
		option_error(argv);
	}
}

static struct arguments parse_arguments(int argc, char *argv[])
{
	static const struct option options[] = {{"tools", required_argument, NULL, 't'},
		{"store", required_argument, NULL, 's'}, {"builder", required_argument, NULL, 'b'},
		{"lock", required_argument, NULL, 'l'}, {"upgrade", no_argument, NULL, 'u'},
		{"package", required_argument, NULL, 'n'}, {"work", required_argument, NULL, 'w'},
		{"output", required_argument, NULL, 'o'}, {0}};
	struct arguments arguments = {0};
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) >= 0)
		take_option(&arguments, option, argv);
	if (!arguments.tools || !arguments.store || !arguments.work || !arguments.output)
		usage_error("--tools, --store, --work and --output must be given");
	if (optind + 1 != argc)
		usage_error("exactly one file of references must be given");
	arguments.asked = argv[optind];
	return arguments;
}

/* The words in the file PATH; NULL without one. */
static json_t *read_builder(const char *path)
{
	json_t *words = path ? json_read(path, MAX_WORDS) : NULL;
	const json_t *word;
	size_t i;

	if (words && !json_is_array(words))
		die(EXIT_NO, "%s: the document: not an array", path);
	json_array_foreach (words, i, word)
		if (!json_is_string(word))
			die(EXIT_NO, "%s: [%zu]: not a string", path, i);
	return words;
}

/* Where the package NAME was asked for first. */
static const char *place_of(json_t *places, const char *name)
{
	const char *place;
	json_t *known;

	json_object_foreach (places, place, known)
		if (strcmp(json_string_value(known), name) == 0)
			return place;
	return "another line";
}

/* Finds REFERENCE and adds it to FOUND, packages by their names, and PLACES. */
static void add(const struct referencefinder *finder, const struct reference *reference,
	json_t *found, json_t *places)
{
	_cleanup_json_ json_t *package = reference_find(finder, reference);
	_cleanup_free_ char *name = xstrdup(json_want_string(package, "name", reference->place));
	json_t *other = json_object_get(found, name);

	json_object_del(package, "name");
	if (other && !json_equal(other, package))
		die(EXIT_NO, "%s: %s: %s asks for it at another place", reference->place, name,
			place_of(places, name));
	json_object_set(found, name, package);
	json_object_set_new(places, reference->place, json_string(name));
}

int main(int argc, char *argv[])
{
	options_begin(&argc, &argv, usage);
	struct arguments arguments = parse_arguments(argc, argv);
	_cleanup_free_ char *tools = path_absolute(arguments.tools);
	_cleanup_free_ char *root = path_absolute(arguments.store);
	_cleanup_free_ char *work = path_real(arguments.work);
	_cleanup_json_ json_t *builder = read_builder(arguments.builder);
	bool ignored = arguments.upgrade && arguments.packages.count == 0;
	struct referencefinder finder = {.archiver = {tools, root},
		.store = store_open(root),
		.builder = builder,
		.lock = arguments.lock,
		.locked = lockedreference_packages(
			ignored ? NULL : arguments.lock, &arguments.packages)};
	_cleanup_json_ json_t *asked = json_read(arguments.asked, MAX_REFERENCES);
	_cleanup_json_ json_t *found = json_object(), *places = json_object();
	const json_t *item;
	size_t i;

	setlocale(LC_CTYPE, "C.UTF-8");
	if (!json_is_array(asked))
		die(EXIT_NO, "%s: the document: not an array", arguments.asked);
	json_array_foreach (asked, i, item) {
		struct reference reference = reference_read(item, arguments.asked);

		add(&finder, &reference, found, places);
	}
	_cleanup_free_ char *url = fileindex_write(found, &finder.store, work);
	_cleanup_json_ json_t *document = json_pack("{s:s, s:o, s:o}", "index", url, "places",
		json_incref(places), "packages", json_incref(found));
	_cleanup_(text_free) struct text text = json_canonical(document);

	text_add_char(&text, '\n');
	file_write(arguments.output, text.bytes, text.length);
	json_free(&finder.locked);
	store_close(&finder.store);
	stringlist_free(&arguments.packages);
	return EXIT_YES;
}
