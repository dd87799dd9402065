/* SPDX-License-Identifier: MIT */
/* baselayer: the base of an image as one OCI layer, from locked Debian packages or from a root's
 * tarball, without running anything of the target. */
#include <getopt.h>
#include <locale.h>
#include <string.h>

#include "debian/debroot.h"
#include "debian/rootfs.h"
#include "layers/treelayer.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/json.h"
#include "lib/options.h"
#include "store/key.h"
#include "store/results.h"
#include "store/store.h"

static const char usage[] =
	"usage: baselayer --arch ARCH (-o OUT | --store DIR [--recall]) [--files FILE] --steps "
	"STEPS... "
	"DEB...\n"
	"       baselayer --arch ARCH (-o OUT | --store DIR [--recall]) [--files FILE] [--below "
	"PATH]\n"
	"                 ROOTFS\n"
	"\n"
	"Prints the OCI descriptor of a layer that holds the packages DEB, or the root in the\n"
	"tar archive ROOTFS.\n"
	"\n"
	"  DEB                FILE.deb, or NAME.deb=PATH when PATH has another name\n"
	"  --arch ARCH        Debian's name of the architecture: amd64 or arm64\n"
	"  --steps STEPS      what the packages' maintainer scripts make, as data; may be given "
	"again\n"
	"  -o, --output OUT   write the layer to the file OUT\n"
	"  --store DIR        write the layer and the list of its files to the store DIR\n"
	"  --recall           take from the store what was made before of the same\n"
	"  --files FILE       write mode, SHA-256 and path of each file to FILE\n"
	"  --below PATH       ROOTFS holds one directory, which becomes PATH\n"
	"  -h, --help         print this\n";

struct arguments {
	struct treelayer_output output;
	const struct machine *machine;
	const char **steps;
	size_t steps_count;
	struct deb_file *debs;
	size_t count;
	const char *root;  /* a tar archive, when there are no packages */
	const char *below; /* --below, without the slash before it; NULL: the root is the image's */
	bool recall;
};

static void arguments_free(struct arguments *arguments)
{
	cleanup_free(&arguments->steps);
	cleanup_free(&arguments->debs);
}

static bool is_package(const char *argument)
{
	return strstr(argument, ".deb=") || ends_with(argument, ".deb");
}

static void add_package(struct arguments *arguments, char *argument)
{
	char *equals = strstr(argument, ".deb=");
	struct deb_file *file = &arguments->debs[arguments->count++];

	if (!is_package(argument))
		usage_error("%s: neither NAME.deb nor NAME.deb=PATH, and not the only argument",
			argument);
	*file = (struct deb_file){.path = argument, .name = argument};
	if (equals) {
		file->path = equals + strlen(".deb=");
		equals[strlen(".deb")] = '\0';
	}
}

static void add_steps(struct arguments *arguments, const char *path)
{
	size_t count = arguments->steps_count++;

	arguments->steps = xrealloc(arguments->steps, count + 1, sizeof *arguments->steps);
	arguments->steps[count] = path;
}

static void set_machine(struct arguments *arguments, const char *name)
{
	arguments->machine = machine_find(name);
	if (!arguments->machine)
		usage_error("--arch: '%s' is neither amd64 nor arm64", name);
}

static void set_below(struct arguments *arguments, const char *path)
{
	if (*path != '/' || !path[1] || ends_with(path, "/") || tree_path_fault(path + 1))
		usage_error("--below: '%s' is not an absolute path of a directory", path);
	arguments->below = path + 1;
}

static void check(const struct arguments *arguments)
{
	if (!arguments->output.path == !arguments->output.store)
		usage_error("either -o or --store must be given");
	if (arguments->count > 0 && arguments->steps_count == 0)
		usage_error("--steps is missing");
	if (arguments->recall && (!arguments->output.store || arguments->output.files))
		usage_error("--recall is for --store without --files");
	if (arguments->below && !arguments->root)
		usage_error("--below is for a ROOTFS");
}

static struct arguments parse_arguments(int argc, char *argv[])
{
	static const struct option options[] = {{"arch", required_argument, NULL, 'a'},
		{"steps", required_argument, NULL, 's'}, {"output", required_argument, NULL, 'o'},
		{"store", required_argument, NULL, 'S'}, {"files", required_argument, NULL, 'f'},
		{"recall", no_argument, NULL, 'r'}, {"below", required_argument, NULL, 'b'}, {0}};
	struct arguments arguments = {0};
	int option;

	while ((option = getopt_long(argc, argv, "o:", options, NULL)) >= 0) {
		if (option == 'a')
			set_machine(&arguments, optarg);
		else if (option == 's')
			add_steps(&arguments, optarg);
		else if (option == 'o')
			arguments.output.path = optarg;
		else if (option == 'S')
			arguments.output.store = optarg;
		else if (option == 'f')
			arguments.output.files = optarg;
		else if (option == 'r')
			arguments.recall = true;
		else if (option == 'b')
			set_below(&arguments, optarg);
		else
			option_error(argv);
	}
	if (optind == argc)
		usage_error("no packages and no root are given");
	if (argc - optind > 1 || is_package(argv[optind])) {
		arguments.debs = xalloc((size_t)(argc - optind), sizeof *arguments.debs);
		for (int i = optind; i < argc; i++)
			add_package(&arguments, argv[i]);
	} else {
		arguments.root = argv[optind];
	}
	if (!arguments.machine)
		usage_error("--arch is missing");
	check(&arguments);
	return arguments;
}

static void add_member(json_t *json, const char *key, json_t *value)
{
	if (json_object_set(json, key, value) < 0)
		die(EXIT_SYSTEM, "out of memory");
}

/* The archive of an image is no root: what it is, and what to write instead. */
static void refuse_image(const struct tree *tree, const char *path)
{
	if (tree_find(tree, "oci-layout") && tree_find(tree, "index.json"))
		die(EXIT_NO,
			"%s: the archive of an OCI image layout, not of a root file system: unpack "
			"it, "
			"`mkdir base && tar -xf %s -C base`, and write PYLOCK_BASE := base",
			path, path);
	if (tree_find(tree, "manifest.json") && !tree_find(tree, "usr") && !tree_find(tree, "bin"))
		die(EXIT_NO,
			"%s: an archive of docker images, not of a root file system: make a layout "
			"of it, "
			"`skopeo copy docker-archive:%s oci:base:latest`, and write PYLOCK_BASE := "
			"base",
			path, path);
}

static json_t *make_layer(const struct arguments *arguments)
{
	_cleanup_(tree_free) struct tree tree;
	_cleanup_free_ char *directory = treelayer_directory(&arguments->output);
	_cleanup_(steps_free) struct steps *steps =
		arguments->count
			? steps_read(arguments->steps, arguments->steps_count, arguments->machine)
			: NULL;
	_cleanup_json_ json_t *unmodelled = json_array(), *omitted = json_array();
	struct debroot_report report = {.unmodelled = unmodelled, .omitted = omitted};

	tree_begin(&tree, directory);
	if (arguments->count)
		debroot_build(&tree, arguments->machine, steps, arguments->debs, arguments->count,
			&report);
	else if (arguments->below)
		rootfs_unpack_below(&tree, arguments->root, arguments->below);
	else
		rootfs_unpack(&tree, arguments->root);
	if (arguments->root)
		refuse_image(&tree, arguments->root);
	json_t *json = treelayer_write(&tree, &arguments->output, NULL);

	add_member(json, "unmodelled", unmodelled);
	add_member(json, "omitted", omitted);
	return json;
}

/* --- what was made before ---------------------------------------------------- */

static struct digest key_of(const struct arguments *arguments, const struct store *store)
{
	_cleanup_(key_free) struct key key = results_key(STAGE_base);

	key_add(&key, "arch", arguments->machine->debian);
	if (arguments->root)
		key_add_file(&key, "root", arguments->root);
	if (arguments->below)
		key_add(&key, "below", arguments->below);
	for (size_t i = 0; i < arguments->steps_count; i++) {
		_cleanup_free_ char *name = xprintf("steps %zu", i);

		key_add_file(&key, name, arguments->steps[i]);
	}
	for (size_t i = 0; i < arguments->count; i++) {
		_cleanup_free_ char *name = xprintf("package %s", arguments->debs[i].name);
		struct digest digest = results_digest(store, arguments->debs[i].path);

		key_add(&key, name, digest.hex);
	}
	return key_end(&key, NULL);
}

static void say_unmodelled(const json_t *json)
{
	const json_t *line;
	size_t i;

	json_array_foreach (json_object_get(json, "unmodelled"), i, line)
		warn("%s", json_string_value(line));
}

static json_t *recall_or_make(const struct arguments *arguments)
{
	static const char *const members[] = {"digest", "files", NULL};
	_cleanup_(store_close) struct store store = store_open(arguments->output.store);
	struct digest key = key_of(arguments, &store);
	json_t *json = results_recall(&store, STAGE_base, &key, members);

	if (json) {
		say_unmodelled(json);
		return json;
	}
	json = make_layer(arguments);
	results_keep(&store, STAGE_base, &key, json);
	return json;
}

int main(int argc, char *argv[])
{
	options_begin(&argc, &argv, usage);
	setlocale(LC_CTYPE, "C.UTF-8");
	_cleanup_(arguments_free) struct arguments arguments = parse_arguments(argc, argv);
	_cleanup_json_ json_t *json = (arguments.recall ? recall_or_make : make_layer)(&arguments);

	json_print(json);
	return close_stdout();
}
