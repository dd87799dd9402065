/* SPDX-License-Identifier: MIT */
/* pinfiles: which files the resolved releases have at their indexes, and which of them are meant.
 */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fetch/policy.h"
#include "lib/cleanup.h"
#include "lib/file.h"
#include "lib/json.h"
#include "lib/moment.h"
#include "lib/options.h"
#include "lock/lock.h"
#include "lock/locktarget.h"
#include "pypa/requirementset.h"
#include "resolve/decision.h"
#include "resolve/filelock.h"
#include "resolve/learn.h"
#include "resolve/release.h"
#include "resolve/releasechoice.h"
#include "resolve/resolved.h"
#include "store/store.h"

static const char usage[] =
	"usage: pinfiles --policy POLICY.json --tools DIR --target TARGET.json\n"
	"                [--exclude-newer DATE] [--lock FILE] [--known FILE] [--store DIR]\n"
	"                [--upgrade NAME]... [-r FILE]... [-o FILE]... --output FILE RESOLVED\n"
	"\n"
	"Which files the resolved releases have at their indexes, and which of them are meant.\n"
	"      --policy FILE         indexes and preferences\n"
	"      --tools DIR           the framework's build directory\n"
	"      --target FILE         the target\n"
	"      --exclude-newer DATE  what was uploaded later does not exist\n"
	"      --known FILE          what files of an earlier time require, by hash; is written, "
	"too\n"
	"      --store DIR           where files go whose index gives no SHA-256 of them\n"
	"      --upgrade NAME        such files of a package, or of `:all:`, may be others by now\n"
	"  -r FILE, -c FILE, -o FILE requirements, constraints and overrides\n"
	"      --lock FILE           where a pylock.toml of all files is written\n"
	"      --output FILE         the files that are meant, for lockpin\n"
	"  -h, --help                this text\n"
	"\n"
	"RESOLVED is a pylock.toml, or requirements as pip-compile writes them.\n";

enum { MAX_TARGET = 1 << 20, MAX_KNOWN = 256 << 20 }; /* bytes */

struct arguments {
	const char *policy, *tools, *target, *known, *lock, *output, *resolved;
	struct stringlist inputs; /* that ask for something: -r and -o */
	struct release_target for_whom;
	struct store store; /* its root is NULL: none */
	struct stringlist upgrade;
};

static struct arguments parse_arguments(int argc, char *argv[])
{
	static const struct option options[] = {{"policy", required_argument, NULL, 'p'},
		{"tools", required_argument, NULL, 't'}, {"target", required_argument, NULL, 'g'},
		{"exclude-newer", required_argument, NULL, 'n'},
		{"known", required_argument, NULL, 'k'}, {"store", required_argument, NULL, 's'},
		{"upgrade", required_argument, NULL, 'u'}, {"lock", required_argument, NULL, 'l'},
		{"output", required_argument, NULL, 'f'}, {0}};
	struct arguments arguments = {0};
	const char **const values[] = {['p'] = &arguments.policy,
		['t'] = &arguments.tools,
		['g'] = &arguments.target,
		['k'] = &arguments.known,
		['l'] = &arguments.lock,
		['f'] = &arguments.output};
	const char *root = NULL;
	int option;

	while ((option = getopt_long(argc, argv, "r:c:o:", options, NULL)) != -1) {
		if (option == 'r' || option == 'o')
			stringlist_add(&arguments.inputs, xstrdup(optarg));
		else if (option == 'n' && !moment_limit(optarg, &arguments.for_whom.limit))
			usage_error("--exclude-newer: '%s' is not a date", optarg);
		else if (option == 'n')
			arguments.for_whom.limited = true;
		else if (option == 's')
			root = optarg;
		else if (option == 'u')
			stringlist_add(&arguments.upgrade, xstrdup(optarg));
		else if (option == '?' || option == ':')
			option_error(argv);
		else if (option != 'c')
			*values[option] = optarg;
	}
	if (!arguments.policy || !arguments.tools || !arguments.target || !arguments.output)
		usage_error("--policy, --tools, --target and --output are wanted");
	if (optind + 1 != argc)
		usage_error("wanted one RESOLVED");
	arguments.resolved = argv[optind];
	if (root)
		arguments.store = store_open(root);
	return arguments;
}

static json_t *strings_of(const struct stringlist *list)
{
	json_t *array = json_array();

	for (size_t i = 0; i < list->count; i++)
		json_array_append_new(array, json_string(list->items[i]));
	return array;
}

/* --- what they require ---------------------------------------------------------------- */

/* The requirements of the project's own files. */
static struct stringlist read_roots(const struct stringlist *inputs)
{
	struct stringlist roots = {0};

	for (size_t i = 0; i < inputs->count; i++) {
		_cleanup_(requirementset_free) struct requirementset read =
			requirementset_read(inputs->items[i]);

		for (size_t k = 0; k < read.entries.count; k++) {
			const char *entry = read.entries.items[k];
			const char *text = strchr(entry, ' ');

			if (text && !starts_with(entry, "option"))
				stringlist_add(&roots, xstrndup(text + 1, strcspn(text + 1, "\n")));
		}
	}
	return roots;
}

/* What files required at an earlier time; what is not of that form is not known. */
static json_t *read_known(const char *path)
{
	json_t *known = NULL;

	if (path && access(path, R_OK) == 0) {
		_cleanup_(text_free) struct text text = file_read(path, MAX_KNOWN);

		known = json_loadb(text_string(&text), text.length, 0, NULL);
	}
	if (json_is_object(known))
		return known;
	json_decref(known);
	return json_object();
}

static void write_json(const char *path, const json_t *value, size_t flags)
{
	_cleanup_free_ char *text = json_dumps(value, JSON_SORT_KEYS | JSON_ENSURE_ASCII | flags);
	_cleanup_free_ char *line = xprintf("%s\n", text ? text : "");

	file_write(path, line, strlen(line));
}

/* Each package's requirements on the target become a member of what is written. */
static void add_requires(json_t *choices, struct release *releases, size_t count,
	const struct decision *decision, const char *path)
{
	_cleanup_free_ struct requires_package *packages = xalloc(count, sizeof *packages);
	_cleanup_json_ json_t *learned = learn_requires(decision->learn, releases, count, packages);

	if (path)
		write_json(path, learned, 0);
	requires_apply(packages, count, decision->target, decision->roots);
	for (size_t i = 0; i < count; i++) {
		if (packages[i].known)
			json_object_set_new(json_object_get(choices, packages[i].name), "requires",
				strings_of(&packages[i].texts));
		requires_free(&packages[i]);
	}
}

static json_t *choices_of(const struct release *releases, size_t count)
{
	json_t *choices = json_object();

	for (size_t i = 0; i < count; i++)
		json_object_set_new(
			choices, releases[i].resolved->name, release_choice(&releases[i]));
	return choices;
}

/* --- all of it -------------------------------------------------------------------------- */

static enum exit_status pin(struct arguments *arguments, const struct lock_target *target,
	const struct policy *policy, const struct resolved *resolved)
{
	size_t count = resolved->count;
	_cleanup_free_ struct release *releases = xalloc(count, sizeof *releases);
	_cleanup_json_ json_t *known = read_known(arguments->known);
	_cleanup_(stringlist_free) struct stringlist roots = read_roots(&arguments->inputs);
	const struct learn learn = {policy, arguments->for_whom.tags, arguments->tools, known};
	const struct filehash filehash = {policy, &arguments->store, &arguments->upgrade};
	const struct decision decision = {
		&arguments->for_whom, &target->target, &roots, &learn, &filehash};
	enum exit_status status;

	for (size_t i = 0; i < count; i++)
		releases[i] = release_begin(&resolved->releases[i], policy);
	status = releases_load(releases, count, &arguments->for_whom);
	if (status == EXIT_YES)
		status = decide(&decision, releases, count);
	if (status == EXIT_YES) {
		_cleanup_json_ json_t *choices = choices_of(releases, count);

		add_requires(choices, releases, count, &decision, arguments->known);
		if (arguments->lock)
			filelock_write(arguments->lock, releases, count);
		write_json(arguments->output, choices, JSON_INDENT(1));
	}
	for (size_t i = 0; i < count; i++)
		release_free(&releases[i]);
	return status;
}

int main(int argc, char *argv[])
{
	options_begin(&argc, &argv, usage);
	struct arguments arguments = parse_arguments(argc, argv);
	_cleanup_json_ json_t *json = json_read(arguments.target, MAX_TARGET);
	_cleanup_(lock_target_free) struct lock_target target =
		lock_target_read(json, arguments.target);
	_cleanup_(policy_free) struct policy policy = policy_read(arguments.policy);
	_cleanup_(tags_free) struct tags tags = tags_for(&target.target);
	_cleanup_(resolved_free) struct resolved resolved = resolved_read(arguments.resolved);
	const char *python = json_get_string(json, "pythonFull", arguments.target);

	arguments.for_whom.name = target.name;
	arguments.for_whom.python =
		python ? python : json_want_string(json, "python", arguments.target);
	arguments.for_whom.tags = &tags;
	enum exit_status status = pin(&arguments, &target, &policy, &resolved);

	stringlist_free(&arguments.inputs);
	stringlist_free(&arguments.upgrade);
	store_close(&arguments.store);
	return status;
}
