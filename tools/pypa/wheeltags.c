/* SPDX-License-Identifier: MIT */
/* wheeltags: which wheels fit a target, and which fits best.
 * Tags and their order: PyPA "Platform compatibility tags" (PEP 425, 600, 656). */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "lib/options.h"
#include "pypa/tags.h"

static const char usage[] =
	"usage: wheeltags --python VERSION --arch ARCH (--glibc VERSION | --musl VERSION) list\n"
	"       wheeltags --python VERSION --arch ARCH (--glibc VERSION | --musl VERSION) rank "
	"FILENAME...\n"
	"\n"
	"list prints the tags of wheels that fit the target, best first. rank prints RANK, a tab "
	"and\n"
	"FILENAME, best first, 0 the best rank; last, with `-' for RANK, those that do not fit.\n"
	"\n"
	"      --python VERSION  of CPython, such as 3.12\n"
	"      --arch ARCH       as in tags, such as aarch64 or x86_64\n"
	"      --glibc VERSION   of the target, such as 2.36\n"
	"      --musl VERSION    of the target, such as 1.2\n"
	"      --platforms LIST  only these, in this order: patterns such as linux_*,manylinux_*\n"
	"  -h, --help            this text\n";

/* A wheel to be ranked; ORDER is its place on the command line. */
struct ranked {
	const char *filename;
	long rank;
	int order;
};

static void parse(const char *option, const char *value, unsigned *major, unsigned *minor)
{
	if (!target_parse_version(value, major, minor))
		usage_error("%s: '%s' is not a version such as 3.12", option, value);
}

static struct target parse_target(int argc, char *argv[])
{
	static const struct option options[] = {{"python", required_argument, NULL, 'p'},
		{"arch", required_argument, NULL, 'a'}, {"glibc", required_argument, NULL, 'g'},
		{"musl", required_argument, NULL, 'm'}, {"platforms", required_argument, NULL, 'f'},
		{0}};
	struct target target = {0};
	bool python = false, glibc = false, musl = false;
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option == 'p') {
			parse("--python", optarg, &target.python_major, &target.python_minor);
			python = true;
		} else if (option == 'a') {
			snprintf(target.arch, sizeof target.arch, "%s", optarg);
		} else if (option == 'g') {
			parse("--glibc", optarg, &target.libc_major, &target.libc_minor);
			target.libc = LIBC_GLIBC;
			glibc = true;
		} else if (option == 'm') {
			parse("--musl", optarg, &target.libc_major, &target.libc_minor);
			target.libc = LIBC_MUSL;
			musl = true;
		} else if (option == 'f') {
			target.platforms = optarg;
		} else {
			option_error(argv);
		}
	}
	if (!python || !target.arch[0] || glibc == musl)
		usage_error("--python, --arch and one of --glibc and --musl are wanted");
	if (target_problem(&target))
		usage_error("--%s", target_problem(&target));
	return target;
}

/* Best first, what does not fit last, equals in the order in which they were given. */
static int compare(const void *a, const void *b)
{
	const struct ranked *left = a, *right = b;

	if (left->rank != right->rank)
		return (unsigned long)left->rank < (unsigned long)right->rank ? -1 : 1;
	return left->order - right->order;
}

static void rank_files(const struct tags *tags, int count, char *filenames[])
{
	_cleanup_free_ struct ranked *files = xalloc((size_t)count, sizeof *files);

	for (int i = 0; i < count; i++) {
		_cleanup_(wheel_name_free) struct wheel_name wheel;
		const char *problem = wheel_name_parse(file_name(filenames[i]), &wheel);

		if (problem)
			die(EXIT_NO, "%s: not a wheel's filename: %s", filenames[i], problem);
		files[i] = (struct ranked){filenames[i], tags_rank(tags, &wheel), i};
	}
	qsort(files, (size_t)count, sizeof *files, compare);
	for (int i = 0; i < count; i++) {
		if (files[i].rank < 0)
			printf("-\t%s\n", files[i].filename);
		else
			printf("%ld\t%s\n", files[i].rank, files[i].filename);
	}
}

int main(int argc, char *argv[])
{
	options_begin(&argc, &argv, usage);
	struct target target = parse_target(argc, argv);
	_cleanup_(tags_free) struct tags tags = tags_for(&target);
	const char *command = argv[optind] ? argv[optind] : "";
	int count = argc - optind - 1;

	if (strcmp(command, "list") == 0 && count == 0)
		for (size_t i = 0; i < tags.count; i++)
			puts(tags.tags[i]);
	else if (strcmp(command, "rank") == 0 && count > 0)
		rank_files(&tags, count, argv + optind + 1);
	else
		usage_error("'list' or 'rank FILENAME...' is wanted after the target");
	return close_stdout();
}
