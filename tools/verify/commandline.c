/* SPDX-License-Identifier: MIT */
#include "verify/commandline.h"

#include <ctype.h>
#include <getopt.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/options.h"
#include "pypa/name.h"
#include "verify/gpucheck.h"
#include "verify/nameset.h"

static const struct option known_options[] = {
	{"plan", required_argument, NULL, 'p'},
	{"evidence", required_argument, NULL, 'e'},
	{"lock-sha256", required_argument, NULL, 'l'},
	{"override", required_argument, NULL, 'o'},
	{"allow", required_argument, NULL, 'a'},
	{"accept", required_argument, NULL, 'A'},
	{"allow-wheel", required_argument, NULL, 'w'},
	{"flaws", required_argument, NULL, 'f'},
	{"driver", required_argument, NULL, 'd'},
	{"opened", required_argument, NULL, 'O'},
	{"owners", required_argument, NULL, 'W'},
	{"cuda", required_argument, NULL, 'c'},
	{"capability", required_argument, NULL, 'C'},
	{"cuda-package", required_argument, NULL, 'P'},
	{"sources", required_argument, NULL, 's'},
	{"critical", required_argument, NULL, 'r'},
	{"uncompiled", required_argument, NULL, 'u'},
	{"gpu", no_argument, NULL, 'g'},
	{"provided", required_argument, NULL, 'v'},
	{"owned", required_argument, NULL, 'n'},
	{"json", required_argument, NULL, 'j'},
	{"base", required_argument, NULL, 'b'},
	{"base-sha256", required_argument, NULL, 'B'},
	{0},
};

/* Where the value of an option that is given once goes; NULL for others. */
static const char **single(struct commandline *options, int option)
{
	switch (option) {
	case 'p':
		return &options->plan;
	case 'e':
		return &options->evidence;
	case 'l':
		return &options->lock_sha256;
	case 'f':
		return &options->flaws;
	case 'O':
		return &options->opened;
	case 'W':
		return &options->owners;
	case 'c':
		return &options->cuda;
	case 's':
		return &options->sources;
	case 'u':
		return &options->uncompiled;
	case 'v':
		return &options->provided;
	case 'n':
		return &options->owned;
	case 'j':
		return &options->json;
	case 'b':
		return &options->base;
	case 'B':
		return &options->base_sha256;
	default:
		return NULL;
	}
}

/* Adds PAIR with its key in the form in which it is looked for. */
static void add_declaration(
	struct declarations *declarations, const char *pair, char *(*form)(const char *))
{
	declarations_add(declarations, pair);
	struct declaration *added = &declarations->list[declarations->count - 1];
	char *key = form(added->key);

	free(added->key);
	added->key = key;
}

static char *lower_case(const char *text)
{
	char *lower = xstrdup(text);

	for (char *c = lower; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	return lower;
}

static void add_driver(json_t *driver, const char *pair)
{
	const char *equals = strchrnul(pair, '=');
	_cleanup_free_ char *soname = xstrndup(pair, (size_t)(equals - pair));

	json_object_set_new(driver, soname, json_string(*equals ? equals + 1 : equals));
}

static void add_value(struct commandline *options, int option, const char *value)
{
	_cleanup_free_ char *name = name_normalize(value);

	if (option == 'o')
		stringlist_add(&options->overrides, xstrdup(value));
	else if (option == 'a')
		add_declaration(&options->allow, value, name_normalize);
	else if (option == 'A')
		declarations_add(&options->accept, value);
	else if (option == 'w')
		add_declaration(&options->allow_wheel, value, lower_case);
	else if (option == 'd')
		add_driver(options->driver, value);
	else if (option == 'P')
		nameset_add(options->cuda_packages, name);
	else if (option == 'r')
		json_array_append_new(options->critical, json_string(value));
	else if (gpu_of(value))
		stringlist_add(&options->capabilities, xstrdup(value));
	else
		usage_error("--capability: '%s' is not a compute capability such as 8.7", value);
}

struct commandline commandline_parse(int argc, char *argv[])
{
	struct commandline options = {.cuda = "",
		.driver = json_object(),
		.cuda_packages = json_object(),
		.critical = json_array()};
	int option;

	while ((option = getopt_long(argc, argv, "", known_options, NULL)) != -1) {
		const char **value = single(&options, option);

		if (option == '?')
			option_error(argv);
		if (optarg && !utf8_is_valid(optarg))
			usage_error("'%s' is not UTF-8", optarg);
		if (value)
			*value = optarg;
		else if (option == 'g')
			options.gpu = true;
		else if (optarg)
			add_value(&options, option, optarg);
	}
	if (optind != argc)
		usage_error("'%s' is no option", argv[optind]);
	if (!options.plan || !options.evidence || !options.lock_sha256)
		usage_error("--plan, --evidence and --lock-sha256 must be given");
	return options;
}

void commandline_free(struct commandline *options)
{
	declarations_free(&options->allow);
	declarations_free(&options->accept);
	declarations_free(&options->allow_wheel);
	stringlist_free(&options->overrides);
	stringlist_free(&options->capabilities);
	json_free(&options->driver);
	json_free(&options->cuda_packages);
	json_free(&options->critical);
}
