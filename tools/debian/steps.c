/* SPDX-License-Identifier: MIT */
#include "debian/steps.h"

#include <stdlib.h>
#include <string.h>

#include "debian/stepaction.h"
#include "debian/stepfile.h"
#include "debian/stepwords.h"
#include "lib/cleanup.h"
#include "lib/die.h"

struct steps {
	const struct machine *machine;
	struct stepfile file;
	const char **merged, **known;
	size_t merged_count, known_count;
};

/* --- reading --- */

static void add_string(const char ***list, size_t *count, const char *string)
{
	*list = xrealloc(*list, *count + 1, sizeof **list);
	(*list)[(*count)++] = string;
}

struct steps *steps_read(const char *const *paths, size_t count, const struct machine *machine)
{
	struct steps *steps = xalloc(1, sizeof *steps);

	steps->machine = machine;
	for (size_t i = 0; i < count; i++)
		stepfile_read(&steps->file, paths[i]);
	for (size_t i = 0; i < steps->file.count; i++) {
		const struct step *step = &steps->file.steps[i];

		if (step_is(step, "merge"))
			add_string(&steps->merged, &steps->merged_count, step->words[0]);
		else if (step_is(step, "known"))
			add_string(&steps->known, &steps->known_count, step->words[0]);
	}
	return steps;
}

void steps_free(struct steps **pointer)
{
	struct steps *steps = *pointer;

	if (!steps)
		return;
	stepfile_free(&steps->file);
	free(steps->merged);
	free(steps->known);
	cleanup_free(pointer);
}

/* --- declarations --- */

const char *const *steps_merged(const struct steps *steps, size_t *count)
{
	*count = steps->merged_count;
	return steps->merged;
}

const char *const *steps_known(const struct steps *steps, size_t *count)
{
	*count = steps->known_count;
	return steps->known;
}

/* Whether STEP is for PACKAGE, and for the machine. */
static bool concerns(const struct steps *steps, const struct step *step, const char *package)
{
	return strcmp(step->package, package) == 0 &&
	       (!step->architecture || strcmp(step->architecture, steps->machine->debian) == 0);
}

bool steps_model_script(
	const struct steps *steps, const char *package, const char *script, const char *fingerprint)
{
	for (size_t i = 0; i < steps->file.count; i++) {
		const struct step *step = &steps->file.steps[i];

		if (step_is(step, "script") && concerns(steps, step, package) &&
			strcmp(step->words[0], script) == 0 &&
			strcmp(step->words[1], fingerprint) == 0)
			return true;
	}
	return false;
}

bool steps_model_trigger(const struct steps *steps, const char *package, const char *trigger)
{
	for (size_t i = 0; i < steps->file.count; i++) {
		const struct step *step = &steps->file.steps[i];

		if (!step_is(step, "trigger") || !concerns(steps, step, package))
			continue;
		_cleanup_free_ char *name = stepwords_expand(step->words[0], steps->machine, "");

		if (strcmp(name, trigger) == 0)
			return true;
	}
	return false;
}

bool steps_model_alternatives(const struct steps *steps, const char *package)
{
	for (size_t i = 0; i < steps->file.count; i++)
		if (step_is(&steps->file.steps[i], "update-alternatives") &&
			concerns(steps, &steps->file.steps[i], package))
			return true;
	return false;
}

/* --- carrying out --- */

void steps_apply(const struct steps *steps, struct tree *tree, steps_version *version_of,
	void *context, json_t *omitted)
{
	for (size_t i = 0; i < steps->file.count; i++) {
		const struct step *step = &steps->file.steps[i];

		if (!stepaction_exists(step) || !concerns(steps, step, step->package))
			continue;
		const char *version = version_of(context, step->package);

		if (version)
			stepaction_carry_out(step, tree, steps->machine, version, omitted);
	}
}
