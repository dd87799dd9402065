/* SPDX-License-Identifier: MIT */
/* choosebase: which image, of an index or a layout that has several, is a platform's. */
#include <errno.h>
#include <getopt.h>
#include <sys/stat.h>

#include "image/imageindex.h"
#include "image/manifest.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "lib/json.h"
#include "lib/options.h"

static const char usage[] =
	"usage: choosebase --platform OS/ARCH[/VARIANT] LAYOUT\n"
	"       choosebase --platform OS/ARCH[/VARIANT] [--name NAME] INDEX.json\n"
	"\n"
	"Prints the digest of the manifest that is for the platform, and, of an OCI image layout, "
	"how\n"
	"many layers it has.\n"
	"\n"
	"  --platform P  the platform, such as linux/arm64 or linux/arm/v7\n"
	"  --name NAME   what messages call the index of a registry\n"
	"  -h, --help    print this\n";

struct arguments {
	struct platform platform;
	const char *name, *path;
};

static struct arguments parse_arguments(int argc, char *argv[])
{
	static const struct option options[] = {{"platform", required_argument, NULL, 'p'},
		{"name", required_argument, NULL, 'n'}, {0}};
	struct arguments arguments = {0};
	char *platform = NULL;

	for (int c; (c = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		if (c != 'p' && c != 'n')
			option_error(argv);
		if (c == 'p')
			platform = optarg;
		else
			arguments.name = optarg;
	}
	if (!platform || optind != argc - 1)
		usage_error("--platform and one layout or index must be given");
	if (!platform_parse(platform, &arguments.platform))
		usage_error("--platform: not of the form OS/ARCH[/VARIANT]");
	arguments.path = argv[optind];
	if (!arguments.name)
		arguments.name = arguments.path;
	return arguments;
}

static void choose_in_layout(const struct arguments *arguments)
{
	_cleanup_(layout_close) struct layout layout = layout_open(arguments->path);
	_cleanup_(image_free) struct image image = image_load(&layout, &arguments->platform);

	printf("sha256:%s %zu\n", image.manifest.hex, image.layer_count);
}

static void choose_in_index(const struct arguments *arguments)
{
	_cleanup_json_ json_t *index = json_read(arguments->path, LAYOUT_LARGEST_JSON);
	struct descriptor manifest =
		imageindex_choose(index, &arguments->platform, arguments->name);

	printf("sha256:%s\n", manifest.digest.hex);
}

int main(int argc, char *argv[])
{
	struct stat status;

	options_begin(&argc, &argv, usage);
	struct arguments arguments = parse_arguments(argc, argv);
	int failed = stat(arguments.path, &status) < 0 ? errno : 0;

	if (failed && file_failure(failed) == EXIT_SYSTEM)
		die(EXIT_SYSTEM, "%s: cannot open:", arguments.path);
	if (!failed && S_ISDIR(status.st_mode))
		choose_in_layout(&arguments);
	else
		choose_in_index(&arguments);
	return close_stdout();
}
