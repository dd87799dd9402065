/* SPDX-License-Identifier: MIT */
/* confine: runs a command of a package's build so that it sees what it is given, and takes no more
 * of the machine than it may. */
#include <fcntl.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/options.h"
#include "lib/stringlist.h"
#include "wheels/bubblewrap.h"
#include "wheels/supervise.h"
#include "wheels/syscallfilter.h"

static const char usage[] =
	"usage: confine [--root DIR] [--read PLACE=DEST]... [--write DIR=DEST]...\n"
	"       [--set NAME=VALUE]... [--chdir DIR] [--network] [--unconfined]\n"
	"       [--memory BYTES] [--timeout SECONDS] [--disk BYTES] -- COMMAND...\n"
	"\n"
	"Runs a command in a box made by bwrap, and ends it when it takes too much.\n"
	"\n"
	"      --root DIR         its root directory; default: this machine's /usr, and no more\n"
	"      --read PLACE=DEST  what it may read, and where\n"
	"      --write DIR=DEST   a directory in which it may write\n"
	"      --set NAME=VALUE   a variable of its environment\n"
	"      --chdir DIR        where it is run\n"
	"      --network          it gets this machine's network\n"
	"      --unconfined       in no box: limits and environment only\n"
	"      --memory BYTES     how much memory it may take; default: 3/4 of the machine's\n"
	"      --timeout SECONDS  how long it may take; default: 7200\n"
	"      --disk BYTES       how much it may write; default: half of what is free, at most "
	"64 GiB\n"
	"  -h, --help             this text\n";

enum {
	TIMEOUT = 7200,
	PROCESSES = 4096,
	OUTPUT = 64 << 20,
};
/* Disk: half of what is free at the beginning, and at most this. */
static const uint64_t MAX_DISK = (uint64_t)64 << 30;

struct arguments {
	struct confinement box;
	struct stringlist directories; /* the host's, of box.writes */
	bool unconfined;
	uint64_t memory, timeout, disk; /* disk: 0 when it is not given */
};

static void arguments_free(struct arguments *arguments)
{
	stringlist_free(&arguments->box.reads);
	stringlist_free(&arguments->box.writes);
	stringlist_free(&arguments->box.variables);
	stringlist_free(&arguments->directories);
}

static void add_place(struct stringlist *list, const char *option, const char *place)
{
	const char *equals = strrchr(place, '=');

	if (*place != '/' || !equals || equals[1] != '/')
		usage_error("%s: '%s' is not PLACE=DEST, two absolute paths", option, place);
	stringlist_add(list, xstrdup(place));
}

static void take_option(struct arguments *arguments, int option, char *argv[])
{
	switch (option) {
	case 'R':
		arguments->box.root = optarg;
		break;
	case 'r':
		add_place(&arguments->box.reads, "--read", optarg);
		break;
	case 'w':
		add_place(&arguments->box.writes, "--write", optarg);
		stringlist_add(&arguments->directories,
			xstrndup(optarg, (size_t)(strrchr(optarg, '=') - optarg)));
		break;
	case 's':
		if (!strchr(optarg, '=') || *optarg == '=')
			usage_error("--set: '%s' is not NAME=VALUE", optarg);
		stringlist_add(&arguments->box.variables, xstrdup(optarg));
		break;
	case 'c':
		arguments->box.directory = optarg;
		break;
	case 'n':
		arguments->box.network = true;
		break;
	case 'u':
		arguments->unconfined = true;
		break;
	case 'm':
		arguments->memory =
			(uint64_t)option_number("--memory", optarg, 64 << 20, INT64_MAX);
		break;
	case 't':
		arguments->timeout = (uint64_t)option_number("--timeout", optarg, 1, 1 << 30);
		break;
	case 'd':
		arguments->disk = (uint64_t)option_number("--disk", optarg, 1, INT64_MAX);
		break;
	default:
		option_error(argv);
	}
}

static struct arguments parse_arguments(int argc, char *argv[])
{
	static const struct option options[] = {{"root", required_argument, NULL, 'R'},
		{"read", required_argument, NULL, 'r'}, {"write", required_argument, NULL, 'w'},
		{"set", required_argument, NULL, 's'}, {"chdir", required_argument, NULL, 'c'},
		{"network", no_argument, NULL, 'n'}, {"unconfined", no_argument, NULL, 'u'},
		{"memory", required_argument, NULL, 'm'}, {"timeout", required_argument, NULL, 't'},
		{"disk", required_argument, NULL, 'd'}, {0}};
	uint64_t machine = (uint64_t)sysconf(_SC_PHYS_PAGES) * (uint64_t)sysconf(_SC_PAGESIZE);
	struct arguments arguments = {
		.box.directory = "/", .memory = machine / 4 * 3, .timeout = TIMEOUT};
	int option;

	while ((option = getopt_long(argc, argv, "+", options, NULL)) >= 0)
		take_option(&arguments, option, argv);
	if (optind == argc)
		usage_error("no command is given");
	return arguments;
}

/* Half of the bytes that are free where the command may write. */
static uint64_t disk_for(const struct stringlist *directories)
{
	uint64_t least = MAX_DISK;

	for (size_t i = 0; i < directories->count; i++) {
		struct statvfs system;

		if (statvfs(directories->items[i], &system) < 0)
			die(EXIT_SYSTEM, "%s:", directories->items[i]);
		uint64_t half = (uint64_t)system.f_bavail * system.f_frsize / 2;

		least = half < least ? half : least;
	}
	return least;
}

int main(int argc, char *argv[])
{
	options_begin(&argc, &argv, usage);
	/* What this process was given besides is not for the command. */
	if (syscall(SYS_close_range, 3, ~0U, 0) < 0)
		die(EXIT_SYSTEM, "files cannot be closed:");
	_cleanup_(arguments_free) struct arguments arguments = parse_arguments(argc, argv);
	_cleanup_(stringlist_free) struct stringlist words = {0};
	const struct limits limits = {.seconds = arguments.timeout,
		.memory = arguments.memory,
		.processes = PROCESSES,
		.disk = arguments.disk ? arguments.disk : disk_for(&arguments.directories),
		.output = OUTPUT,
		.directories = &arguments.directories};
	char *none[] = {NULL};

	arguments.box.temporary = arguments.memory / 4;
	if (!arguments.unconfined)
		bubblewrap_words(&arguments.box, syscallfilter_open(), &words);
	for (char **word = argv + optind; *word; word++)
		stringlist_add(&words, xstrdup(*word));
	stringlist_add(&words, NULL);
	if (!arguments.unconfined)
		return supervise(words.items, none, "/", &limits);
	stringlist_add(&arguments.box.variables, NULL);
	return supervise(
		words.items, arguments.box.variables.items, arguments.box.directory, &limits);
}
