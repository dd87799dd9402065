/* SPDX-License-Identifier: MIT */
#include "verify/subject.h"

#include <stdio.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "pypa/name.h"

enum { LARGEST_DOCUMENT = 1 << 30 };

json_t *subject_document(const char *path)
{
	return json_read(path, LARGEST_DOCUMENT);
}

json_t *want_object(json_t *value, const char *what, const char *where)
{
	if (!json_is_object(value))
		die(EXIT_NO, "%s: %s: not an object", where, what);
	return value;
}

json_t *want_array(json_t *value, const char *what, const char *where)
{
	if (!json_is_array(value))
		die(EXIT_NO, "%s: %s: not an array", where, what);
	return value;
}

const char *want_string(json_t *value, const char *what, const char *where)
{
	if (!json_is_string(value))
		die(EXIT_NO, "%s: %s: not a string", where, what);
	return json_string_value(value);
}

const char *elf_owner(json_t *elf)
{
	return json_string_value(json_object_get(elf, "distribution"));
}

static bool is_named(json_t *entry, const char *where, struct report *report)
{
	const char *name = json_get_string(entry, "name", where);
	const char *version = json_get_string(entry, "version", where);

	if (name && *name && version && *version)
		return true;
	report_finding(report, (.check = "metadata"),
		"%s: METADATA names no distribution and version",
		json_want_string(entry, "path", where));
	return false;
}

static void take_distributions(struct subject *subject, struct report *report)
{
	json_t *list = json_want_array(subject->evidence, "distributions", subject->where), *entry;
	size_t index;

	subject->distributions = json_array();
	subject->installed = json_object();
	json_array_foreach (list, index, entry) {
		want_object(entry, "an element of .distributions", subject->where);
		if (!is_named(entry, subject->where, report))
			continue;
		_cleanup_free_ char *name =
			name_normalize(json_want_string(entry, "name", subject->where));

		json_array_append(subject->distributions, entry);
		if (!json_is_true(json_object_get(entry, "base")))
			json_object_set(subject->installed, name, entry);
	}
}

static void take_elf(struct subject *subject)
{
	json_t *list = json_want_array(subject->evidence, "elf", subject->where), *entry;
	size_t index;

	subject->elf = json_array();
	json_array_foreach (list, index, entry) {
		want_object(entry, "an element of .elf", subject->where);
		json_want_string(entry, "path", subject->where);
		json_want_string(entry, "machine", subject->where);
		const char *owner = json_get_string(entry, "distribution", subject->where);

		if (owner && *owner) {
			_cleanup_free_ char *name = name_normalize(owner);

			json_object_set_new(entry, "distribution", json_string(name));
		} else {
			json_object_del(entry, "distribution");
		}
		json_array_append(subject->elf, entry);
	}
}

static void take_target(struct subject *subject)
{
	struct target *target = &subject->target;
	const char *arch = subject_target(subject, "arch");

	json_want_array(subject->plan, "excluded", subject->where_plan);
	subject->python = subject_target(subject, "pythonFull");
	if (sscanf(subject->python, "%4u.%4u.%4u", &target->python_major, &target->python_minor,
		    &target->python_micro) < 2)
		die(EXIT_NO, "%s: .target.pythonFull: '%s' is not a version such as 3.12.4",
			subject->where_plan, subject->python);
	if (strlen(arch) >= sizeof target->arch)
		die(EXIT_NO, "%s: .target.arch: too long", subject->where_plan);
	strcpy(target->arch, arch);
}

static void take_packages(struct subject *subject)
{
	json_t *package;
	size_t index;

	subject->packages = json_want_array(subject->plan, "packages", subject->where_plan);
	json_array_foreach (subject->packages, index, package) {
		want_object(package, "an element of .packages", subject->where_plan);
		json_want_string(package, "name", subject->where_plan);
		json_want_string(package, "version", subject->where_plan);
	}
}

struct subject subject_of(json_t *plan, const char *where_plan, json_t *evidence, const char *where,
	struct report *report)
{
	struct subject subject = {.where_plan = where_plan, .where = where};

	subject.plan = want_object(plan, "the document", where_plan);
	subject.evidence = want_object(evidence, "the document", where);
	take_target(&subject);
	take_packages(&subject);
	json_want_object(subject.evidence, "config", where);
	take_distributions(&subject, report);
	take_elf(&subject);
	return subject;
}

struct subject subject_read(const char *plan, const char *evidence, struct report *report)
{
	json_t *wanted = subject_document(plan);

	return subject_of(wanted, plan, subject_document(evidence), evidence, report);
}

void subject_free(struct subject *subject)
{
	json_free(&subject->distributions);
	json_free(&subject->installed);
	json_free(&subject->elf);
	json_free(&subject->plan);
	json_free(&subject->evidence);
}

const char *subject_target(const struct subject *subject, const char *key)
{
	json_t *target = json_want_object(subject->plan, "target", subject->where_plan);

	return json_want_string(target, key, subject->where_plan);
}

bool subject_excludes(const struct subject *subject, const char *name)
{
	json_t *excluded = json_want_array(subject->plan, "excluded", subject->where_plan), *item;
	size_t index;

	json_array_foreach (excluded, index, item)
		if (strcmp(want_string(item, "an element of .excluded", subject->where_plan),
			    name) == 0)
			return true;
	return false;
}

json_t *subject_config(const struct subject *subject, const char *key)
{
	json_t *config = json_want_object(subject->evidence, "config", subject->where);

	return json_object_get(json_get_object(config, "config", subject->where), key);
}

const char *subject_variable(const struct subject *subject, const char *name)
{
	json_t *variables = subject_config(subject, "Env"), *item;
	size_t index, length = strlen(name);
	const char *value = NULL;

	if (!variables || json_is_null(variables))
		return NULL;
	json_array_foreach (
		want_array(variables, ".config.config.Env", subject->where), index, item) {
		const char *text =
			want_string(item, "an element of .config.config.Env", subject->where);

		if (strncmp(text, name, length) == 0 && text[length] == '=')
			value = text + length + 1;
	}
	return value;
}
