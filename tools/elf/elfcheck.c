/* SPDX-License-Identifier: MIT */
/* elfcheck: what the ELF files of wheels and directories need, and what of it a target does not
 * meet. Nothing is run, and no machine but the one that the options describe is asked. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "elf/source.h"
#include "elf/unmet.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "lib/options.h"

static const char usage[] =
	"usage: elfcheck --arch ARCH (--glibc VERSION | --musl VERSION) [--cuda CAPABILITY[,...]]\n"
	"                [--provided SONAME[,...]] ROOT-OR-WHEEL...\n"
	"\n"
	"Prints, as JSON, what each ELF file in the directories and wheels is and needs, and what "
	"of it the "
	"target\n"
	"does not meet: exit status 1 if there is such a thing.\n"
	"\n"
	"      --arch ARCH        the target's architecture, as in tags, such as aarch64\n"
	"      --glibc VERSION    its C library, such as 2.36\n"
	"      --musl VERSION     the same, such as 1.2\n"
	"      --cuda CAPABILITY  its GPU's compute capability, such as 8.7\n"
	"      --provided SONAME  a library that it has besides, from its base or its driver\n"
	"  -h, --help             this text\n";

/* What is kept of all objects together may not take more memory. */
enum { MAX_WEIGHT = 24 << 20 };

struct options {
	struct elftarget target;
	struct provided provided;
};

struct found {
	const char *source; /* the command line's argument that the file was found in */
	struct elfobject object;
};

struct check {
	const char *source;
	size_t count, room, weight;
	struct found *list;
};

/* --- the command line -------------------------------------------------------- */

static const char *take_version(const char *option, const char *value)
{
	static const char digits[] = "0123456789";
	size_t major = strspn(value, digits);
	size_t minor = value[major] == '.' ? strspn(value + major + 1, digits) : 0;

	if (major < 1 || minor < 1 || major > 4 || minor > 4 || value[major + 1 + minor])
		usage_error("%s: '%s' is not a version such as 2.36", option, value);
	return value;
}

static void take_capabilities(struct elftarget *target, char *value)
{
	char *save, *word;

	for (word = strtok_r(value, ",", &save); word; word = strtok_r(NULL, ",", &save)) {
		size_t length = strlen(word);

		if (length < 3 || length > 4 || word[length - 2] != '.' ||
			strspn(word, "0123456789.") != length || strcspn(word, ".") != length - 2)
			usage_error("--cuda: '%s' is not a compute capability such as 8.7", word);
		if (target->gpu_count == MOST_CAPABILITIES)
			usage_error("--cuda: more than %d capabilities", MOST_CAPABILITIES);
		target->gpus[target->gpu_count++] =
			10 * (unsigned)strtoul(word, NULL, 10) + (unsigned)(word[length - 1] - '0');
	}
}

static void take_provided(struct provided *provided, char *value)
{
	char *save, *word;

	for (word = strtok_r(value, ",", &save); word; word = strtok_r(NULL, ",", &save))
		provided_add_name(provided, word);
}

static struct options take_options(int argc, char **argv)
{
	static const struct option names[] = {{"arch", required_argument, NULL, 'a'},
		{"glibc", required_argument, NULL, 'g'}, {"musl", required_argument, NULL, 'm'},
		{"cuda", required_argument, NULL, 'c'}, {"provided", required_argument, NULL, 'p'},
		{0}};
	struct options options = {0};
	struct elftarget *target = &options.target;
	int option;

	while ((option = getopt_long(argc, argv, "", names, NULL)) != -1) {
		if (option == 'a')
			target->machine = optarg;
		else if (option == 'g')
			target->glibc = take_version("--glibc", optarg);
		else if (option == 'm')
			target->musl = take_version("--musl", optarg);
		else if (option == 'c')
			take_capabilities(target, optarg);
		else if (option == 'p')
			take_provided(&options.provided, optarg);
		else
			option_error(argv);
	}
	if (!target->machine || !target->glibc == !target->musl)
		usage_error("--arch and one of --glibc and --musl are wanted");
	if (!elf_machine_is_known(target->machine))
		usage_error("--arch: '%s' is not an architecture such as aarch64 or x86_64",
			target->machine);
	if (optind == argc)
		usage_error("a directory or a wheel is wanted");
	return options;
}

/* --- the objects ------------------------------------------------------------- */

static void take_object(void *data, const char *name, const void *bytes, size_t size)
{
	struct check *check = data;

	if (check->count == check->room) {
		check->room = 2 * check->room + 64;
		check->list = xrealloc(check->list, check->room, sizeof *check->list);
	}
	struct elfobject *object = &check->list[check->count].object;

	*object = elfobject_read(name, bytes, size);
	check->list[check->count++].source = check->source;
	check->weight += sizeof *check->list + elfobject_weight(object);
	if (check->weight > MAX_WEIGHT)
		die(EXIT_NO,
			"%s: %s: with it the ELF files need more than %d MiB of names: check fewer "
			"at once",
			check->source, name, MAX_WEIGHT >> 20);
}

static void check_free(struct check *check)
{
	for (size_t i = 0; i < check->count; i++)
		elfobject_free(&check->list[i].object);
	cleanup_free(&check->list);
}

/* Prints an object. Returns whether the target meets all that it needs. */
static bool print_object(const struct found *found, const struct options *options)
{
	_cleanup_json_ json_t *json = elfobject_json(&found->object);
	json_t *list = unmet(&found->object, &options->target, &options->provided);
	bool met = json_array_size(list) == 0;

	json_object_set_new(json, "source", json_lossy(found->source, strlen(found->source)));
	json_object_set_new(json, "unmet", list);
	_cleanup_(text_free) struct text text = json_canonical(json);

	fputs(text_string(&text), stdout);
	return met;
}

int main(int argc, char **argv)
{
	options_begin(&argc, &argv, usage);
	struct options options = take_options(argc, argv);
	_cleanup_(check_free) struct check check = {0};
	bool met = true;

	for (int i = optind; i < argc; i++) {
		check.source = argv[i];
		elfsource_visit(argv[i], take_object, &check);
	}
	for (size_t i = 0; i < check.count; i++)
		provided_add(&options.provided, &check.list[i].object);
	provided_sort(&options.provided);
	fputs("{\"objects\":[", stdout);
	for (size_t i = 0; i < check.count; i++) {
		fputs(i > 0 ? "," : "", stdout);
		met &= print_object(&check.list[i], &options);
	}
	puts("]}");
	provided_free(&options.provided);
	int status = close_stdout();

	return status == EXIT_YES && !met ? EXIT_NO : status;
}
