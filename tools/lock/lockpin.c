/* SPDX-License-Identifier: MIT */
/* lockpin: a resolver's lock becomes the project's: for one target, one file per package, no server
 * named.
 *
 * Formats: PyPA "pylock.toml specification" (PEP 751), read and written. */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fetch/policy.h"
#include "fetch/sizes.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "lib/json.h"
#include "lib/options.h"
#include "lock/directsource.h"
#include "lock/group.h"
#include "lock/lock.h"
#include "lock/lockmoves.h"
#include "lock/lockselect.h"
#include "lock/locktarget.h"
#include "lock/locktext.h"
#include "lock/tomltext.h"

enum { MAX_JSON = 16 << 20 };

static const char usage[] =
	"usage: lockpin --target TARGET.json [--old LOCK] [--tool TOOL.json] [--policy "
	"POLICY.json]\n"
	"               [--files FILES.json] [--references FILE] [--wheelhouse DIR]\n"
	"               [--requirements FILE] [--upgrade NAME]... [--dry-run] -o LOCK RESOLVED\n"
	"\n"
	"  --target FILE     the target, as for lockplan\n"
	"  --old FILE        the lock to stay close to: serials and groups of what did not change "
	"are kept\n"
	"  --tool FILE       members for the lock's [tool.pylock-mk]\n"
	"  --policy FILE     which index each package comes from; without it, all from `default`\n"
	"  --files FILE      which files of each package are meant, as pinfiles writes it\n"
	"  --references FILE what direct references lead to, as references writes it\n"
	"  --wheelhouse DIR  where the lock's paths point (default: wheelhouse)\n"
	"  --requirements FILE\n"
	"                    also write the lock as a requirements file with hashes\n"
	"  --upgrade NAME    of this package, or of `:all:`, a file may have other bytes than in "
	"the old lock\n"
	"  --dry-run         only print what would change\n"
	"  -o FILE           the lock to write\n"
	"\n"
	"Prints a line for each package that moved. See lockpin(1).\n";

struct options {
	const char *target, *old, *tool, *policy, *files, *references, *wheelhouse, *requirements,
		*output, *resolved;
	struct stringlist upgrade;
	bool dry_run;
};

static struct options parse_options(int argc, char *argv[])
{
	static const struct option longs[] = {{"target", required_argument, NULL, 't'},
		{"old", required_argument, NULL, 'O'}, {"tool", required_argument, NULL, 'T'},
		{"policy", required_argument, NULL, 'p'}, {"files", required_argument, NULL, 'f'},
		{"references", required_argument, NULL, 'R'},
		{"wheelhouse", required_argument, NULL, 'w'},
		{"requirements", required_argument, NULL, 'r'}, {"dry-run", no_argument, NULL, 'n'},
		{"upgrade", required_argument, NULL, 'u'}, {"output", required_argument, NULL, 'o'},
		{NULL, 0, NULL, 0}};
	struct options options = {.wheelhouse = "wheelhouse"};

	for (int c; (c = getopt_long(argc, argv, "o:", longs, NULL)) != -1;) {
		switch (c) {
		case 't':
			options.target = optarg;
			break;
		case 'O':
			options.old = optarg;
			break;
		case 'T':
			options.tool = optarg;
			break;
		case 'p':
			options.policy = optarg;
			break;
		case 'f':
			options.files = optarg;
			break;
		case 'R':
			options.references = optarg;
			break;
		case 'w':
			options.wheelhouse = optarg;
			break;
		case 'r':
			options.requirements = optarg;
			break;
		case 'u':
			stringlist_add(&options.upgrade, xstrdup(optarg));
			break;
		case 'n':
			options.dry_run = true;
			break;
		case 'o':
			options.output = optarg;
			break;
		default:
			option_error(argv);
		}
	}
	if (optind + 1 != argc || !options.target || (!options.output && !options.dry_run))
		usage_error("wants --target, -o and one lock");
	options.resolved = argv[optind];
	return options;
}

/* Packages that direct references asked for are where these lead to, and not at the index that the
 * resolver saw. */
static void place_references(struct lock *lock, const char *path)
{
	_cleanup_json_ json_t *references = json_read(path, MAX_JSON);
	const json_t *packages = json_want_object(references, "packages", path);

	for (size_t i = 0; i < lock->count; i++) {
		struct lock_package *package = &lock->packages[i];
		_cleanup_free_ char *where = xprintf("%s: %s", path, package->name);
		const json_t *found = json_get_object(packages, package->name, path);

		if (!found)
			continue;
		json_decref(package->direct); /* when the resolved lock is one of ours */
		package->direct =
			directsource_read(json_want_object(found, "source", where), where);
		if (!package->direct)
			die(EXIT_NO, "%s: .source: none", where);
		package->chosen->size = (int64_t)json_want_size(found, "size", where);
	}
}

static void learn_sizes(struct lock *lock)
{
	_cleanup_free_ struct size_request *requests = xalloc(lock->count, sizeof *requests);
	size_t count = 0;

	for (size_t i = 0; i < lock->count; i++) {
		struct lock_file *file = lock->packages[i].chosen;

		if (file->size < 0 && file->url)
			requests[count++] =
				(struct size_request){.url = file->url, .size = &file->size};
	}
	sizes_learn(requests, count);
}

/* --- the lock as text --------------------------------------------------------- */

static struct text lock_text(const struct lock *lock, const struct options *options,
	const struct lock_target *target, json_t *tool)
{
	struct text out = {0};

	locktext_add_head(&out, target,
		"Made by pylock.mk; `make resolve` renews it, `make upgrade` moves it.");
	for (size_t i = 0; i < lock->count; i++)
		locktext_add_package(&out, &lock->packages[i], options->wheelhouse);
	if (lock->count == 0)
		text_add_string(&out, "packages = []\n");
	text_add_string(&out, "\n[tool.pylock-mk]\n");
	toml_add_members(&out, tool, options->tool ? options->tool : "--tool");
	return out;
}

static void write_files(const struct lock *lock, const struct options *options,
	const struct lock_target *target, json_t *tool)
{
	_cleanup_(text_free) struct text text = lock_text(lock, options, target, tool);

	if (options->requirements) {
		_cleanup_(text_free) struct text requirements = locktext_requirements(lock, target);

		file_write(options->requirements, requirements.bytes, requirements.length);
	}
	file_write(options->output, text.bytes, text.length);
}

/* The old lock, whose files were chosen when it was made; an empty one when there is none. */
static struct lock read_old(const char *path)
{
	struct lock old = {.path = path};

	if (!path || access(path, F_OK) != 0)
		return old;
	old = lock_read(path);
	for (size_t i = 0; i < old.count; i++) {
		if (old.packages[i].problem)
			die(EXIT_NO, "%s: %s: %s", path, old.packages[i].name,
				old.packages[i].problem);
		old.packages[i].chosen = &old.packages[i].files[0];
	}
	return old;
}

int main(int argc, char *argv[])
{
	options_begin(&argc, &argv, usage);
	struct options options = parse_options(argc, argv);
	_cleanup_json_ json_t *target_json = json_read(options.target, MAX_JSON);
	_cleanup_(lock_target_free) struct lock_target target =
		lock_target_read(target_json, options.target);
	_cleanup_json_ json_t *tool =
		options.tool ? json_read(options.tool, MAX_JSON) : json_object();
	_cleanup_json_ json_t *choices = options.files ? json_read(options.files, MAX_JSON) : NULL;
	_cleanup_(policy_free) struct policy policy = policy_read(options.policy);
	_cleanup_(lock_free) struct lock lock = lock_read(options.resolved);
	_cleanup_(lock_free) struct lock old = read_old(options.old);
	struct group_limits limits = group_limits_read(target_json, options.target);
	uint64_t limit = old.tool ? json_get_size(old.tool, "group-limit", 0, options.old) : 0;

	lock_place(&lock, &policy);
	if (choices)
		lock_narrow(&lock, choices, options.files);
	lock_choose(&lock, &target);
	if (options.references)
		place_references(&lock, options.references);
	lockmoves_refuse(&lock, &old, &options.upgrade);
	lockmoves_keep(&lock, &old);
	lockmoves_report(&lock, &old);
	if (!options.dry_run) {
		learn_sizes(&lock);
		limit = groups_assign(&lock, limit, &limits);
		json_object_set_new(tool, "group-limit", json_integer((json_int_t)limit));
		write_files(&lock, &options, &target, tool);
	}
	stringlist_free(&options.upgrade);
	return close_stdout();
}
