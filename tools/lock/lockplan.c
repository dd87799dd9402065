/* SPDX-License-Identifier: MIT */
/* lockplan: from a lock and a target to the plan that Make follows.
 *
 * The lock is PEP 751's, ours or another's. */
#include <getopt.h>
#include <inttypes.h>
#include <unistd.h>

#include "fetch/policy.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "lib/json.h"
#include "lib/options.h"
#include "lock/exclusion.h"
#include "lock/group.h"
#include "lock/layerlimit.h"
#include "lock/lock.h"
#include "lock/lockselect.h"
#include "lock/locktarget.h"
#include "lock/locktext.h"
#include "lock/plan.h"
#include "lock/planjson.h"
#include "lock/planmakefile.h"

enum { MAX_JSON = 16 << 20 };

static const char usage[] =
	"usage: lockplan --target TARGET.json [--policy POLICY.json] [--direct FILE]\n"
	"                [--room FILE] [--requirements FILE] -o DIR PYLOCK.toml\n"
	"\n"
	"  --target FILE   the target: architecture, libc, Python (see lockplan(1))\n"
	"  --policy FILE   which index each package comes from; without it, all from `default`\n"
	"  --direct FILE   the project's own requirements, one a line: who of the excluded is left "
	"out by "
	"them\n"
	"  --room FILE     how many layers the base has, and how many the image has besides its "
	"packages'\n"
	"  --requirements FILE\n"
	"                  also write the lock as a requirements file with hashes\n"
	"  -o DIR          where plan.mk, plan.json and installed.toml are written\n"
	"\n"
	"Chooses for each package of the lock the file that fits the target best, and groups\n"
	"them into layers. When no file fits, says which there are and why they do not.\n";

/* What a layer depends on besides its wheels: the members of target.json that say so, as they
 * stand. */
static char *where_installed(const json_t *target)
{
	static const char *const members[] = {"python", "prefix", "site", "interpreter"};
	struct text text = {0};

	for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
		const char *value = json_string_value(json_object_get(target, members[i]));

		text_printf(&text, "%s=%s\n", members[i], value ? value : "");
	}
	return text_take(&text);
}

static void must_have_groups(struct lock *lock, const struct group_limits *limits)
{
	for (size_t i = 0; i < lock->count; i++) {
		if (!lock->packages[i].group) {
			groups_assign(lock, 0, limits);
			return;
		}
	}
}

/* Layers of an image that are not of packages: the base's, and its own, apart or as far joined as
 * can be. */
struct others {
	uint64_t base, own, joined;
};

/* The three numbers that the file has; without one, none. */
static struct others read_others(const char *path)
{
	struct others others = {0};
	unsigned base, own, joined;
	char rest;

	if (!path)
		return others;
	_cleanup_(text_free) struct text text = file_read(path, 100);

	if (sscanf(text_string(&text), "%6u %6u %6u%c", &base, &own, &joined, &rest) != 4 ||
		rest != '\n')
		die(EXIT_NO, "%s: not three numbers", path);
	return (struct others){.base = base, .own = own, .joined = joined};
}

static uint64_t room_beside(uint64_t most, uint64_t base, uint64_t own)
{
	return base + own < most ? most - base - own : 0;
}

/* How many layers of packages there can be: for docker, when its limit leaves one, else for others.
 * image(1) joins its own layers just when they are too many for docker. */
static uint64_t room_for(const struct others *others)
{
	uint64_t room = room_beside(LAYERS_DOCKER, others->base, others->own);

	if (!room)
		room = room_beside(LAYERS_DOCKER, others->base, others->joined);
	return room ? room : room_beside(LAYERS_MOST, others->base, others->joined);
}

/* The plan by the lock's groups; by larger ones where the base does not leave room for so many
 * layers. */
static struct plan make_plan(struct lock *lock, const struct lock_target *target,
	const char *installed, const struct group_limits *limits, const struct others *others)
{
	struct group_limits tight = {.split = limits->split, .layers = room_for(others)};
	struct plan plan = plan_make(lock, target, installed, limits->split);

	if (plan.count <= tight.layers || lock->count == 0)
		return plan;
	plan_free(&plan);
	groups_assign(lock, 0, &tight);
	plan = plan_make(lock, target, installed, limits->split);
	if (plan.count > tight.layers)
		die(EXIT_NO,
			"%s: its packages need %zu layers at least, but the base's %" PRIu64
			" and %" PRIu64
			" of the image's own (virtual environment, files, documents) leave "
			"%" PRIu64
			" of the %d that an image may have: take a base with fewer layers",
			lock->path, plan.count, others->base, others->joined, tight.layers,
			LAYERS_MOST);
	return plan;
}

static void write_text(const char *directory, const char *name, struct text text)
{
	_cleanup_free_ char *path = xprintf("%s/%s", directory, name);

	file_update(path, text.bytes, text.length);
	text_free(&text);
}

/* Files that would not change are not touched. Those of shares that there were before are removed.
 */
static void write_shards(const struct plan *plan, const char *directory)
{
	size_t number = 0;
	bool is_old = true;

	for (; number < plan->shard_count; number++) {
		_cleanup_free_ char *name = xprintf("fetch/%zu.json", number);

		write_text(directory, name, planjson_shard(plan, &plan->shards[number]));
	}
	for (; is_old; number++) {
		_cleanup_free_ char *path = xprintf("%s/fetch/%zu.json", directory, number);

		is_old = unlink(path) == 0;
	}
}

/* plan.json comes last: it tells Make that the plan is new. */
static void write_plan(const struct plan *plan, json_t *target_json, const char *directory)
{
	struct text installed = locktext_installed(plan->lock, plan->target);
	struct digest digest = sha256_of(installed.bytes, installed.length);

	write_text(directory, "installed.toml", installed);
	write_text(directory, "plan.mk", plan_makefile(plan));
	write_shards(plan, directory);
	write_text(directory, "plan.json", planjson(plan, target_json, &digest));
}

static void write_requirements(
	const struct lock *lock, const struct lock_target *target, const char *path)
{
	_cleanup_(text_free) struct text text = locktext_requirements(lock, target);

	file_update(path, text.bytes, text.length);
}

int main(int argc, char *argv[])
{
	static const struct option longs[] = {{"target", required_argument, NULL, 't'},
		{"policy", required_argument, NULL, 'p'}, {"direct", required_argument, NULL, 'd'},
		{"room", required_argument, NULL, 'r'},
		{"requirements", required_argument, NULL, 'R'},
		{"output", required_argument, NULL, 'o'}, {NULL, 0, NULL, 0}};
	const char *target_path = NULL, *policy_path = NULL, *direct = NULL, *room = NULL,
		   *requirements = NULL, *directory = NULL;

	options_begin(&argc, &argv, usage);
	for (int c; (c = getopt_long(argc, argv, "o:", longs, NULL)) != -1;) {
		if (c == '?')
			option_error(argv);
		*(c == 't'         ? &target_path
			: c == 'p' ? &policy_path
			: c == 'd' ? &direct
			: c == 'r' ? &room
			: c == 'R' ? &requirements
				   : &directory) = optarg;
	}
	if (!target_path || !directory || optind + 1 != argc)
		usage_error("wants --target, -o and one lock");
	_cleanup_json_ json_t *target_json = json_read(target_path, MAX_JSON);
	_cleanup_(lock_target_free) struct lock_target target =
		lock_target_read(target_json, target_path);
	_cleanup_(lock_free) struct lock lock = lock_read(argv[optind]);
	_cleanup_(policy_free) struct policy policy = policy_read(policy_path);
	_cleanup_free_ char *installed = where_installed(target_json);
	struct group_limits limits = group_limits_read(target_json, target_path);
	struct others others = read_others(room);

	lock_place(&lock, &policy);
	exclusions_keep(&target, &lock, direct);
	lock_choose(&lock, &target);
	must_have_groups(&lock, &limits);
	_cleanup_(plan_free) struct plan plan =
		make_plan(&lock, &target, installed, &limits, &others);

	write_plan(&plan, target_json, directory);
	if (requirements)
		write_requirements(&lock, &target, requirements);
	return close_stdout();
}
