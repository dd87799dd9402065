/* SPDX-License-Identifier: MIT */
/* indexpage: the pages of package indexes, by a policy, for programs that ask by a pipe. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/json.h"
#include "lib/moment.h"
#include "lib/options.h"
#include "lock/lock.h"
#include "lock/locktarget.h"
#include "resolve/pageservice.h"

static const char usage[] =
	"usage: indexpage --policy POLICY.json [--target TARGET.json] [--exclude-newer DATE]\n"
	"\n"
	"Answers questions about the pages of package indexes: a line of JSON each on standard "
	"input.\n"
	"  --policy FILE         which indexes there are, and which files are preferred\n"
	"  --target FILE         the target; without it nothing is preferred for a resolver\n"
	"  --exclude-newer DATE  what was uploaded later does not exist\n";

enum { MAX_TARGET = 1 << 20, MAX_QUESTION = 1 << 16 }; /* bytes */

struct options {
	const char *policy, *target;
	bool limited; /* by --exclude-newer */
	int64_t limit;
};

/* Reads the questions until there are no more. */
static void serve(struct pageservice *service)
{
	static char line[MAX_QUESTION];

	while (fgets(line, sizeof line, stdin)) {
		json_error_t error;
		json_t *json = json_loads(line, 0, &error);

		if (!json_is_object(json))
			die(EXIT_NO, "not a question in JSON: %.100s", line);
		pageservice_ask(service, json);
	}
}

/* --- the command line ---------------------------------------------------------------- */

static struct options parse_options(int argc, char *argv[])
{
	static const struct option options[] = {{"policy", required_argument, NULL, 'p'},
		{"target", required_argument, NULL, 't'},
		{"exclude-newer", required_argument, NULL, 'n'}, {0}};
	struct options wanted = {0};
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'p')
			wanted.policy = optarg;
		else if (option == 't')
			wanted.target = optarg;
		else if (option != 'n')
			option_error(argv);
		else if (!moment_limit(optarg, &wanted.limit))
			usage_error("--exclude-newer: '%s' is not a date", optarg);
		else
			wanted.limited = true;
	}
	if (!wanted.policy || optind != argc)
		usage_error("--policy is wanted, and nothing but options");
	return wanted;
}

static struct tags read_target(const char *path, struct pageview *view)
{
	_cleanup_json_ json_t *json = json_read(path, MAX_TARGET);
	_cleanup_(lock_target_free) struct lock_target target = lock_target_read(json, path);

	const char *python = json_get_string(json, "pythonFull", path);

	view->fitting = target.platforms != NULL;
	view->python = python ? xstrdup(python) : NULL;
	return tags_for(&target.target);
}

int main(int argc, char *argv[])
{
	options_begin(&argc, &argv, usage);
	struct options options = parse_options(argc, argv);
	_cleanup_(policy_free) struct policy policy = policy_read(options.policy);
	_cleanup_(tags_free) struct tags tags = {0};
	struct pageservice service = {
		.policy = &policy,
		.view = {.policy = &policy, .limited = options.limited, .limit = options.limit},
	};

	if (options.target) {
		tags = read_target(options.target, &service.view);
		service.view.tags = &tags;
	}
	pageservice_begin(&service);
	serve(&service);
	pageservice_end(&service);
	free(service.view.python);
	return EXIT_YES;
}
