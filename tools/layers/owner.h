/* SPDX-License-Identifier: MIT */
/* owner.h: whose file it is when two distributions have different ones at one path.
 *
 * A rule is `GLOB=PACKAGE`. The glob is of the path in the image when it begins with a slash, else
 * of the path in the site directory or in the prefix: `cv2/...`, `bin/tool`. In it `*` stands for
 * any run of characters, slashes included, `?` for one byte and `[...]` for one of a set. A path
 * without these goes before globs, a longer glob before a shorter one. A rule decides only for a
 * package that has the file. */
#ifndef LAYERS_OWNER_H
#define LAYERS_OWNER_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

struct owner_rule {
	char *text;    /* the rule as it was given */
	char *pattern; /* the glob, in the form that is matched */
	char *package; /* the package's normalized name */
};

struct owner_rules {
	size_t count;
	struct owner_rule *list;   /* the rules, in the order in which they are tried */
	const char *prefix, *site; /* directories without a slash at the beginning and the end, or
				      NULL; the caller's */
};

/* Adds a rule. Returns what is wrong with it, in words that follow it, or NULL. */
const char *owner_rules_add(struct owner_rules *rules, const char *text);
void owner_rules_free(struct owner_rules *rules); /* for _cleanup_ */

/* Whether the rule is for PATH, which has no slash at its beginning. */
bool owner_matches(
	const struct owner_rules *rules, const struct owner_rule *rule, const char *path);

/* The first rule that is for PATH, after the rule AFTER unless that is NULL; or NULL. */
const struct owner_rule *owner_rule_next(
	const struct owner_rules *rules, const struct owner_rule *after, const char *path);

/* Adds to DECISIONS, an array, that RULE gives PATH to OWNER and that FROM has it no more, both
 * `NAME VERSION`:
 * {"rule","owner","from","path","count"}, where path is the first of count. */
void owner_decided(json_t *decisions, const struct owner_rule *rule, const char *owner,
	const char *from, const char *path);

/* Conflicts for which there is no rule, to be told together. */
struct disputes {
	size_t count;
	struct dispute *list;
};

/* FIRST and SECOND, `NAME VERSION`, have different files at PATH. */
void dispute_add(struct disputes *disputes, const struct owner_rules *rules, const char *path,
	const char *first, const char *second);

/* Says, a line for each two distributions and directory, what differs and the line to write, and
 * ends the program with EXIT_NO; returns when there is nothing to say. */
void disputes_report(struct disputes *disputes);

#endif
