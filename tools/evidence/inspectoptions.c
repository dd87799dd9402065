/* SPDX-License-Identifier: MIT */
#include "evidence/inspectoptions.h"

#include <getopt.h>

#include "lib/options.h"
#include "pypa/target.h"

static void take_python(const char *option, const char *version, unsigned *major, unsigned *minor)
{
	if (!target_parse_version(version, major, minor))
		usage_error("%s: '%s' is not a version such as 3.12", option, version);
}

static const char *image_path(const char *path)
{
	if (path[0] != '/' || !path[1])
		usage_error("'%s' is not an absolute path", path);
	return path + 1;
}

static void take(struct inspect_options *options, int option, const char *value)
{
	if (option == 's') {
		options->store = value;
	} else if (option == 'p') {
		options->prefix = image_path(value);
	} else if (option == 'S') {
		if (options->site_count == INSPECT_MOST_SITES)
			usage_error("'%s' is one directory too many", value);
		options->sites[options->site_count++] = image_path(value);
	} else if (option == 'c') {
		take_python("--pyc", value, &options->python_major, &options->python_minor);
	} else if (option == 'P') {
		take_python("--python", value, &options->install_major, &options->install_minor);
	} else if (option == 'o') {
		options->origins = value;
	} else if (!allowance_add(&options->allowance, value)) {
		usage_error("--allow-wheel: '%s' is not a SHA-256", value);
	}
}

struct inspect_options inspect_options_take(int argc, char *argv[])
{
	static const struct option known[] = {
		{"store", required_argument, NULL, 's'},
		{"prefix", required_argument, NULL, 'p'},
		{"site", required_argument, NULL, 'S'},
		{"pyc", required_argument, NULL, 'c'},
		{"origins", required_argument, NULL, 'o'},
		{"python", required_argument, NULL, 'P'},
		{"allow-wheel", required_argument, NULL, 'w'},
		{0},
	};
	struct inspect_options options = {.prefix = "opt/venv"};
	int option;

	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
		if (option == '?')
			option_error(argv);
		take(&options, option, optarg);
	}
	if (argc - optind != 1)
		usage_error("one layout must be given");
	if (options.origins &&
		(!options.store || options.site_count == 0 || options.install_major == 0))
		usage_error("--origins wants --store, --site and --python");
	options.layout = argv[optind];
	return options;
}

void inspect_options_free(struct inspect_options *options)
{
	allowance_free(&options->allowance);
}
