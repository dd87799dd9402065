/* SPDX-License-Identifier: MIT */
/* sourcearchive: the file that a lock's direct reference means, where it has to be made: an archive
 * of a commit or of a directory. */
#include <getopt.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "fetch/gitcheckout.h"
#include "fetch/gitcommand.h"
#include "fetch/projectpath.h"
#include "fetch/treearchive.h"
#include "fetch/unpackedarchive.h"
#include "lib/cleanup.h"
#include "lib/json.h"
#include "lib/options.h"
#include "lib/stringlist.h"
#include "lib/temporary.h"
#include "store/store.h"

static const char usage[] =
	"usage: sourcearchive --tools DIR --store DIR --plan FILE [--offline] NAME\n"
	"       sourcearchive --tools DIR --contents LIST\n"
	"\n"
	"Makes the file that a lock's direct reference means.\n"
	"\n"
	"      --tools DIR       the framework's build directory\n"
	"      --store DIR       where the file goes\n"
	"      --plan FILE       plan.json, which has the package NAME\n"
	"      --offline         ask no server\n"
	"      --contents LIST   print a hash of what is in the files and directories of LIST\n"
	"  -h, --help            print this\n";

enum { MAX_PLAN = 64 << 20, MAX_LIST = 4 << 20 };

struct arguments {
	const char *tools, *store, *plan, *contents, *name;
	bool offline;
};

/* A package of the plan, whose file is made. */
struct package {
	const char *name, *version, *filename, *where;
	struct digest digest;
	const json_t *vcs, *directory, *archive; /* the one that it has; borrowed */
};

static struct arguments parse_arguments(int argc, char *argv[])
{
	static const struct option options[] = {{"tools", required_argument, NULL, 't'},
		{"store", required_argument, NULL, 's'}, {"plan", required_argument, NULL, 'p'},
		{"contents", required_argument, NULL, 'c'}, {"offline", no_argument, NULL, 'o'},
		{0}};
	struct arguments arguments = {0};
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) >= 0) {
		if (option == 't')
			arguments.tools = optarg;
		else if (option == 's')
			arguments.store = optarg;
		else if (option == 'p')
			arguments.plan = optarg;
		else if (option == 'c')
			arguments.contents = optarg;
		else if (option == 'o')
			arguments.offline = true;
		else
			option_error(argv);
	}
	if (!arguments.tools)
		usage_error("--tools must be given");
	if (argc > optind + !arguments.contents)
		usage_error("one NAME is wanted, or --contents");
	arguments.name = argv[optind];
	if (!arguments.contents && !(arguments.store && arguments.plan && arguments.name))
		usage_error("--store, --plan and a name are wanted, or --contents");
	return arguments;
}

/* --- what a lock is made from --------------------------------------------------------- */

/* The path in a word of the list, where %20 is a blank and %25 a percent sign. The caller frees. */
static char *path_of(const char *word)
{
	struct text path = {0};

	while (*word) {
		bool blank = starts_with(word, "%20"), percent = starts_with(word, "%25");

		text_add_char(&path, blank ? ' ' : *word);
		word += blank || percent ? 3 : 1;
	}
	return text_take(&path);
}

/* Appends what the lock depends on of a path: its content, if it lies in the project. */
static void add_state(struct text *states, const struct archiver *archiver, const char *word)
{
	_cleanup_free_ char *path = path_of(word), *flaw = NULL;
	_cleanup_free_ char *inside = path_in_project(path, &flaw);
	_cleanup_free_ char *plain = path_simple(path);
	struct digest digest;
	struct stat status;

	if (!inside) {
		text_printf(states, "%s none\n", plain);
		return;
	}
	if (stat(inside, &status) == 0 && S_ISDIR(status.st_mode)) {
		digest = treearchive_directory(archiver, inside, "x", "0").digest;
	} else {
		_cleanup_close_ int fd = file_open(inside);

		digest = sha256_of_file(fd, inside);
	}
	text_printf(states, "%s %s\n", inside, digest.hex);
}

static void print_contents(const struct archiver *archiver, const char *list)
{
	_cleanup_(text_free) struct text words = file_read(list, MAX_LIST), states = {0};
	_cleanup_(stringlist_free) struct stringlist paths = {0};
	char *rest = NULL;

	for (char *word = strtok_r(words.bytes, " \t\r\n\v\f", &rest); word;
		word = strtok_r(NULL, " \t\r\n\v\f", &rest))
		stringlist_add(&paths, xstrdup(word));
	stringlist_sort_unique(&paths);
	for (size_t i = 0; i < paths.count; i++)
		add_state(&states, archiver, paths.items[i]);
	printf("local=%s\n", sha256_of(text_string(&states), states.length).hex);
}

/* --- one file ------------------------------------------------------------------------- */

/* The package NAME in PLAN, the document in the file WHERE. Dies when there is none whose file is
 * made. */
static struct package find_package(const json_t *plan, const char *name, const char *where)
{
	const json_t *packages = json_want_array(plan, "packages", where), *item;
	size_t i;

	json_array_foreach (packages, i, item) {
		if (strcmp(json_want_string(item, "name", where), name) != 0)
			continue;
		const json_t *file = json_want_object(item, "file", where);
		const json_t *source = json_get_object(file, "source", where);
		struct package package = {.name = name,
			.version = json_want_string(item, "version", where),
			.filename = json_want_string(file, "filename", where),
			.where = where};

		if (!source)
			continue;
		if (!digest_parse(json_want_string(file, "sha256", where), &package.digest))
			die(EXIT_NO, "%s: %s: .sha256: not one", where, name);
		package.vcs = json_get_object(source, "vcs", where);
		package.directory = json_get_object(source, "directory", where);
		package.archive = json_get_object(source, "archive", where);
		return package;
	}
	die(EXIT_NO, "%s: no %s that a file is made of", where, name);
}

static struct digest archive_of(
	const struct archiver *archiver, const struct package *package, const char *tree)
{
	return treearchive_checkout(archiver, tree, package->name, package->version).digest;
}

static struct digest from_commit(const struct archiver *archiver, const struct package *package)
{
	_cleanup_(temporary_remove_directory) char *scratch = temporary_make_directory();
	_cleanup_free_ char *top = xprintf("%s/tree", scratch);
	const json_t *vcs = package->vcs;
	const struct repository repository = {
		json_want_string(vcs, "url", package->where), top, package->name};

	if (!git_takes(repository.url))
		die(EXIT_NO, "%s: %s: " GIT_SCHEMES, package->name, repository.url);
	if (mkdir(top, 0777) < 0)
		die(EXIT_SYSTEM, "%s: cannot create the directory:", top);
	free(repository_check_out(
		&repository, json_want_string(vcs, "commit-id", package->where), false));
	_cleanup_free_ char *tree = directory_below(
		top, json_get_string(vcs, "subdirectory", package->where), package->name);

	return archive_of(archiver, package, tree);
}

/* The path of a package's file or directory in the project; the caller frees. */
static char *path_inside(const struct package *package, const json_t *table)
{
	_cleanup_free_ char *flaw = NULL;
	char *path = path_in_project(json_want_string(table, "path", package->where), &flaw);

	if (!path)
		die(EXIT_NO, "%s: %s", package->name, flaw);
	return path;
}

static struct digest from_directory(const struct archiver *archiver, const struct package *package)
{
	_cleanup_free_ char *path = path_inside(package, package->directory);
	_cleanup_free_ char *tree = directory_below(path,
		json_get_string(package->directory, "subdirectory", package->where), package->name);

	return treearchive_directory(archiver, tree, package->name, package->version).digest;
}

/* An archive in the project: a part of it is made into one, and else it is copied. */
static struct digest from_archive(const struct archiver *archiver, const struct package *package)
{
	_cleanup_free_ char *path = path_inside(package, package->archive);
	const char *subdirectory =
		json_get_string(package->archive, "subdirectory", package->where);

	if (subdirectory && *subdirectory) {
		_cleanup_(temporary_remove_directory) char *scratch = temporary_make_directory();
		_cleanup_free_ char *top = archive_unpack(path, scratch, package->name);
		_cleanup_free_ char *tree = directory_below(top, subdirectory, package->name);

		return archive_of(archiver, package, tree);
	}
	_cleanup_(store_close) struct store store = store_open(archiver->store);
	_cleanup_close_ int fd = file_open(path);
	struct digest digest = sha256_of_file(fd, path);

	if (digest_equal(&digest, &package->digest))
		store_copy(&store, &digest, path);
	return digest;
}

static void make(const struct archiver *archiver, const struct package *package, bool offline)
{
	_cleanup_(store_close) struct store store = store_open(archiver->store);
	const char *url = json_get_string(package->vcs, "url", package->where);

	if (store_has(&store, &package->digest, NULL))
		return;
	if (offline && url && !starts_with(url, "file:"))
		die(EXIT_NO,
			"%s: not in the store, and nothing may be downloaded "
			"(PYLOCK_OFFLINE=1): run once without it",
			package->name);
	struct digest made = package->directory ? from_directory(archiver, package)
			     : package->vcs     ? from_commit(archiver, package)
						: from_archive(archiver, package);

	if (!digest_equal(&made, &package->digest))
		die(EXIT_NO,
			"%s: %s has the sha256 %s here, and the lock has %s: it changed; run "
			"`make resolve`",
			package->name, package->filename, made.hex, package->digest.hex);
	if (!store_has(&store, &made, NULL))
		die(EXIT_SYSTEM, "%s: %s did not arrive in the store", package->name,
			package->filename);
}

int main(int argc, char *argv[])
{
	options_begin(&argc, &argv, usage);
	struct arguments arguments = parse_arguments(argc, argv);
	_cleanup_free_ char *tools = path_absolute(arguments.tools);
	_cleanup_free_ char *store = arguments.store ? path_absolute(arguments.store) : NULL;
	const struct archiver archiver = {tools, arguments.contents ? NULL : store};

	setlocale(LC_CTYPE, "C.UTF-8");
	if (arguments.contents) {
		print_contents(&archiver, arguments.contents);
		return close_stdout();
	}
	_cleanup_json_ json_t *plan = json_read(arguments.plan, MAX_PLAN);
	struct package package = find_package(plan, arguments.name, arguments.plan);

	make(&archiver, &package, arguments.offline);
	return EXIT_YES;
}
