/* SPDX-License-Identifier: MIT */
#include "resolve/decision.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fetch/prefer.h"
#include "lib/cleanup.h"
#include "lib/json.h"
#include "lib/unconst.h"
#include "resolve/releasechoice.h"

/* --- hashes --------------------------------------------------------------------------- */

static bool has_line(const json_t *allowed, const char *name)
{
	const json_t *line;
	size_t i;

	json_array_foreach (json_object_get(allowed, "hashes"), i, line)
		if (strcmp(json_string_value(json_object_get(line, "name")), name) == 0)
			return true;
	return false;
}

static bool has_hash_rule(const json_t *rules)
{
	const json_t *rule;
	size_t i;

	json_array_foreach (rules, i, rule)
		if (starts_with(json_string_value(rule), "sha256:"))
			return true;
	return false;
}

/* Whether it is by hashes that is decided which file is meant. */
static bool is_decided_by_hash(const struct release *release, const struct policy *policy)
{
	const char *name = release->resolved->name, *pattern;

	return has_line(policy_allowed(policy), name) ||
	       has_hash_rule(policy_rules_of(policy, name, &pattern));
}

/* The files that may be meant: nobody else's hash is of use. */
static bool may_be_meant(const struct release *release, const struct project_file *file,
	const struct release_target *target)
{
	return project_compare(file->version, release->resolved->version) == 0 &&
	       (!file->is_wheel || prefer_rank(file, target->tags) >= 0);
}

static enum exit_status learn_before(
	const struct decision *decision, const struct release *releases, size_t count)
{
	struct filehash_wanted *wanted = NULL;
	size_t found = 0;

	for (size_t i = 0; i < count; i++) {
		const struct project *files = &releases[i].files;

		if (!is_decided_by_hash(&releases[i], decision->learn->policy))
			continue;
		for (size_t k = 0; k < files->count; k++) {
			if (filehash_is_known(files->files[k]) ||
				!may_be_meant(&releases[i], files->files[k], decision->for_whom))
				continue;
			wanted = xrealloc(wanted, found + 1, sizeof *wanted);
			wanted[found++] = (struct filehash_wanted){&releases[i], files->files[k]};
		}
	}
	enum exit_status status = filehash_learn(decision->filehash, wanted, found);

	free(wanted);
	return status;
}

/* Those that a lock takes. */
static enum exit_status learn_after(
	const struct decision *decision, const struct release *releases, size_t count)
{
	_cleanup_free_ struct filehash_wanted *wanted = xalloc(count, sizeof *wanted);
	size_t found = 0;

	for (size_t i = 0; i < count; i++) {
		struct project_file *best =
			unconst(release_best(&releases[i], decision->for_whom->tags));

		if (!filehash_is_known(best))
			wanted[found++] = (struct filehash_wanted){&releases[i], best};
	}
	return filehash_learn(decision->filehash, wanted, found);
}

/* --- which files ------------------------------------------------------------------------ */

/* What all packages, of which it is clear which file is meant, ask by == of the others: a version
 * with a local label leaves no choice. */
static void learn_exact(const struct decision *decision, struct release *releases, size_t count)
{
	_cleanup_free_ struct release *clear = xalloc(count, sizeof *clear);
	_cleanup_free_ struct requires_package *packages = xalloc(count, sizeof *packages);
	size_t found = 0;

	for (size_t i = 0; i < count; i++)
		if (releases[i].meant.count)
			clear[found++] = releases[i];
	_cleanup_json_ json_t *learned = learn_requires(decision->learn, clear, found, packages);

	json_object_update(unconst(decision->learn->known), learned);
	requires_apply(packages, found, decision->target, decision->roots);
	for (size_t i = 0; i < count; i++)
		if (!releases[i].meant.count)
			releases[i].exact =
				requires_local(packages, found, releases[i].resolved->name);
	for (size_t i = 0; i < found; i++)
		requires_free(&packages[i]);
}

/* Whether all is clear now; MESSAGES say what is not. */
static bool decide_all(const struct decision *decision, struct release *releases, size_t count,
	struct text *messages)
{
	bool clear = true;

	for (size_t i = 0; i < count; i++)
		if (!releases[i].meant.count) {
			text_free(&messages[i]);
			clear &= release_decide(&releases[i], decision->learn->policy,
				decision->for_whom, &messages[i]);
		}
	return clear;
}

enum exit_status decide(const struct decision *decision, struct release *releases, size_t count)
{
	_cleanup_free_ struct text *messages = xalloc(count, sizeof *messages);
	enum exit_status status = learn_before(decision, releases, count);

	if (status != EXIT_YES)
		return status;
	bool clear = decide_all(decision, releases, count, messages);

	if (!clear) {
		learn_exact(decision, releases, count);
		clear = decide_all(decision, releases, count, messages);
	}
	for (size_t i = 0; i < count; i++) {
		if (messages[i].length) /* of several lines */
			fprintf(stderr, "%s: %s\n", program_name, text_string(&messages[i]));
		text_free(&messages[i]);
	}
	return clear ? learn_after(decision, releases, count) : EXIT_NO;
}
