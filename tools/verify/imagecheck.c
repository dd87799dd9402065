/* SPDX-License-Identifier: MIT */
#include "verify/imagecheck.h"

#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "verify/nameset.h"

void check_label(const struct subject *subject, const char *lock_sha256, struct report *report)
{
	const char *label = json_string_value(
		json_object_get(subject_config(subject, "Labels"), "mk.pylock.lock"));

	if (label && starts_with(label, "sha256:") &&
		strcmp(label + strlen("sha256:"), lock_sha256) == 0)
		report_pass(report, "the image is of this lock");
	else
		report_finding(report, (.check = "label"),
			"the image's label mk.pylock.lock is not the hash of the lock: the image "
			"is of "
			"another lock");
}

/* --- what is started -------------------------------------------------------- */

static void check_program(json_t *entry, const char *where, struct report *report)
{
	const char *program = json_want_string(entry, "program", where);
	const char *problem = json_get_string(entry, "problem", where);
	const char *path = json_get_string(entry, "path", where),
		   *of = json_want_string(entry, "of", where);
	bool elsewhere = path && *path && strcmp(path, program) != 0;

	if (problem && *problem)
		report_finding(report, (.check = "start", .subject = of),
			"%s of the image: %s%s%s%s: %s", of, program, elsewhere ? " (" : "",
			elsewhere ? path : "", elsewhere ? ")" : "", problem);
}

static bool holds(json_t *names, const char *name)
{
	size_t index;
	json_t *item;

	json_array_foreach (names, index, item)
		if (json_is_string(item) && strcmp(json_string_value(item), name) == 0)
			return true;
	return false;
}

static void check_account(const char *name, const char *kind, json_t *known, struct report *report)
{
	if (!*name || !name[strspn(name, "0123456789")] || holds(known, name))
		return;
	report_finding(report,
		(.check = "start", .subject = "User",
			.todo = "write a number in PYLOCK_USER, or PYLOCK_USERS"),
		"User of the image: there is no %s %s in it", kind, name);
}

static void check_user(const struct subject *subject, json_t *startup, struct report *report)
{
	json_t *configured = subject_config(subject, "User");
	const char *user = json_string_value(configured);

	if (configured && !json_is_null(configured))
		want_string(configured, ".config.config.User", subject->where);
	if (!user)
		return;
	const char *colon = strchrnul(user, ':');
	_cleanup_free_ char *name = xstrndup(user, (size_t)(colon - user));

	check_account(name, "user", json_want_array(startup, "users", subject->where), report);
	check_account(*colon ? colon + 1 : "", "group",
		json_want_array(startup, "groups", subject->where), report);
}

void check_startup(const struct subject *subject, struct report *report)
{
	json_t *startup = json_get_object(subject->evidence, "startup", subject->where), *entry;
	size_t before = json_array_size(report->findings), index;
	_cleanup_json_ json_t *started = json_array();

	if (json_object_size(startup) == 0)
		return;
	json_array_foreach (json_want_array(startup, "programs", subject->where), index, entry) {
		check_program(entry, subject->where, report);
		json_array_append(started, json_object_get(entry, "program"));
	}
	check_user(subject, startup, report);
	if (json_array_size(started) && json_array_size(report->findings) == before) {
		_cleanup_free_ char *shown = examples(started);

		report_pass(report, "what is started is there: %s", shown);
	}
}

/* --- variables ---------------------------------------------------------------- */

/* The directories of PYTHONPATH that have modules of the lock, with the names of these. */
static json_t *shadows(const struct subject *subject)
{
	json_t *startup = json_get_object(subject->evidence, "startup", subject->where), *entry;
	json_t *list = startup ? json_get_array(startup, "shadows", subject->where) : NULL;
	json_t *found = json_object();
	size_t index;

	json_array_foreach (list, index, entry) {
		const char *owner = json_get_string(entry, "distribution", subject->where);

		if (!owner || !*owner)
			owner = json_want_string(entry, "module", subject->where);
		nameset_add(
			namemap_set(found, json_want_string(entry, "directory", subject->where)),
			owner);
	}
	return found;
}

void check_environment(const struct subject *subject, struct report *report)
{
	const char *home = subject_variable(subject, "PYTHONHOME");
	_cleanup_json_ json_t *found = shadows(subject);
	_cleanup_free_ const char **directories = nameset_sorted(found);

	if (home && *home)
		report_finding(report,
			(.check = "environment", .subject = "PYTHONHOME",
				.todo = "write PYLOCK_ENV_UNSET += PYTHONHOME"),
			"PYTHONHOME is %s in the image: with it Python does not find the virtual "
			"environment",
			home);
	for (const char **directory = directories; *directory; directory++) {
		_cleanup_free_ char *names = nameset_shown(json_object_get(found, *directory), 5);

		report_finding(report,
			(.check = "environment", .subject = "PYTHONPATH",
				.todo = "write PYLOCK_ENV_UNSET += PYTHONPATH"),
			"PYTHONPATH leads to %s first, which has its own %s: these are imported in "
			"place of "
			"the lock's",
			*directory, names);
	}
}

/* Whether LIST, with commas between, has WORD. */
static bool lists(const char *list, const char *word)
{
	size_t length = strlen(word);

	for (const char *item = list; item; item = strchr(item, ',')) {
		item += *item == ',';
		if (strncmp(item, word, length) == 0 && (!item[length] || item[length] == ','))
			return true;
	}
	return false;
}

void check_gpu_request(const struct subject *subject, struct report *report)
{
	const char *devices = subject_variable(subject, "NVIDIA_VISIBLE_DEVICES");
	const char *capabilities = subject_variable(subject, "NVIDIA_DRIVER_CAPABILITIES");
	size_t before = json_array_size(report->findings);

	if (!devices || !*devices || strcmp(devices, "void") == 0 || strcmp(devices, "none") == 0)
		report_finding(report,
			(.check = "gpu", .subject = "devices",
				.todo = "write PYLOCK_ENV.NVIDIA_VISIBLE_DEVICES := all"),
			"NVIDIA_VISIBLE_DEVICES is not set in the image: NVIDIA's runtime shows it "
			"no GPU");
	if (!lists(capabilities, "all") &&
		!(lists(capabilities, "compute") && lists(capabilities, "utility")))
		report_finding(report,
			(.check = "gpu", .subject = "capabilities",
				.todo = "write PYLOCK_ENV.NVIDIA_DRIVER_CAPABILITIES := "
					"compute,utility"),
			"NVIDIA_DRIVER_CAPABILITIES of the image lacks compute or utility: CUDA "
			"finds no "
			"driver");
	if (json_array_size(report->findings) == before)
		report_pass(report, "the image asks NVIDIA's runtime for a GPU");
}
