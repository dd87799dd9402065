/* SPDX-License-Identifier: MIT */
/* provided: what the base provides, as the resolver is to see it: for each distribution a wheel
 * that holds METADATA only.
 *
 * The metadata is the base's own; the version is the declared one, which must be of the release
 * that the base has. */
#include <dirent.h>
#include <errno.h>
#include <getopt.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/digest.h"
#include "lib/file.h"
#include "lib/json.h"
#include "lib/options.h"
#include "lib/stringlist.h"
#include "pypa/name.h"
#include "pypa/version.h"
#include "resolve/metadatawheel.h"

enum { MAX_JSON = 256 << 20 };

static const char usage[] =
	"usage: provided --facts FACTS.json --python PYTHON.json --target NAME --wheels DIR\n"
	"                -o FILE NAME[=VERSION]...\n"
	"\n"
	"Makes a wheel, of metadata only, of each package that a base provides, for a resolver.\n"
	"\n"
	"  --facts FILE    what basefacts printed of the base\n"
	"  --python FILE   python.json: the interpreter and its directories\n"
	"  --target NAME   the target, for messages\n"
	"  --wheels DIR    where the wheels go; others there are removed\n"
	"  -o, --output FILE\n"
	"                  what is provided, as JSON\n"
	"  NAME[=VERSION]  a package, and the version that it counts as\n";

struct arguments {
	const char *facts, *python, *target, *wheels, *output;
};

/* What is made: filenames and, at the same places, wheels. */
struct made {
	struct stringlist filenames;
	struct text *wheels;
	json_t *provided;
	bool wrong; /* something is not as it is declared, which was said */
};

/* A distribution of the base, and the directory in which it is; both borrowed. */
struct found {
	const json_t *distribution;
	const char *site;
};

/* --- the base's distribution ---------------------------------------------------------- */

static bool find_in_site(
	const json_t *site, const char *name, const char *where, struct found *found)
{
	const json_t *distributions = json_want_array(site, "distributions", where), *distribution;
	size_t i;

	json_array_foreach (distributions, i, distribution) {
		const char *own = json_get_string(distribution, "name", where);
		_cleanup_free_ char *normalized = own ? name_normalize(own) : NULL;

		if (!normalized || strcmp(normalized, name) != 0)
			continue;
		*found = (struct found){distribution, json_want_string(site, "path", where)};
		return true;
	}
	return false;
}

/* The distribution in the directories into which the interpreter looks, the first in their order.
 */
static bool find(const json_t *facts, const json_t *python, const char *name,
	const struct arguments *arguments, struct found *found)
{
	const json_t *sites = json_want_array(facts, "sites", arguments->facts), *site, *path;
	_cleanup_(text_free) struct text where = {0};
	size_t i, j;

	json_array_foreach (json_want_array(python, "sites", arguments->python), i, path) {
		if (!json_is_string(path))
			die(EXIT_NO, "%s: .sites[%zu]: not a string", arguments->python, i);
		text_printf(&where, "%s%s", i ? ", " : "", json_string_value(path));
		json_array_foreach (sites, j, site)
			if (strcmp(json_want_string(site, "path", arguments->facts),
				    json_string_value(path)) == 0 &&
				find_in_site(site, name, arguments->facts, found))
				return true;
	}
	warn("PYLOCK_PROVIDED: the base of %s has no %s for %s (looked into: %s): leave it out",
		arguments->target, name, json_want_string(python, "path", arguments->python),
		where.length ? text_string(&where) : "none has any package");
	return false;
}

/* --- its version ------------------------------------------------------------------------ */

static char *normalized(const struct version *version)
{
	struct text text = {0};

	version_add(&text, version, false);
	return text_take(&text);
}

/* Epoch and release alone. */
static struct version base_of(const struct version *version)
{
	return (struct version){.epoch = version->epoch, .release = version->release};
}

/* The version as the resolver sees it: DECLARED, or else FOUND, the base's own, either of which may
 * be NULL. The caller frees; NULL, with a message, when it is not to be told. */
static char *counted_version(const char *name, const char *found, const char *declared)
{
	struct version own, version;
	bool is_version = found && version_is_valid(found) && version_scan(found, &own);

	if (!declared && !is_version)
		warn("PYLOCK_PROVIDED: the base's %s says version '%s', which is none by PEP 440: "
		     "declare what it counts as: PYLOCK_PROVIDED.%s := <version>",
			name, found ? found : "", name);
	if (!declared)
		return is_version ? normalized(&own) : NULL;
	if (!version_is_valid(declared) || !version_scan(declared, &version)) {
		warn("PYLOCK_PROVIDED.%s is '%s', which is no version by PEP 440", name, declared);
		return NULL;
	}
	struct version wanted = base_of(&version), has = is_version ? base_of(&own) : wanted;

	if (version_compare(&has, &wanted) == 0)
		return normalized(&version);
	_cleanup_free_ char *release = normalized(&has);

	warn("PYLOCK_PROVIDED.%s is %s, but the base has %s: write PYLOCK_PROVIDED.%s := %s", name,
		declared, found, name, release);
	return NULL;
}

/* --- the program ---------------------------------------------------------------------------- */

/* WORD is NAME[=VERSION]. */
static void make(struct made *made, const json_t *facts, const json_t *python, const char *word,
	const struct arguments *arguments)
{
	_cleanup_free_ char *spelled = xstrndup(word, strcspn(word, "="));
	_cleanup_free_ char *name = name_normalize(spelled);
	const char *declared = word + strlen(spelled) + (word[strlen(spelled)] == '=');
	struct found found;
	_cleanup_free_ char *version = NULL;

	if (!name_is_valid(spelled))
		warn("PYLOCK_PROVIDED: '%s' is not a package's name", spelled);
	else if (find(facts, python, name, arguments, &found))
		version = counted_version(name,
			json_get_string(found.distribution, "version", arguments->facts),
			*declared ? declared : NULL);
	if (!version) {
		made->wrong = true;
		return;
	}
	_cleanup_(text_free) struct text metadata =
		metadatawheel_metadata(found.distribution, version, arguments->facts);
	struct digest digest = sha256_of(metadata.bytes, metadata.length);
	json_t *base = json_object_get(found.distribution, "version");

	json_object_set_new(made->provided, name,
		json_pack("{s:s, s:O, s:s, s:s}", "version", version, "base",
			base ? base : json_null(), "site", found.site, "metadata", digest.hex));
	made->wheels[made->filenames.count] = metadatawheel(name, version, &metadata);
	stringlist_add(&made->filenames, metadatawheel_filename(name, version));
}

/* Removes what stands in the directory and is not made now. */
static void remove_others(const char *path, const struct stringlist *filenames)
{
	DIR *directory = opendir(path);
	struct dirent *entry;

	if (!directory)
		die(EXIT_SYSTEM, "%s:", path);
	while ((entry = readdir(directory))) {
		bool stays = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;

		for (size_t i = 0; i < filenames->count; i++)
			stays |= strcmp(entry->d_name, filenames->items[i]) == 0;
		if (!stays && unlinkat(dirfd(directory), entry->d_name, 0) < 0)
			die(EXIT_SYSTEM, "%s/%s:", path, entry->d_name);
	}
	closedir(directory);
}

static void write_all(const struct made *made, const struct arguments *arguments)
{
	_cleanup_free_ char *inside = xprintf("%s/x", arguments->wheels);
	_cleanup_(text_free) struct text json = json_canonical(made->provided);

	make_parents(inside);
	remove_others(arguments->wheels, &made->filenames);
	for (size_t i = 0; i < made->filenames.count; i++) {
		_cleanup_free_ char *path =
			xprintf("%s/%s", arguments->wheels, made->filenames.items[i]);

		file_write(path, made->wheels[i].bytes, made->wheels[i].length);
	}
	text_add_char(&json, '\n');
	file_write(arguments->output, json.bytes, json.length);
}

static struct arguments parse_arguments(int *argc, char ***argv)
{
	static const struct option longs[] = {{"facts", required_argument, NULL, 'f'},
		{"python", required_argument, NULL, 'p'}, {"target", required_argument, NULL, 't'},
		{"wheels", required_argument, NULL, 'w'}, {"output", required_argument, NULL, 'o'},
		{NULL, 0, NULL, 0}};
	struct arguments arguments = {0};

	options_begin(argc, argv, usage);
	for (int c; (c = getopt_long(*argc, *argv, "o:", longs, NULL)) != -1;) {
		if (c == '?')
			option_error(*argv);
		*(c == 'f'         ? &arguments.facts
			: c == 'p' ? &arguments.python
			: c == 't' ? &arguments.target
			: c == 'w' ? &arguments.wheels
				   : &arguments.output) = optarg;
	}
	if (!arguments.facts || !arguments.python || !arguments.target || !arguments.wheels ||
		!arguments.output || optind == *argc)
		usage_error("wants --facts, --python, --target, --wheels, -o and packages");
	return arguments;
}

int main(int argc, char *argv[])
{
	struct arguments arguments = parse_arguments(&argc, &argv);
	_cleanup_json_ json_t *facts = json_read(arguments.facts, MAX_JSON);
	_cleanup_json_ json_t *python = json_read(arguments.python, MAX_JSON);
	size_t count = (size_t)(argc - optind);
	struct made made = {
		.wheels = xalloc(count, sizeof *made.wheels), .provided = json_object()};

	for (size_t i = 0; i < count; i++)
		make(&made, facts, python, argv[optind + (int)i], &arguments);
	if (!made.wrong)
		write_all(&made, &arguments);
	for (size_t i = 0; i < made.filenames.count; i++)
		text_free(&made.wheels[i]);
	free(made.wheels);
	stringlist_free(&made.filenames);
	json_decref(made.provided);
	return made.wrong ? EXIT_NO : close_stdout();
}
