/* SPDX-License-Identifier: MIT */
/* verifying.h: a plan and evidence for the unit tests of verify's checks, and what a report then
 * says. */
#ifndef VERIFYING_H
#define VERIFYING_H

#include <string.h>

#include "lib/cleanup.h"
#include "scratch.h"
#include "verify/subject.h"

/* A JSON value that the caller frees; quotes are written as '. */
static inline json_t *json_of(const char *text)
{
	char *copy = strdup(text);

	for (char *c = copy; *c; c++)
		if (*c == '\'')
			*c = '"';
	json_t *json = json_loads(copy, JSON_DECODE_ANY, NULL);

	if (!json)
		fail_msg("not JSON: %s", copy);
	free(copy);
	return json;
}

/* A verification; the declarations are empty, and may be added to before verifying_begin's. */
struct verifying {
	struct declarations accepted, allowed;
	struct report report;
	struct subject subject;
	struct scratch scratch;
};

/* The members that EVIDENCE and PLAN, JSON objects, do not have are empty: no distributions and so
 * on. */
static inline void verifying_fill(json_t *object, const char *defaults)
{
	json_t *others = json_loads(defaults, 0, NULL);

	json_object_update_missing(object, others);
	json_decref(others);
}

static inline const char *verifying_file(
	struct scratch *scratch, const char *name, const char *given, const char *defaults)
{
	json_t *json = json_of(given);

	verifying_fill(json, defaults);
	char *text = json_dumps(json, 0);
	const char *path = scratch_write(scratch, name, text);

	free(text);
	json_decref(json);
	return path;
}

static inline void verifying_begin(
	struct verifying *verifying, const char *plan, const char *evidence)
{
	static const char no_plan[] = "{\"target\":{\"name\":\"t\",\"arch\":\"aarch64\","
				      "\"python\":\"3.11\",\"pythonFull\":\"3.11.2\"},"
				      "\"excluded\":[],\"packages\":[]}";
	static const char no_evidence[] = "{\"manifest\":\"sha256:0\",\"config\":{},\"unowned\":[],"
					  "\"distributions\":[],\"elf\":[]}";

	verifying->scratch = scratch_make();
	verifying->report = report_begin(&verifying->accepted, &verifying->allowed);
	const char *plan_path = verifying_file(&verifying->scratch, "plan", plan, no_plan);
	const char *path = verifying_file(&verifying->scratch, "evidence", evidence, no_evidence);

	verifying->subject = subject_read(plan_path, path, &verifying->report);
}

static inline void verifying_end(struct verifying *verifying)
{
	subject_free(&verifying->subject);
	report_free(&verifying->report);
	declarations_free(&verifying->accepted);
	declarations_free(&verifying->allowed);
	scratch_remove(&verifying->scratch);
}

#define _cleanup_verifying_ _cleanup_(verifying_end)

/* What REPORT says, a line each: `ok TEXT`, `FAIL [ID] TEXT; NEXT`, `note [ID] TEXT (REASON)`.
 */
static inline char *verifying_said(struct report *report)
{
	struct text said = {0};
	size_t index;
	json_t *item;

	json_array_foreach (report->passed, index, item)
		text_printf(&said, "ok %s\n", json_string_value(item));
	json_array_foreach (report->findings, index, item) {
		const char *declared = json_string_value(json_object_get(item, "declared"));
		const char *todo = json_string_value(json_object_get(item, "todo"));

		text_printf(&said, "%s [%s] %s", declared ? "note" : "FAIL",
			json_string_value(json_object_get(item, "id")),
			json_string_value(json_object_get(item, "text")));
		if (declared)
			text_printf(&said, " (%s)", declared);
		else if (todo)
			text_printf(&said, "; %s", todo);
		text_add_char(&said, '\n');
	}
	json_array_foreach (report->idle, index, item)
		text_printf(&said, "idle %s\n", json_string_value(item));
	return text_take(&said);
}

#define assert_said(verifying, wanted)                              \
	do {                                                        \
		char *_said = verifying_said(&(verifying)->report); \
		assert_string_equal(_said, wanted);                 \
		free(_said);                                        \
	} while (0)

#endif
