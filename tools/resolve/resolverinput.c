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
	"                     [--references FILE] [--no-binary NAMES]... [--only-binary NAMES]...\n"
	"                     -r FILE... [-c FILE]... [-o FILE]...\n"
	"\n"
	"Reads requirements, constraints and overrides as all other programs do, and writes to "
	"DIR\n"
	"requirements.txt, constraints.txt and overrides.txt, plain lines for a resolver,\n"
	"policy.json, the policy with what the files allow, and references.json, the direct\n"
	"references among the lines.\n"
	"\n"
	"      --target FILE        the target: hashes of lines whose markers do not hold for it "
	"do\n"
	"                           not count\n"
	"      --policy FILE        indexes and preferences\n"
	"      --output DIR         where the files go\n"
	"      --references FILE    what the direct references are, as references writes it\n"
	"      --no-binary NAMES    as in a requirements file, before all of the files\n"
	"      --only-binary NAMES  likewise\n"
	"  -r FILE, -c FILE, -o FILE\n"
	"                           requirements, constraints and overrides\n"
	"  -h, --help               this text\n";

enum { MAX_TARGET = 1 << 20, MAX_REFERENCES = 64 << 20 }; /* bytes */

/* Where the policy says that packages come from that are asked for by direct references. */
#define REFERENCES_INDEX "direct-references"

/* A file of the command line. */
struct input {
	enum requirement_role role;
	const char *path;
};

struct arguments {
	const char *target, *policy, *output, *references;
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
		{"references", required_argument, NULL, 'f'},
		{"no-binary", required_argument, NULL, 'n'},
		{"only-binary", required_argument, NULL, 'b'}, {0}};
	struct arguments arguments = {0};
	int option;

	while ((option = getopt_long(argc, argv, "r:c:o:", options, NULL)) != -1) {
		if (option == 't' || option == 'p' || option == 'd' || option == 'f')
			*(option == 't'         ? &arguments.target
				: option == 'p' ? &arguments.policy
				: option == 'f' ? &arguments.references
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

/* VALUE in its canonical form, a line. */
static void write_json(const char *directory, const char *name, const json_t *value)
{
	_cleanup_(text_free) struct text text = json_canonical(value);

	text_add_char(&text, '\n');
	write_text(directory, name, &text);
}

/* The packages that REFERENCES names come from an index that has just their files. */
static void add_index(const struct policy *policy, const json_t *references, const char *path)
{
	json_t *indexes = json_want_object(policy->json, "indexes", policy->path), *package;
	json_t *packages = json_array();
	const char *name;

	if (json_object_get(indexes, REFERENCES_INDEX))
		die(EXIT_NO,
			"%s: an index has the name '" REFERENCES_INDEX
			"', which direct references have: give it another",
			policy->path);
	json_object_set_new(indexes, REFERENCES_INDEX,
		json_pack("{s:s}", "url", json_want_string(references, "index", path)));
	json_object_foreach (json_want_object(references, "packages", path), name, package)
		json_array_append_new(packages,
			json_pack("{s:s, s:s}", "pattern", name, "index", REFERENCES_INDEX));
	json_array_extend(packages, json_get_array(policy->json, "packages", policy->path));
	json_object_set_new(policy->json, "packages", packages);
}

static void write_files(const struct arguments *arguments, const struct resolverlines *lines)
{
	_cleanup_json_ json_t *allowed = resolverlines_allowed(lines);

	if (json_object_size(allowed))
		json_object_set(lines->policy->json, "allowed", allowed);
	write_text(arguments->output, "requirements.txt", &lines->requirements);
	write_text(arguments->output, "constraints.txt", &lines->constraints);
	write_text(arguments->output, "overrides.txt", &lines->overrides);
	write_json(arguments->output, "policy.json", lines->policy->json);
	write_json(arguments->output, "references.json", lines->references);
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

	_cleanup_json_ json_t *references =
		arguments.references ? json_read(arguments.references, MAX_REFERENCES) : NULL;

	lines.target = &target.target;
	lines.policy = &policy;
	lines.known =
		references ? json_want_object(references, "places", arguments.references) : NULL;
	for (int role = ROLE_REQUIREMENT; role <= ROLE_OVERRIDE; role++)
		for (size_t i = 0; i < arguments.count; i++)
			if ((int)arguments.inputs[i].role == role)
				resolverlines_add(
					&lines, arguments.inputs[i].path, arguments.inputs[i].role);
	if (references)
		add_index(&policy, references, arguments.references);
	write_files(&arguments, &lines);
	cleanup_free(&arguments.inputs);
	return EXIT_YES;
}
