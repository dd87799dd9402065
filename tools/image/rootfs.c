/* SPDX-License-Identifier: MIT */
/* rootfs: the image of a layout, unpacked into a directory, to run something in it. */
#include <getopt.h>

#include "image/layersunpack.h"
#include "lib/cleanup.h"
#include "lib/file.h"
#include "lib/options.h"

static const char usage[] = "usage: rootfs LAYOUT DIRECTORY\n"
			    "\n"
			    "Unpacks the layers of the layout's image over each other into the "
			    "directory.\n"
			    "\n"
			    "  -h, --help  print this\n";

int main(int argc, char *argv[])
{
	static const struct option options[] = {{0}};

	options_begin(&argc, &argv, usage);
	if (getopt_long(argc, argv, "", options, NULL) != -1)
		option_error(argv);
	if (argc - optind != 2)
		usage_error("a layout and a directory must be given");
	_cleanup_(layout_close) struct layout layout = layout_open(argv[optind]);
	_cleanup_(image_free) struct image image = image_load(&layout, NULL);

	layersunpack(&layout, &image, false, argv[optind + 1]);
	return close_stdout();
}
