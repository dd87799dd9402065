/* SPDX-License-Identifier: MIT */
/* resolverinput: a project's requirements files as a resolver gets them, and what they allow. */
#include <getopt.h>
#include <string.h>

#include "fetch/policy.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "lib/json.h"
#include "lib/options.h"
#include "lock/locktarget.h"
#include "resolve/resolverlines.h"

static const char usage[] =
	"usage: resolverinput --target TARGET.json --policy POLICY.json --output DIR\n"
	"                     [--no-binary NAMES]... [--only-binary NAMES]...\n"
	"                     -r FILE... [-c FILE]... [-o FILE]...\n"
	"\n"
	"Reads requirements, constraints and overrides as all other programs do, and writes to "
	"DIR\n"
	"requirements.txt, constraints.txt and overrides.txt, plain lines for a resolver, and\n"
	"policy.json, the policy with what the files allow.\n"
	"\n"
	"      --target FILE        the target: hashes of lines whose markers do not hold for it "
	"do\n"
	"                           not count\n"
	"      --policy FILE        indexes and preferences\n"
	"      --output DIR         where the files go\n"
	"      --no-binary NAMES    as in a requirements file, before all of the files\n"
	"      --only-binary NAMES  likewise\n"
	"  -r FILE, -c FILE, -o FILE\n"
	"                           requirements, constraints and overrides\n"
	"  -h, --help               this text\n";

enum { MAX_TARGET = 1 << 20 }; /* bytes */

/* A file of the command line. */
struct input {
	enum requirement_role role;
	const char *path;
};

struct arguments {
	const char *target, *policy, *output;
	struct input *inputs;
	size_t count;
};

static void add_input(struct arguments *arguments, enum requirement_role role, const char *path)
{
	arguments->inputs =
		xrealloc(arguments->inputs, arguments->count + 1, sizeof *arguments->inputs);
	arguments->inputs[arguments->count++] = (struct input){role, path};
}

static struct arguments parse_arguments(int argc, char *argv[], struct formatcontrol *formats)
{
	static const struct option options[] = {{"target", required_argument, NULL, 't'},
		{"policy", required_argument, NULL, 'p'}, {"output", required_argument, NULL, 'd'},
		{"no-binary", required_argument, NULL, 'n'},
		{"only-binary", required_argument, NULL, 'b'}, {0}};
	struct arguments arguments = {0};
	int option;

	while ((option = getopt_long(argc, argv, "r:c:o:", options, NULL)) != -1) {
		if (option == 't' || option == 'p' || option == 'd')
			*(option == 't'         ? &arguments.target
				: option == 'p' ? &arguments.policy
						: &arguments.output) = optarg;
		else if (option == 'n')
			formatcontrol_no_binary(formats, optarg);
		else if (option == 'b')
			formatcontrol_only_binary(formats, optarg);
		else if (option == 'r' || option == 'c' || option == 'o')
			add_input(&arguments,
				option == 'r'   ? ROLE_REQUIREMENT
				: option == 'c' ? ROLE_CONSTRAINT
						: ROLE_OVERRIDE,
				optarg);
		else
			option_error(argv);
	}
	if (!arguments.target || !arguments.policy || !arguments.output || !arguments.count ||
		optind < argc)
		usage_error("--target, --policy, --output and files by -r, -c or -o are wanted");
	return arguments;
}

static void write_text(const char *directory, const char *name, const struct text *text)
{
	_cleanup_free_ char *path = xprintf("%s/%s", directory, name);

	file_write(path, text_string(text), text->length);
}

static void write_policy(const char *directory, const struct policy *policy, json_t *allowed)
{
	if (json_object_size(allowed))
		json_object_set(policy->json, "allowed", allowed);
	_cleanup_(text_free) struct text text = json_canonical(policy->json);

	text_add_char(&text, '\n');
	write_text(directory, "policy.json", &text);
}

int main(int argc, char *argv[])
{
	options_begin(&argc, &argv, usage);
	_cleanup_(resolverlines_free) struct resolverlines lines = {0};
	struct arguments arguments = parse_arguments(argc, argv, &lines.formats);
	_cleanup_json_ json_t *json = json_read(arguments.target, MAX_TARGET);
	_cleanup_(lock_target_free) struct lock_target target =
		lock_target_read(json, arguments.target);
	_cleanup_(policy_free) struct policy policy = policy_read(arguments.policy);

	lines.target = &target.target;
	lines.policy = &policy;
	for (int role = ROLE_REQUIREMENT; role <= ROLE_OVERRIDE; role++)
		for (size_t i = 0; i < arguments.count; i++)
			if ((int)arguments.inputs[i].role == role)
				resolverlines_add(
					&lines, arguments.inputs[i].path, arguments.inputs[i].role);
	_cleanup_json_ json_t *allowed = resolverlines_allowed(&lines);

	write_text(arguments.output, "requirements.txt", &lines.requirements);
	write_text(arguments.output, "constraints.txt", &lines.constraints);
	write_text(arguments.output, "overrides.txt", &lines.overrides);
	write_policy(arguments.output, &policy, allowed);
	cleanup_free(&arguments.inputs);
	return EXIT_YES;
}
