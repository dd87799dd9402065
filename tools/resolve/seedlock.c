/* SPDX-License-Identifier: MIT */
/* seedlock: a flat file of pins as a lock of names and versions, which a resolver stays close to
 * when it makes a project's first lock. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "lib/json.h"
#include "lib/options.h"
#include "lock/locktarget.h"
#include "lock/tomltext.h"
#include "pypa/marker.h"
#include "pypa/requirementlines.h"

enum { MAX_JSON = 16 << 20 };

static const char usage[] =
	"usage: seedlock --target TARGET.json FILE\n"
	"\n"
	"Prints the pins of a requirements file that count for the target as a pylock.toml "
	"without\n"
	"files, for a resolver to prefer.\n"
	"\n"
	"  --target FILE  the target: pins whose markers do not hold for it are left out\n"
	"  -h, --help     this text\n";

struct seed {
	const struct target *target;
	struct text out;
};

/* The version that `==` or `===` names among SPECIFIERS; NULL when none does. */
static const char *pinned_version(const struct stringlist *specifiers)
{
	for (size_t i = 0; i < specifiers->count; i++) {
		const char *version = specifiers->items[i] + strspn(specifiers->items[i], "=");

		if (version - specifiers->items[i] >= 2 && !strchr(version, '*'))
			return version;
	}
	return NULL;
}

static void add_pin(void *context, const struct requirementline *line)
{
	struct seed *seed = context;
	const struct requirement *requirement = &line->requirement;
	_cleanup_(stringlist_free) struct stringlist specifiers = {0};
	const char *version;

	if (!requirement->name || requirement->url)
		return;
	if (requirement->marker && !marker_holds(requirement->marker, seed->target, line->path))
		return;
	requirement_spelling(line->text, NULL, &specifiers);
	version = pinned_version(&specifiers);
	if (!version)
		return;
	text_add_string(&seed->out, "\n[[packages]]\nname = ");
	toml_add_string(&seed->out, requirement->name);
	text_add_string(&seed->out, "\nversion = ");
	toml_add_string(&seed->out, version);
	text_add_char(&seed->out, '\n');
}

int main(int argc, char *argv[])
{
	static const struct option options[] = {{"target", required_argument, NULL, 't'}, {0}};
	const char *path = NULL;
	int option;

	options_begin(&argc, &argv, usage);
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option != 't')
			option_error(argv);
		path = optarg;
	}
	if (!path || argc - optind != 1)
		usage_error("wants --target and one file");

	_cleanup_json_ json_t *json = json_read(path, MAX_JSON);
	struct lock_target target = lock_target_read(json, path);
	struct seed seed = {.target = &target.target};
	const struct requirementlines_reader reader = {&seed, NULL, add_pin, NULL};

	text_add_string(&seed.out, "lock-version = \"1.0\"\ncreated-by = \"pylock.mk\"\n");
	requirementlines_read(argv[optind], ROLE_REQUIREMENT, &reader, NULL);
	fputs(text_string(&seed.out), stdout);
	text_free(&seed.out);
	lock_target_free(&target);
	return close_stdout();
}
