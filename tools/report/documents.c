/* SPDX-License-Identifier: MIT */
/* documents: what an image says about itself, made without running anything of it.
 *
 * The tree of dependencies is as pipdeptree prints it, the versions are as `pip freeze` does. */
#include <ftw.h>
#include <getopt.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "lib/json.h"
#include "lib/options.h"
#include "report/deptree.h"
#include "report/deptreetext.h"
#include "report/environmenttext.h"
#include "report/explicit.h"
#include "report/freeze.h"

enum { MAX_JSON = 256 << 20, MAX_TEXT = 64 << 20 };

static const char usage[] =
	"usage: documents explicit [--target TARGET.json] -o FILE [REQUIREMENTS]...\n"
	"       documents make --plan PLAN.json --lock INSTALLED.toml --facts FACTS.json\n"
	"                 --python PYTHON.json --explicit FILE [--base-packages]\n"
	"                 [--fact KEY=VALUE]... -o DIR [LAYER.json]...\n"
	"       documents needs --plan PLAN.json [LAYER.json]...\n"
	"\n"
	"explicit writes the names of the direct requirements, one a line; make the documents\n"
	"about an environment, whose distributions are those that `layer` printed of each layer;\n"
	"needs prints which of these need which others, as JSON.\n"
	"\n"
	"  --target FILE    target.json: the requirements are those of this target\n"
	"  --plan FILE      plan.json of lockplan\n"
	"  --lock FILE      installed.toml of lockplan\n"
	"  --facts FILE     what basefacts printed of the base\n"
	"  --python FILE    python.json: the interpreter and its directories\n"
	"  --explicit FILE  what `documents explicit` wrote\n"
	"  --base-packages  the virtual environment sees the base's distributions\n"
	"  --fact KEY=VALUE a line of environment.txt\n"
	"  -o, --output     the file; the directory, of which all that is in it is removed\n";

struct arguments {
	const char *command, *target, *plan, *lock, *facts, *python, *explicit, *output;
	bool base_packages;
	struct stringlist given; /* facts of the command line */
	char **files;
	size_t count;
};

/* What the documents are made of. */
struct sources {
	json_t *plan, *facts, *python;
	struct target target;
	struct deptree tree;
};

/* --- the distributions ------------------------------------------------------------ */

/* The target of JSON for markers, with the Python VERSION. */
static struct target target_of(const json_t *json, const char *version, const char *where)
{
	struct target target = {0};
	const char *arch = json_want_string(json, "arch", where);

	if (strlen(arch) >= sizeof target.arch)
		die(EXIT_NO, "%s: .arch: '%.50s' is not an architecture", where, arch);
	strcpy(target.arch, arch);
	if (sscanf(version, "%2u.%2u.%9u", &target.python_major, &target.python_minor,
		    &target.python_micro) < 2)
		die(EXIT_NO, "%s: '%.50s' is not a version of Python", where, version);
	return target;
}

static void add_layers(
	struct deptree *tree, const struct arguments *arguments, const struct target *target)
{
	for (size_t i = 0; i < arguments->count; i++) {
		_cleanup_json_ json_t *layer = json_read(arguments->files[i], MAX_JSON);
		const json_t *distributions =
			json_get_array(layer, "distributions", arguments->files[i]);

		if (!distributions)
			die(EXIT_NO,
				"%s: it does not say what is in it; remove it and run `make image` "
				"again",
				arguments->files[i]);
		deptree_add(tree, distributions, target, arguments->files[i]);
	}
}

/* The base's, in the order in which the interpreter looks for them. */
static void add_base(
	struct sources *sources, const struct arguments *arguments, const struct target *target)
{
	const json_t *facts = json_want_array(sources->facts, "sites", arguments->facts), *site,
		     *path;
	size_t i, j;

	json_array_foreach (json_want_array(sources->python, "sites", arguments->python), i, path)
		json_array_foreach (facts, j, site)
			if (json_is_string(path) &&
				strcmp(json_want_string(site, "path", arguments->facts),
					json_string_value(path)) == 0)
				deptree_add(&sources->tree,
					json_want_array(site, "distributions", arguments->facts),
					target, arguments->facts);
}

static struct sources read_sources(const struct arguments *arguments)
{
	struct sources sources = {.plan = json_read(arguments->plan, MAX_JSON),
		.facts = json_read(arguments->facts, MAX_JSON),
		.python = json_read(arguments->python, MAX_JSON)};

	sources.target = target_of(json_want_object(sources.plan, "target", arguments->plan),
		json_want_string(sources.python, "version", arguments->python), arguments->plan);
	add_layers(&sources.tree, arguments, &sources.target);
	if (arguments->base_packages)
		add_base(&sources, arguments, &sources.target);
	deptree_connect(&sources.tree);
	return sources;
}

static void sources_free(struct sources *sources)
{
	json_decref(sources->plan);
	json_decref(sources->facts);
	json_decref(sources->python);
	deptree_free(&sources->tree);
}

/* --- commands -------------------------------------------------------------------------- */

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *place)
{
	(void)status, (void)kind, (void)place;
	return remove(path);
}

static void write_document(const char *directory, const char *name, const struct text *text)
{
	_cleanup_free_ char *path = xprintf("%s/%s", directory, name);

	file_write(path, text_string(text), text->length);
}

static void make(const struct arguments *arguments)
{
	_cleanup_(sources_free) struct sources sources = read_sources(arguments);
	_cleanup_(text_free) struct text names = file_read(arguments->explicit, MAX_TEXT);
	_cleanup_(text_free) struct text lock = file_read(arguments->lock, MAX_TEXT);
	const struct environment environment = {sources.plan, sources.facts, sources.python,
		arguments->plan, arguments->facts, arguments->python};
	_cleanup_(text_free) struct text info =
		environment_text(&environment, &sources.tree, &arguments->given);
	_cleanup_(text_free) struct text all = freeze_all(&sources.tree, &sources.target);
	_cleanup_(text_free) struct text named = freeze_named(&sources.tree, names.bytes);
	_cleanup_(text_free) struct text tree = {0}, json = {0};

	deptreetext_add(&sources.tree, arguments->plan, &tree, &json);
	nftw(arguments->output, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	write_document(arguments->output, "dependency_artifacts/dependencies.txt", &tree);
	write_document(arguments->output, "dependency_artifacts/dependency_tree.json", &json);
	write_document(arguments->output, "environment_info/frozen_deps.txt", &all);
	write_document(arguments->output, "environment_info/environment.txt", &info);
	write_document(arguments->output, "environment_info/explicit_deps.txt", &named);
	write_document(arguments->output, "environment_info/pylock.toml", &lock);
}

/* {"NAME": [NAME, …]}: whom each distribution needs. */
static void needs(const struct arguments *arguments)
{
	_cleanup_json_ json_t *plan = json_read(arguments->plan, MAX_JSON), *all = json_object();
	const json_t *json = json_want_object(plan, "target", arguments->plan);
	const char *python = json_want_string(json, "pythonFull", arguments->plan);
	struct target target = target_of(json, python, arguments->plan);
	_cleanup_(deptree_free) struct deptree tree = {0};

	add_layers(&tree, arguments, &target);
	deptree_connect(&tree);
	for (size_t i = 0; i < tree.count; i++) {
		struct deptree_needs found = deptree_needs_of_all(&tree, &tree.distributions[i]);
		json_t *names = json_array();

		for (size_t j = 0; j < found.count; j++)
			if (j == 0 || strcmp(found.edges[j]->key, found.edges[j - 1]->key) != 0)
				json_array_append_new(names, json_string(found.edges[j]->key));
		json_object_set_new(all, tree.distributions[i].key, names);
		free(found.edges);
	}
	json_print(all);
}

static void write_explicit(const struct arguments *arguments)
{
	_cleanup_(text_free) struct text text = {0};
	_cleanup_(stringlist_free) struct stringlist names = {0};
	struct target target = {0};

	if (arguments->target) {
		_cleanup_json_ json_t *json = json_read(arguments->target, MAX_JSON);
		const char *python = json_want_string(json, "pythonFull", arguments->target);

		target = target_of(json, python, arguments->target);
	}
	for (size_t i = 0; i < arguments->count; i++)
		explicit_add(&names, arguments->files[i], arguments->target ? &target : NULL);
	stringlist_sort_unique(&names);
	for (size_t i = 0; i < names.count; i++)
		text_printf(&text, "%s\n", names.items[i]);
	file_write(arguments->output, text_string(&text), text.length);
}

static struct arguments parse_arguments(int *argc, char ***argv)
{
	static const struct option longs[] = {{"target", required_argument, NULL, 't'},
		{"plan", required_argument, NULL, 'p'}, {"lock", required_argument, NULL, 'l'},
		{"facts", required_argument, NULL, 'f'}, {"python", required_argument, NULL, 'y'},
		{"explicit", required_argument, NULL, 'e'},
		{"base-packages", no_argument, NULL, 'b'}, {"fact", required_argument, NULL, 'F'},
		{"output", required_argument, NULL, 'o'}, {NULL, 0, NULL, 0}};
	struct arguments arguments = {0};

	options_begin(argc, argv, usage);
	for (int c; (c = getopt_long(*argc, *argv, "o:", longs, NULL)) != -1;) {
		if (c == '?')
			option_error(*argv);
		if (c == 'F' && !strchr(optarg, '='))
			usage_error("--fact: '%s' is not KEY=VALUE", optarg);
		if (c == 'F')
			stringlist_add(&arguments.given, xstrdup(optarg));
		else if (c == 'b')
			arguments.base_packages = true;
		else
			*(c == 't'         ? &arguments.target
				: c == 'p' ? &arguments.plan
				: c == 'l' ? &arguments.lock
				: c == 'f' ? &arguments.facts
				: c == 'y' ? &arguments.python
				: c == 'e' ? &arguments.explicit
					   : &arguments.output) = optarg;
	}
	if (optind == *argc)
		usage_error("wants a command: explicit, make or needs");
	arguments.command = (*argv)[optind++];
	arguments.files = *argv + optind;
	arguments.count = (size_t)(*argc - optind);
	return arguments;
}

int main(int argc, char *argv[])
{
	struct arguments arguments = parse_arguments(&argc, &argv);

	if (strcmp(arguments.command, "explicit") == 0 && arguments.output)
		write_explicit(&arguments);
	else if (strcmp(arguments.command, "make") == 0 && arguments.plan && arguments.lock &&
		 arguments.facts && arguments.python && arguments.explicit && arguments.output)
		make(&arguments);
	else if (strcmp(arguments.command, "needs") == 0 && arguments.plan)
		needs(&arguments);
	else
		usage_error("explicit wants -o; make --plan, --lock, --facts, --python, --explicit "
			    "and -o; needs "
			    "--plan");
	stringlist_free(&arguments.given);
	return close_stdout();
}
