/* SPDX-License-Identifier: MIT */
#include "layers/owner.h"

#include <fnmatch.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/json.h"
#include "lib/text.h"
#include "pypa/name.h"

static const char glob_characters[] = "*?[";

/* --- rules ------------------------------------------------------------------- */

static int by_precision(const void *a, const void *b)
{
	const struct owner_rule *x = a, *y = b;
	bool x_is_glob = strpbrk(x->pattern, glob_characters),
	     y_is_glob = strpbrk(y->pattern, glob_characters);
	size_t x_length = strlen(x->pattern), y_length = strlen(y->pattern);

	if (x_is_glob != y_is_glob)
		return x_is_glob - y_is_glob;
	if (x_length != y_length)
		return x_length > y_length ? -1 : 1;
	return strcmp(x->text, y->text);
}

const char *owner_rules_add(struct owner_rules *rules, const char *text)
{
	const char *equals = strrchr(text, '=');

	if (!equals || equals == text)
		return "is not GLOB=PACKAGE";
	if (!name_is_valid(equals + 1))
		return "names no package: one name is wanted";
	rules->list = xrealloc(rules->list, rules->count + 1, sizeof *rules->list);
	rules->list[rules->count++] = (struct owner_rule){.text = xstrdup(text),
		.pattern = xstrndup(text, (size_t)(equals - text)),
		.package = name_normalize(equals + 1)};
	qsort(rules->list, rules->count, sizeof *rules->list, by_precision);
	return NULL;
}

void owner_rules_free(struct owner_rules *rules)
{
	for (size_t i = 0; i < rules->count; i++) {
		cleanup_free(&rules->list[i].text);
		cleanup_free(&rules->list[i].pattern);
		cleanup_free(&rules->list[i].package);
	}
	cleanup_free(&rules->list);
	rules->count = 0;
}

/* PATH as seen from DIRECTORY; NULL when it does not lie there. */
static const char *inside(const char *path, const char *directory)
{
	size_t length = directory ? strlen(directory) : 0;

	return directory && strncmp(path, directory, length) == 0 && path[length] == '/'
		       ? path + length + 1
		       : NULL;
}

bool owner_matches(const struct owner_rules *rules, const struct owner_rule *rule, const char *path)
{
	const char *in_site = inside(path, rules->site), *in_prefix = inside(path, rules->prefix);

	if (rule->pattern[0] == '/')
		return fnmatch(rule->pattern + 1, path, 0) == 0;
	return (in_site && fnmatch(rule->pattern, in_site, 0) == 0) ||
	       (in_prefix && fnmatch(rule->pattern, in_prefix, 0) == 0);
}

const struct owner_rule *owner_rule_next(
	const struct owner_rules *rules, const struct owner_rule *after, const char *path)
{
	for (size_t i = after ? (size_t)(after - rules->list) + 1 : 0; i < rules->count; i++)
		if (owner_matches(rules, &rules->list[i], path))
			return &rules->list[i];
	return NULL;
}

static bool member_is(const json_t *object, const char *key, const char *value)
{
	return strcmp(json_string_value(json_object_get(object, key)), value) == 0;
}

void owner_decided(json_t *decisions, const struct owner_rule *rule, const char *owner,
	const char *from, const char *path)
{
	json_t *decision;
	size_t i;

	json_array_foreach (decisions, i, decision) {
		json_t *count = json_object_get(decision, "count");

		if (!member_is(decision, "rule", rule->text) ||
			!member_is(decision, "owner", owner) || !member_is(decision, "from", from))
			continue;
		json_integer_set(count, json_integer_value(count) + 1);
		return;
	}
	decision = json_pack("{s:s, s:s, s:s, s:o, s:i}", "rule", rule->text, "owner", owner,
		"from", from, "path", json_lossy(path, strlen(path)), "count", 1);
	if (!decision || json_array_append_new(decisions, decision) < 0)
		die(EXIT_SYSTEM, "out of memory");
}

/* --- what is in dispute ------------------------------------------------------ */

struct dispute {
	char *path; /* the first */
	char *first, *second;
	char *name, *directory; /* what a rule calls the path, and the directory at its top; "" for
				   none */
	size_t count;
};

/* Appends PATH as the name of a variable of Make can have it: `?` stands for what it cannot. */
static void add_name(struct text *out, const char *path)
{
	static const char plain[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-+,~/";

	for (; *path; path++)
		text_add_char(
			out, strchr(plain, *path) || (unsigned char)*path >= 0x80 ? *path : '?');
}

static struct dispute dispute_of(
	const struct owner_rules *rules, const char *path, const char *first, const char *second)
{
	const char *in_site = inside(path, rules->site), *in_prefix = inside(path, rules->prefix);
	const char *relative = in_site ? in_site : in_prefix ? in_prefix : path;
	const char *slash = strchr(relative, '/');
	struct text name = {0}, directory = {0};

	if (relative == path)
		text_add_char(&name, '/');
	add_name(&name, relative);
	if (slash && relative != path)
		text_add(&directory, text_string(&name), (size_t)(slash - relative));
	return (struct dispute){.path = xstrdup(path),
		.first = xstrdup(first),
		.second = xstrdup(second),
		.name = text_take(&name),
		.directory = directory.length ? text_take(&directory) : xstrdup(""),
		.count = 1};
}

static void dispute_free(struct dispute *dispute)
{
	cleanup_free(&dispute->path);
	cleanup_free(&dispute->first);
	cleanup_free(&dispute->second);
	cleanup_free(&dispute->name);
	cleanup_free(&dispute->directory);
}

void dispute_add(struct disputes *disputes, const struct owner_rules *rules, const char *path,
	const char *first, const char *second)
{
	struct dispute dispute = dispute_of(rules, path, first, second);

	for (size_t i = 0; *dispute.directory && i < disputes->count; i++) {
		struct dispute *other = &disputes->list[i];

		if (strcmp(other->first, first) != 0 || strcmp(other->second, second) != 0 ||
			strcmp(other->directory, dispute.directory) != 0)
			continue;
		other->count++;
		dispute_free(&dispute);
		return;
	}
	disputes->list = xrealloc(disputes->list, disputes->count + 1, sizeof *disputes->list);
	disputes->list[disputes->count++] = dispute;
}

/* What differs, and the line to write; the caller frees. */
static char *dispute_text(const struct dispute *dispute)
{
	_cleanup_free_ char *name = xstrndup(dispute->first, strcspn(dispute->first, " "));
	_cleanup_free_ char *other = xstrndup(dispute->second, strcspn(dispute->second, " "));
	_cleanup_(text_free) struct text more = {0}, pattern = {0};

	if (dispute->count > 1) {
		text_printf(&more, " and %zu more", dispute->count - 1);
		text_printf(&pattern, "%s/*", dispute->directory);
	} else {
		text_add_string(&pattern, dispute->name);
	}
	return xprintf(
		"/%s%s: %s and %s have different files there: write `PYLOCK_OWNER.%s := %s`, or %s",
		dispute->path, text_string(&more), dispute->first, dispute->second,
		text_string(&pattern), name, other);
}

void disputes_report(struct disputes *disputes)
{
	enum { MOST = 20 };
	size_t last = disputes->count < MOST ? disputes->count : MOST;

	if (last == 0)
		return;
	for (size_t i = 0; i + 1 < last; i++) {
		_cleanup_free_ char *text = dispute_text(&disputes->list[i]);

		warn("%s", text);
	}
	die(EXIT_NO, "%s", dispute_text(&disputes->list[last - 1]));
}
