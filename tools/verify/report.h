/* SPDX-License-Identifier: MIT */
/* report.h: the findings of a verification: what passed, what was found, and which of it is
 * declared.
 *
 * The id of a finding is CHECK/PACKAGE[/SUBJECT], with `image` for what is of no package. It stays
 * the same while the thing does, so that a declaration (a pattern for ids, and the reason) still
 * means it tomorrow. */
#ifndef VERIFY_REPORT_H
#define VERIFY_REPORT_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/json.h"

/* What somebody declared: a key and the reason for it. */
struct declaration {
	char *key;
	const char *reason; /* of the command line */
	bool used;
};

struct declarations {
	struct declaration *list;
	size_t count;
};

/* Adds KEY=REASON, which outlives the list. Without `=` the reason is empty, which declares
 * nothing. */
void declarations_add(struct declarations *declarations, const char *pair);

/* The reason of the last declaration of KEY, or NULL. */
const char *declarations_reason(const struct declarations *declarations, const char *key);
void declarations_free(struct declarations *declarations); /* for _cleanup_ */

struct report {
	struct declarations *accepted; /* patterns for ids, as fnmatch has them; the caller's */
	struct declarations *allowed;  /* normalized names of packages; the caller's */
	const char *group;       /* of what comes next: image, lock, python, libraries or gpu */
	json_t *passed, *groups; /* arrays of texts and of the group of each */
	json_t *findings;
	json_t *details; /* an object, for the document alone */
	json_t *idle;    /* texts on other declarations of what does not occur */
	size_t errors;   /* findings that are not declared */
};

struct report report_begin(struct declarations *accepted, struct declarations *allowed);
void report_free(struct report *report); /* for _cleanup_ */

/* Something was looked at and is well. */
void report_pass(struct report *report, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* What a finding is about; members that do not apply are NULL. */
struct about {
	const char *check;
	const char *package;  /* its name in any spelling */
	const char *subject;  /* the last part of the id */
	const char *declared; /* the reason, when something else than an accepted id declares it */
	const char *todo;     /* what to do next, in words */
	json_t *sonames;      /* the set of libraries that a system package may have */
};

/* Adds a finding; FORMAT is its text. */
void report_find(struct report *report, const struct about *about, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Whether somebody accepts, by its id, a finding of CHECK on PACKAGE, NULL for none, and SUBJECT.
 */
bool report_accepts(
	const struct report *report, const char *check, const char *package, const char *subject);

/* report_find with members of `struct about` in parentheses:
 * report_finding(report, (.check = "lock", .package = name), "%s is not there", name) */
#define report_finding(report, members, ...) \
	report_find(report, &(struct about){REPORT_MEMBERS members}, __VA_ARGS__)
#define REPORT_MEMBERS(...) __VA_ARGS__

/* A declaration elsewhere, which does not occur, in words. */
void report_idle(struct report *report, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* {"target","manifest","passed","groups","findings":[{"id","group","check","package","text","todo",
 * "declared","sonames":[SONAME]}],"details","unused":[PATTERN],"idle","errors"}. The caller frees.
 */
json_t *report_document(const struct report *report, const char *target, const char *manifest);

/* The document as a file or, PATH NULL, on standard output: indented by two, sorted, in ASCII.
 * Dies. */
void report_write(json_t *document, const char *path);

/* --- words of the messages; what is returned is the caller's ---- */

/* `1,234 files`, `1 file`; and with `are` or `is` behind it. */
char *plural(size_t count, const char *noun);
char *they_are(size_t count, const char *noun);

/* The first five of an array of strings, with commas between, and how many more there are. */
char *examples(json_t *strings);

/* All of an array of strings, with SEPARATOR between. */
char *joined(json_t *strings, const char *separator);

#endif
