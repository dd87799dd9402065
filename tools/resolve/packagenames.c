/* SPDX-License-Identifier: MIT */
/* packagenames: whether the packages that variables name are there. */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "fetch/policypages.h"
#include "fetch/projectquery.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "lib/options.h"
#include "lock/locktarget.h"
#include "pypa/name.h"
#include "resolve/knownnames.h"

static const char usage[] =
	"usage: packagenames --lock FILE --target TARGET.json --variables PROGRAM\n"
	"           [--policy POLICY.json] [--offline] [--known NAME]... [--makefile FILE]...\n"
	"           [-r FILE]... [-c FILE]... [-o FILE]... there|asked:WHAT=NAME...\n"
	"\n"
	"Says which variable names a package that is not there, and which name is near.\n"
	"\n"
	"  --lock FILE          the lock; those of other targets beside it count, too\n"
	"  --target FILE        the target\n"
	"  --variables PROGRAM  variables.sh, which says where a variable is set\n"
	"  --policy FILE        which index to ask for what nobody asks for\n"
	"  --offline            the index may not be asked\n"
	"  --known NAME         is there by other means, such as the base's\n"
	"  --makefile FILE      where the line may be that is wrong\n"
	"  -r FILE, -c FILE, -o FILE\n"
	"                       requirements, constraints, overrides\n";

enum { MAX_TARGET = 16 << 20, MAX_PLACE = 8192, CANNOT_RUN = 127 };

struct arguments {
	const char *lock, *target, *variables, *policy;
	bool offline;
	struct stringlist makefiles;
	struct knownnames names;
};

/* What names a package, and which one: KIND:WHAT=NAME. */
struct named {
	bool asked; /* it is enough that somebody asks for it */
	char *what;
	char *name; /* normalized */
};

static void named_free(struct named *named)
{
	cleanup_free(&named->what);
	cleanup_free(&named->name);
}

static struct named named_parse(const char *text)
{
	const char *equals = strrchr(text, '='), *colon = strchr(text, ':');
	bool asked = starts_with(text, "asked:");

	if ((!asked && !starts_with(text, "there:")) || !equals || equals <= colon + 1 ||
		!equals[1])
		usage_error("'%s' is not there:WHAT=NAME or asked:WHAT=NAME", text);
	return (struct named){.asked = asked,
		.what = xstrndup(colon + 1, (size_t)(equals - colon - 1)),
		.name = name_normalize(equals + 1)};
}

/* --- the index -------------------------------------------------------------------------- */

enum answer { NOT_THERE, PERHAPS_THERE };

/* That an index does not answer is for those to say who need it. */
static enum answer ask_index(const struct policy *policy, const char *name)
{
	static const struct download_options defaults = {.jobs = 16, .retries = 3, .timeout = 60};
	const char *index = policy_index_of(policy, name);
	_cleanup_(query_free) struct project_query query = {.index = index,
		.name = name,
		.urls = policy_pages(policy, index, name),
		.limits = policy_limits(policy, index, &defaults)};
	struct transfer *transfer = &query.transfer;

	query_begin(&query);
	download_all(&transfer, 1, &defaults, NULL, NULL);
	for (size_t i = 0; i < query.project.count; i++)
		if (query.project.files[i]->version)
			return PERHAPS_THERE;
	return query.result == QUERY_FAILED ? PERHAPS_THERE : NOT_THERE;
}

/* Whether what is named is there, or may be. Of what nobody asks for, that is said. */
static bool is_there(
	const struct arguments *arguments, const struct policy *policy, const struct named *named)
{
	if (knownnames_there(&arguments->names, named->name) ||
		(named->asked && knownnames_asked(&arguments->names, named->name)))
		return true;
	if (!named->asked)
		return false;
	if (!arguments->offline && (!arguments->policy || !name_is_valid(named->name) ||
					   ask_index(policy, named->name) == NOT_THERE))
		return false;
	warn("%s: nothing asks for %s", named->what, named->name);
	return true;
}

/* --- where it is named ----------------------------------------------------------------------- */

_Noreturn static void run_variables(
	const struct arguments *arguments, const char *variable, int output)
{
	size_t count = arguments->makefiles.count;
	char **words = xalloc(count + 4, sizeof *words);

	words[0] = xstrdup(arguments->variables);
	words[1] = xstrdup("where");
	words[2] = xstrdup(variable);
	for (size_t i = 0; i < count; i++)
		words[3 + i] = arguments->makefiles.items[i];
	dup2(output, STDOUT_FILENO);
	execv(words[0], words);
	_exit(CANNOT_RUN);
}

/* FILE:LINE, where VARIABLE is set; NULL when no makefile sets it. The caller frees. */
static char *place_of(const struct arguments *arguments, const char *variable)
{
	char place[MAX_PLACE] = "";
	int status;
	_cleanup_fclose_ FILE *output = tmpfile();
	pid_t child = output ? fork() : -1;

	if (child < 0)
		die(EXIT_SYSTEM, "%s: cannot be run:", arguments->variables);
	if (child == 0)
		run_variables(arguments, variable, fileno(output));
	if (waitpid(child, &status, 0) < 0 || WEXITSTATUS(status) == CANNOT_RUN)
		die(EXIT_SYSTEM, "%s: cannot be run", arguments->variables);
	rewind(output);
	if (!fgets(place, sizeof place, output))
		return NULL;
	place[strcspn(place, "\n")] = '\0';
	return xstrdup(place);
}

/* In words that end a message, "" when it is not known; the caller frees. */
static char *where(const struct arguments *arguments, const char *target, const char *what)
{
	if (strcmp(what, "PACKAGE") == 0)
		return xstrdup(" (on the command line)");
	if (arguments->makefiles.count == 0)
		return xstrdup("");
	_cleanup_free_ char *variable = xprintf("%s@%s", what, target);
	_cleanup_free_ char *place = place_of(arguments, variable);

	if (!place)
		place = place_of(arguments, what);
	return place ? xprintf(" (%s)", place) : xstrdup("");
}

_Noreturn static void refuse(
	const struct arguments *arguments, const char *target, const struct named *named)
{
	_cleanup_free_ char *place = where(arguments, target, named->what);
	_cleanup_free_ char *nearest = knownnames_nearest(&arguments->names, named->name);
	_cleanup_free_ char *hint = nearest ? xprintf(": did you mean %s?", nearest) : xstrdup("");

	if (named->asked && arguments->policy)
		die(EXIT_NO, "%s names %s, which nothing asks for, and its index does not have%s%s",
			named->what, named->name, hint, place);
	die(EXIT_NO, "%s names %s, which is not in %s%s%s", named->what, named->name,
		arguments->lock, hint, place);
}

/* --- the command line --------------------------------------------------------------------------
 */

/* Files are read when all options are known to be right. */
struct files {
	struct stringlist paths[ROLE_OVERRIDE + 1];
};

static void take_option(struct arguments *arguments, struct files *files, int option, char *argv[])
{
	switch (option) {
	case 'r':
		stringlist_add(&files->paths[ROLE_REQUIREMENT], xstrdup(optarg));
		break;
	case 'c':
		stringlist_add(&files->paths[ROLE_CONSTRAINT], xstrdup(optarg));
		break;
	case 'o':
		stringlist_add(&files->paths[ROLE_OVERRIDE], xstrdup(optarg));
		break;
	case 'L':
		arguments->lock = optarg;
		break;
	case 'T':
		arguments->target = optarg;
		break;
	case 'V':
		arguments->variables = optarg;
		break;
	case 'P':
		arguments->policy = optarg;
		break;
	case 'O':
		arguments->offline = true;
		break;
	case 'K':
		knownnames_add(&arguments->names, optarg);
		break;
	case 'M':
		stringlist_add(&arguments->makefiles, xstrdup(optarg));
		break;
	default:
		option_error(argv);
	}
}

static struct arguments parse_arguments(int argc, char *argv[], struct files *files)
{
	static const struct option longs[] = {{"lock", required_argument, NULL, 'L'},
		{"target", required_argument, NULL, 'T'},
		{"variables", required_argument, NULL, 'V'},
		{"policy", required_argument, NULL, 'P'}, {"offline", no_argument, NULL, 'O'},
		{"known", required_argument, NULL, 'K'}, {"makefile", required_argument, NULL, 'M'},
		{0}};
	struct arguments arguments = {0};

	for (int option; (option = getopt_long(argc, argv, "r:c:o:", longs, NULL)) != -1;)
		take_option(&arguments, files, option, argv);
	if (!arguments.lock || !arguments.target || !arguments.variables || optind == argc)
		usage_error("wants --lock, --target, --variables and there|asked:WHAT=NAME");
	for (int i = optind; i < argc; i++) {
		struct named named = named_parse(argv[i]);

		named_free(&named);
	}
	return arguments;
}

static void read_files(struct arguments *arguments, struct files *files)
{
	for (size_t role = 0; role <= ROLE_OVERRIDE; role++) {
		for (size_t i = 0; i < files->paths[role].count; i++)
			knownnames_add_lines(&arguments->names, files->paths[role].items[i],
				(enum requirement_role)role);
		stringlist_free(&files->paths[role]);
	}
	knownnames_add_locks(&arguments->names, arguments->lock);
}

int main(int argc, char *argv[])
{
	options_begin(&argc, &argv, usage);
	struct files files = {0};
	struct arguments arguments = parse_arguments(argc, argv, &files);
	_cleanup_json_ json_t *json = json_read(arguments.target, MAX_TARGET);
	_cleanup_(lock_target_free) struct lock_target target =
		lock_target_read(json, arguments.target);
	_cleanup_(policy_free) struct policy policy = policy_read(arguments.policy);

	read_files(&arguments, &files);
	for (int i = optind; i < argc; i++) {
		_cleanup_(named_free) struct named named = named_parse(argv[i]);

		if (!is_there(&arguments, &policy, &named))
			refuse(&arguments, target.name, &named);
	}
	stringlist_free(&arguments.makefiles);
	knownnames_free(&arguments.names);
	return close_stdout();
}
