/* SPDX-License-Identifier: MIT */
#include "resolve/releaseallowed.h"

#include <string.h>

#include "fetch/allowedfiles.h"
#include "fetch/prefer.h"
#include "lib/cleanup.h"

struct question {
	const struct release *release;
	const json_t *allowed;
	const struct tags *tags;
	const struct project *files; /* that are left */
};

static bool is_of_version(const struct project_file *file, const void *version)
{
	return project_compare(file->version, version) == 0;
}

static bool has_format(const struct project_file *file, const void *data)
{
	const struct question *question = data;

	return !allowedfiles_refused(
		question->allowed, question->release->resolved->name, file->is_wheel);
}

static bool has_hash(const struct project_file *file, const void *data)
{
	const struct question *question = data;

	return !allowedfiles_hash_line(question->allowed, question->release->resolved->name, file);
}

static bool fits(const struct project_file *file, const void *data)
{
	const struct question *question = data;

	return file->is_wheel && prefer_rank(file, question->tags) >= 0;
}

void release_decided(struct release *release, const char *by, const struct project *files,
	const struct project *kept)
{
	for (size_t i = 0; i < files->count; i++) {
		bool found = false;

		for (size_t k = 0; k < kept->count; k++)
			found |= kept->files[k] == files->files[i];
		if (!found)
			stringlist_add(&release->over, xstrdup(files->files[i]->filename));
	}
	stringlist_sort_unique(&release->over);
	text_printf(&release->decided, "%s%s", release->decided.length ? " " : "", by);
}

/* Keeps of FILES what KEEP says, and records when a wheel that fits is not among that. */
static void narrow(struct release *release, const struct question *question, const char *by,
	struct project *files, bool (*keep)(const struct project_file *, const void *))
{
	_cleanup_(project_free) struct project fitting = project_some(files, fits, question);
	_cleanup_(project_free) struct project fitting_kept =
		project_some(&fitting, keep, question);
	struct project kept = project_some(files, keep, question);

	if (fitting_kept.count < fitting.count)
		release_decided(release, by, &fitting, &kept);
	project_free(files);
	*files = kept;
}

/* The hash of FILE as `sha256:…`, or what the index does not say. */
static void describe(struct text *out, const struct project_file *file)
{
	text_printf(out, "%s has ", file->filename);
	if (*file->sha256)
		text_printf(out, "sha256:%s", file->sha256);
	else
		text_add_string(out, "none that its index says");
}

static void refuse_hashes(
	const struct question *question, const struct project *files, struct text *message)
{
	const struct release *release = question->release;
	const json_t *line =
		allowedfiles_hash_line(question->allowed, release->resolved->name, files->files[0]);

	text_printf(message,
		"%s: %s %s: none of its files at index '%s' has a hash that this line gives: ",
		json_string_value(json_object_get(line, "place")), release->resolved->name,
		release->resolved->version, release->index);
	for (size_t i = 0; i < files->count; i++) {
		text_add_string(message, i ? ", " : "");
		describe(message, files->files[i]);
	}
}

static bool is_any(const struct project_file *file, const void *data)
{
	return file && data;
}

/* Whether FILE was not withdrawn (PEP 592), or its version has nothing else for the target: pip,
 * too, takes a withdrawn file last. */
static bool is_last_resort(const struct project_file *file, const void *data)
{
	const struct question *question = data;

	for (size_t i = 0; file->yanked && i < question->files->count; i++) {
		const struct project_file *other = question->files->files[i];

		if (!other->yanked && is_of_version(other, file->version) &&
			(!other->is_wheel || fits(other, data)))
			return false;
	}
	return true;
}

bool release_allowed(struct release *release, const struct policy *policy,
	const struct release_target *target, struct project *allowed, struct text *message)
{
	const struct resolved_release *resolved = release->resolved;
	const struct question question = {release, policy_allowed(policy), target->tags, allowed};
	const char *asked = allowedfiles_exact(question.allowed, resolved->name);
	const char *exact = asked ? asked : release->exact;
	_cleanup_(project_free) struct project own =
		project_some(&release->files, is_of_version, resolved->version);

	*allowed = project_some(
		exact && project_compare(exact, resolved->version) == 0 ? &own : &release->files,
		is_any, &question);
	narrow(release, &question, "--no-binary", allowed, has_format);
	_cleanup_(project_free) struct project formats =
		project_some(allowed, is_of_version, resolved->version);

	if (own.count && !formats.count) {
		bool is_wheel = own.files[0]->is_wheel;

		text_printf(message, "%s %s: %s, and index '%s' has no %s of it", resolved->name,
			resolved->version,
			allowedfiles_refused(question.allowed, resolved->name, is_wheel),
			release->index, is_wheel ? "sdist" : "wheel");
		return false;
	}
	narrow(release, &question, "--hash", allowed, has_hash);
	_cleanup_(project_free) struct project hashed =
		project_some(allowed, is_of_version, resolved->version);

	narrow(release, &question, "PEP 592", allowed, is_last_resort);
	if (formats.count && !hashed.count)
		refuse_hashes(&question, &formats, message);
	return hashed.count || !formats.count;
}
