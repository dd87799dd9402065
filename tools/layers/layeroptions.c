/* SPDX-License-Identifier: MIT */
#include "layers/layeroptions.h"

#include <getopt.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/options.h"
#include "lib/path.h"
#include "lib/text.h"
#include "pypa/target.h"

enum { MAX_PARTS = 100 };

static const char *image_path(const char *option, const char *path)
{
	const char *flaw = *path == '/' ? path_flaw(path + 1) : "is not absolute";

	if (flaw || ends_with(path, "/") || strpbrk(path, "\"'$`"))
		usage_error("%s: '%s' %s", option, path,
			flaw ? flaw
			     : "ends in a slash, or has a character with a meaning in shells");
	return path;
}

static void take_part(struct layer_options *options, char *value)
{
	char *slash = strchr(value, '/');

	if (!slash)
		usage_error("--part: '%s' is not I/N", value);
	*slash = '\0';
	options->parts = (unsigned)option_number("--part", slash + 1, 1, MAX_PARTS);
	options->part = (unsigned)option_number("--part", value, 1, options->parts);
}

static void take_owner(struct layer_options *options, const char *rule)
{
	const char *flaw = owner_rules_add(&options->owners, rule);

	if (flaw)
		usage_error("--owner: '%s' %s", rule, flaw);
}

static void check_options(const struct layer_options *options, int wheels)
{
	if (!options->python_major || !options->prefix || !options->site)
		usage_error("--python, --prefix and --site are needed");
	if (!options->out == !options->store)
		usage_error("one of -o and --store is needed");
	if (options->recall && (!options->store || options->files))
		usage_error("--recall is for --store without --files");
	if (wheels < 1)
		usage_error("a wheel is needed");
	if (wheels > 1 && options->parts > 1)
		usage_error("--part is for one wheel");
}

enum {
	PYTHON = 256,
	PREFIX,
	SITE,
	INTERPRETER,
	PART,
	BYTECODE,
	OWNER,
	ALLOW_WHEEL,
	FILES,
	STORE,
	RECALL
};

static const struct option names[] = {
	{"python", required_argument, NULL, PYTHON},
	{"prefix", required_argument, NULL, PREFIX},
	{"site", required_argument, NULL, SITE},
	{"interpreter", required_argument, NULL, INTERPRETER},
	{"part", required_argument, NULL, PART},
	{"bytecode", required_argument, NULL, BYTECODE},
	{"owner", required_argument, NULL, OWNER},
	{"allow-wheel", required_argument, NULL, ALLOW_WHEEL},
	{"files", required_argument, NULL, FILES},
	{"store", required_argument, NULL, STORE},
	{"recall", no_argument, NULL, RECALL},
	{NULL, 0, NULL, 0},
};

/* Takes the value of OPTION from optarg; false of what is none. */
static bool take_option(struct layer_options *options, int option)
{
	switch (option) {
	case PYTHON:
		if (!target_parse_version(optarg, &options->python_major, &options->python_minor))
			usage_error("--python: '%s' is not a version such as 3.12", optarg);
		break;
	case PREFIX:
		options->prefix = image_path("--prefix", optarg);
		break;
	case SITE:
		options->site = image_path("--site", optarg);
		break;
	case INTERPRETER:
		options->interpreter = image_path("--interpreter", optarg);
		break;
	case PART:
		take_part(options, optarg);
		break;
	case BYTECODE:
		options->bytecode[options->bytecode_count++] = optarg;
		break;
	case OWNER:
		take_owner(options, optarg);
		break;
	case ALLOW_WHEEL:
		if (!allowance_add(&options->allowance, optarg))
			usage_error("--allow-wheel: '%s' is not a SHA-256 in hexadecimal", optarg);
		break;
	case FILES:
		options->files = optarg;
		break;
	case STORE:
		options->store = optarg;
		break;
	case RECALL:
		options->recall = true;
		break;
	case 'o':
		options->out = optarg;
		break;
	default:
		return false;
	}
	return true;
}

static struct wheelargs wheels_of(const struct layer_options *options, char **arguments, int count)
{
	struct wheelargs wheels = wheelargs_read(arguments, (size_t)count);

	for (size_t i = 0; i < options->bytecode_count; i++) {
		const char *flaw = wheelargs_take_bytecode(&wheels, options->bytecode[i]);

		if (flaw)
			usage_error("--bytecode: '%s' %s", options->bytecode[i], flaw);
	}
	return wheels;
}

struct layer_options layer_options_take(int argc, char **argv)
{
	struct layer_options options = {
		.part = 1, .parts = 1, .bytecode = xalloc((size_t)argc, sizeof *options.bytecode)};
	int option;

	while ((option = getopt_long(argc, argv, "o:", names, NULL)) != -1)
		if (!take_option(&options, option))
			option_error(argv);
	check_options(&options, argc - optind);
	options.owners.prefix = options.prefix + 1;
	options.owners.site = options.site + 1;
	options.wheels = wheels_of(&options, argv + optind, argc - optind);
	return options;
}

void layer_options_free(struct layer_options *options)
{
	cleanup_free(&options->bytecode);
	owner_rules_free(&options->owners);
	allowance_free(&options->allowance);
	wheelargs_free(&options->wheels);
}
