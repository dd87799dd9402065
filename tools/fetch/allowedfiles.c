/* SPDX-License-Identifier: MIT */
#include "fetch/allowedfiles.h"

#include <string.h>
#include <strings.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/json.h"
#include "pypa/specifier.h"

static void check_strings(const json_t *array, const char *where)
{
	const json_t *value;
	size_t i;

	json_array_foreach (array, i, value)
		if (!json_is_string(value))
			die(EXIT_NO, "%s[%zu]: not a string", where, i);
}

void allowedfiles_check(const json_t *allowed, const char *where)
{
	const json_t *line, *exact;
	const char *name;
	size_t i;

	if (!allowed)
		return;
	check_strings(json_get_array(allowed, "noBinary", where), "noBinary");
	check_strings(json_get_array(allowed, "onlyBinary", where), "onlyBinary");
	exact = json_get_object(allowed, "exact", where);
	json_object_foreach ((json_t *)(uintptr_t)exact, name, line)
		json_want_string(exact, name, where);
	json_array_foreach (json_get_array(allowed, "hashes", where), i, line) {
		json_want_string(line, "name", where);
		json_want_string(line, "place", where);
		json_want_string(line, "specifier", where);
		check_strings(json_want_array(line, "hashes", where), "hashes");
	}
}

static bool has(const json_t *array, const char *name)
{
	const json_t *value;
	size_t i;

	json_array_foreach (array, i, value)
		if (strcmp(json_string_value(value), name) == 0)
			return true;
	return false;
}

const char *allowedfiles_refused(const json_t *allowed, const char *name, bool is_wheel)
{
	const json_t *no = json_object_get(allowed, "noBinary");
	const json_t *only = json_object_get(allowed, "onlyBinary");
	bool no_wheels = has(no, name), no_sdists = has(only, name);

	if (!no_wheels && !no_sdists) {
		no_sdists = has(only, ":all:");
		no_wheels = !no_sdists && has(no, ":all:");
	}
	if (is_wheel)
		return no_wheels ? "--no-binary" : NULL;
	return no_sdists ? "--only-binary" : NULL;
}

/* Whether FILE has one of the hashes of LINE. */
static bool has_hash(const json_t *line, const struct project_file *file)
{
	const json_t *hashes = json_object_get(file->entry, "hashes"), *hash;
	size_t i;

	json_array_foreach (json_object_get(line, "hashes"), i, hash) {
		const char *text = json_string_value(hash), *digits = strchr(text, ':');
		_cleanup_free_ char *algorithm = xstrndup(text, strcspn(text, ":"));
		const char *own = strcmp(algorithm, "sha256") == 0
					  ? file->sha256
					  : json_string_value(json_object_get(hashes, algorithm));

		if (digits && own && *own && strcasecmp(own, digits + 1) == 0)
			return true;
	}
	return false;
}

static bool is_about(const json_t *line, const char *name)
{
	return strcmp(json_string_value(json_object_get(line, "name")), name) == 0;
}

const json_t *allowedfiles_hash_line(
	const json_t *allowed, const char *name, const struct project_file *file)
{
	const json_t *line;
	size_t i;

	json_array_foreach (json_object_get(allowed, "hashes"), i, line)
		if (is_about(line, name) && !has_hash(line, file))
			return line;
	return NULL;
}

struct formats {
	const json_t *allowed;
	const char *name;
};

static bool is_of_format(const struct project_file *file, const void *data)
{
	const struct formats *formats = data;

	return !allowedfiles_refused(formats->allowed, formats->name, file->is_wheel);
}

static bool keep_by_hash(const struct project_file *file, const void *line)
{
	return has_hash(line, file);
}

/* Whether the line has the hash of a file of a version that it admits. */
static bool finds_one(const json_t *line, const struct project *project)
{
	const char *specifier = json_string_value(json_object_get(line, "specifier"));

	for (size_t i = 0; i < project->count; i++) {
		const struct project_file *file = project->files[i];
		bool admitted = false;

		if (file->version && has_hash(line, file) &&
			!specifiers_admit(specifier, file->version, &admitted) && admitted)
			return true;
	}
	return false;
}

struct project allowedfiles_of(const json_t *allowed, const struct project *project)
{
	const struct formats formats = {allowed, project->name};
	struct project kept = project_some(project, is_of_format, &formats);
	const json_t *line;
	size_t i;

	json_array_foreach (json_object_get(allowed, "hashes"), i, line) {
		if (!is_about(line, project->name) || !finds_one(line, &kept))
			continue;
		struct project found = project_some(&kept, keep_by_hash, line);

		project_free(&kept);
		kept = found;
	}
	return kept;
}

const char *allowedfiles_exact(const json_t *allowed, const char *name)
{
	return json_string_value(json_object_get(json_object_get(allowed, "exact"), name));
}

static void add_reason(struct text *out, const char *reason)
{
	text_printf(out, "%s%s", out->length ? " and " : "", reason);
}

void allowedfiles_reasons(const json_t *allowed, const char *name, struct text *out)
{
	const json_t *line;
	size_t i;

	for (int is_wheel = 0; is_wheel <= 1; is_wheel++)
		if (allowedfiles_refused(allowed, name, is_wheel))
			add_reason(out, allowedfiles_refused(allowed, name, is_wheel));
	json_array_foreach (json_object_get(allowed, "hashes"), i, line)
		if (is_about(line, name)) {
			_cleanup_free_ char *reason = xprintf(
				"--hash of %s", json_string_value(json_object_get(line, "place")));

			add_reason(out, reason);
		}
}
