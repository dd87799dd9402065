/* SPDX-License-Identifier: MIT */
#include "verify/binarycheck.h"

#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "verify/nameset.h"

/* --- machines ------------------------------------------------------------------- */

/* CUDA, AMD's GPUs, BPF. */
static const char *const device_machines[] = {"elf-190", "elf-224", "elf-247"};

static bool is_device(const char *machine)
{
	for (size_t i = 0; i < sizeof device_machines / sizeof *device_machines; i++)
		if (strcmp(device_machines[i], machine) == 0)
			return true;
	return false;
}

/* Whether the lock's file of the distribution is a wheel for every machine. */
static bool is_for_every_machine(const struct subject *subject, const char *name)
{
	json_t *package;
	size_t index;

	json_array_foreach (subject->packages, index, package) {
		const char *file = json_string_value(
			json_object_get(json_object_get(package, "file"), "filename"));

		if (file && name &&
			strcmp(json_string_value(json_object_get(package, "name")), name) == 0)
			return ends_with(file, "-any.whl");
	}
	return false;
}

void check_machines(const struct subject *subject, struct report *report)
{
	const char *wanted = subject_target(subject, "arch");
	_cleanup_json_ json_t *wrong = json_object();
	json_t *entry;
	size_t index;

	json_array_foreach (subject->elf, index, entry) {
		const char *machine = json_string_value(json_object_get(entry, "machine"));
		const char *path = json_string_value(json_object_get(entry, "path"));
		const char *owner = elf_owner(entry);

		if (strcmp(machine, wanted) != 0 && !is_device(machine))
			json_array_append_new(namemap_list(wrong, owner ? owner : NOBODY),
				json_sprintf("%s (%s)", path, machine));
	}
	_cleanup_free_ const char **names = nameset_sorted(wrong);

	for (const char **name = names; *name; name++) {
		const char *owner = strcmp(*name, NOBODY) == 0 ? NULL : *name;
		_cleanup_free_ char *shown = examples(json_object_get(wrong, *name));

		report_finding(report,
			(.check = "elf", .package = owner,
				.declared = is_for_every_machine(subject, owner)
						    ? "its wheel is for every machine, and chooses "
						      "by name"
						    : NULL),
			"%s: not for %s: %s", owner ? owner : "base", wanted, shown);
	}
	if (!*names) {
		_cleanup_free_ char *they = they_are(json_array_size(subject->elf), "ELF file");

		report_pass(report, "%s for %s", they, wanted);
	}
}

/* --- extension modules ---------------------------------------------------------------- */

/* The suffixes that the target's interpreter tries, besides a plain .so. */
static json_t *fitting_tags(const struct subject *subject)
{
	json_t *target = json_object_get(subject->plan, "target"), *tags = json_object();
	const char *python = subject_target(subject, "python"), *dot = strchrnul(python, '.');
	bool musl = json_is_string(json_object_get(target, "musl"));
	_cleanup_free_ char *soabi =
		xprintf("cpython-%.*s%s", (int)(dot - python), python, dot + (*dot == '.'));
	_cleanup_free_ char *whole = xprintf(
		"%s-%s-linux-%s", soabi, subject_target(subject, "arch"), musl ? "musl" : "gnu");

	nameset_add(tags, soabi);
	nameset_add(tags, whole);
	nameset_add(tags, "abi3");
	return tags;
}

/* Adds the module at PATH with its tag to MODULES, when the path ends in MODULE.TAG.so. */
static void add_module(const char *path, json_t *modules)
{
	if (!ends_with(path, ".so"))
		return;
	_cleanup_free_ char *module = xstrndup(path, strlen(path) - strlen(".so"));
	char *dot = strrchr(module, '.');

	if (!dot || !(starts_with(dot, ".cpython") || starts_with(dot, ".pypy") ||
			    starts_with(dot, ".abi")))
		return;
	*dot = '\0';
	nameset_add(namemap_set(modules, module), dot + 1);
}

static void check_module(const struct subject *subject, const char *owner, const char *path,
	json_t *tags, json_t *fitting, struct report *report)
{
	const char *slash = strrchr(path, '/'), *module = slash ? slash + 1 : path, *tag;
	json_t *value;

	json_object_foreach (tags, tag, value)
		if (nameset_has(fitting, tag))
			return;
	_cleanup_free_ char *shown = nameset_shown(tags, json_object_size(tags));

	report_finding(report,
		(.check = "abi", .package = owner, .subject = module,
			.todo = "take a wheel for this Python"),
		"%s: %s is for %s, and Python %s on %s does not load it", owner, module, shown,
		subject_target(subject, "python"), subject_target(subject, "arch"));
}

void check_tags(const struct subject *subject, struct report *report)
{
	_cleanup_json_ json_t *fitting = fitting_tags(subject), *owners = json_object();
	size_t before = json_array_size(report->findings), index, count = 0;
	json_t *entry;

	json_array_foreach (subject->elf, index, entry)
		if (elf_owner(entry))
			add_module(json_string_value(json_object_get(entry, "path")),
				namemap_set(owners, elf_owner(entry)));
	_cleanup_free_ const char **names = nameset_sorted(owners);

	for (const char **name = names; *name; name++) {
		json_t *modules = json_object_get(owners, *name);
		_cleanup_free_ const char **paths = nameset_sorted(modules);

		for (const char **path = paths; *path; path++, count++)
			check_module(subject, *name, *path, json_object_get(modules, *path),
				fitting, report);
	}
	if (json_array_size(report->findings) == before) {
		_cleanup_free_ char *they = they_are(count, "extension module");

		report_pass(report, "%s for Python %s", they, subject_target(subject, "python"));
	}
}

/* --- NumPy --------------------------------------------------------------------------------- */

/* {distribution: the oldest interface that one of its modules was compiled for} */
static json_t *interfaces(const struct subject *subject)
{
	json_t *users = json_object(), *entry;
	size_t index;

	json_array_foreach (subject->elf, index, entry) {
		uint64_t interface = json_get_size(entry, "numpy", 0, subject->where);
		const char *owner = elf_owner(entry);
		json_t *known = owner ? json_object_get(users, owner) : NULL;

		if (owner && interface &&
			(!known || interface < (uint64_t)json_integer_value(known)))
			json_object_set_new(users, owner, json_integer((json_int_t)interface));
	}
	return users;
}

void check_numpy(const struct subject *subject, struct report *report)
{
	const char *version = json_string_value(
		json_object_get(json_object_get(subject->installed, "numpy"), "version"));
	_cleanup_json_ json_t *users = interfaces(subject);
	_cleanup_free_ const char **names = nameset_sorted(users);
	size_t bad = 0;

	if (!version)
		return;
	for (const char **name = names; *name; name++) {
		_cleanup_free_ char *todo = xprintf("constrain numpy<2, or take a newer %s", *name);

		if (json_integer_value(json_object_get(users, *name)) != 1 ||
			strtoul(version, NULL, 10) < 2)
			continue;
		bad++;
		report_finding(report, (.check = "numpy", .package = *name, .todo = todo),
			"%s was compiled for NumPy 1, and NumPy %s refuses it", *name, version);
	}
	if (!bad && *names) {
		size_t count = json_object_size(users);
		_cleanup_free_ char *they = plural(count, "distribution");

		report_pass(report, "the C interface that %s %s compiled for is one of NumPy %s",
			they, count == 1 ? "was" : "were", version);
	}
}
