/* SPDX-License-Identifier: MIT */
#include "verify/report.h"

#include <ctype.h>
#include <fnmatch.h>
#include <stdarg.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "pypa/name.h"

enum { MOST_EXAMPLES = 5 };

/* --- declarations --------------------------------------------------------- */

void declarations_add(struct declarations *declarations, const char *pair)
{
	const char *equals = strchrnul(pair, '=');

	declarations->list =
		xrealloc(declarations->list, declarations->count + 1, sizeof *declarations->list);
	declarations->list[declarations->count++] =
		(struct declaration){.key = xstrndup(pair, (size_t)(equals - pair)),
			.reason = *equals ? equals + 1 : equals};
}

const char *declarations_reason(const struct declarations *declarations, const char *key)
{
	for (size_t i = declarations->count; i-- > 0;)
		if (strcmp(declarations->list[i].key, key) == 0)
			return declarations->list[i].reason;
	return NULL;
}

void declarations_free(struct declarations *declarations)
{
	for (size_t i = 0; i < declarations->count; i++)
		free(declarations->list[i].key);
	free(declarations->list);
	*declarations = (struct declarations){0};
}

/* --- the report ------------------------------------------------------------ */

struct report report_begin(struct declarations *accepted, struct declarations *allowed)
{
	return (struct report){
		.accepted = accepted,
		.allowed = allowed,
		.group = "image",
		.passed = json_array(),
		.groups = json_array(),
		.findings = json_array(),
		.details = json_object(),
		.idle = json_array(),
	};
}

void report_free(struct report *report)
{
	json_free(&report->passed);
	json_free(&report->groups);
	json_free(&report->findings);
	json_free(&report->details);
	json_free(&report->idle);
}

__attribute__((format(printf, 2, 0))) static void append(
	json_t *array, const char *format, va_list arguments)
{
	json_array_append_new(array, json_vsprintf(format, arguments));
}

void report_pass(struct report *report, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	append(report->passed, format, arguments);
	va_end(arguments);
	json_array_append_new(report->groups, json_string(report->group));
}

void report_idle(struct report *report, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	append(report->idle, format, arguments);
	va_end(arguments);
}

/* The reason of the first declaration that accepts ID; all that do count as used. */
static const char *accepting(const struct declarations *accepted, const char *id)
{
	const char *reason = NULL;

	for (size_t i = 0; i < accepted->count; i++) {
		struct declaration *declaration = &accepted->list[i];

		if (fnmatch(declaration->key, id, FNM_NOESCAPE) != 0)
			continue;
		declaration->used = true;
		if (!reason)
			reason = declaration->reason;
	}
	return reason;
}

/* CHECK/PACKAGE[/SUBJECT]; the caller frees. OWNER is normalized. */
static char *id_of(const char *check, const char *owner, const char *subject)
{
	return xprintf(
		"%s/%s%s%s", check, owner, subject && *subject ? "/" : "", subject ? subject : "");
}

static char *owner_of(const char *package)
{
	return package && *package ? name_normalize(package) : xstrdup("image");
}

bool report_accepts(
	const struct report *report, const char *check, const char *package, const char *subject)
{
	_cleanup_free_ char *owner = owner_of(package), *id = id_of(check, owner, subject);

	return accepting(report->accepted, id) || declarations_reason(report->allowed, owner);
}

void report_find(struct report *report, const struct about *about, const char *format, ...)
{
	_cleanup_free_ char *owner = owner_of(about->package);
	_cleanup_free_ char *id = id_of(about->check, owner, about->subject);
	const char *accepted = accepting(report->accepted, id), *declared = about->declared;
	json_t *sonames = about->sonames ? json_array() : NULL, *value;
	const char *soname;
	va_list arguments;

	json_object_foreach (about->sonames, soname, value)
		json_array_append_new(sonames, json_string(soname));
	if (!declared || !*declared)
		declared = accepted ? accepted : declarations_reason(report->allowed, owner);
	report->errors += !declared || !*declared;
	va_start(arguments, format);
	json_array_append_new(report->findings,
		json_pack("{s:s, s:s, s:s, s:s?, s:o, s:s?, s:s?, s:o*}", "id", id, "group",
			report->group, "check", about->check, "package", about->package, "text",
			json_vsprintf(format, arguments), "todo", about->todo, "declared", declared,
			"sonames", sonames));
	va_end(arguments);
}

json_t *report_document(const struct report *report, const char *target, const char *manifest)
{
	json_t *unused = json_array();

	for (size_t i = 0; i < report->accepted->count; i++)
		if (!report->accepted->list[i].used)
			json_array_append_new(unused, json_string(report->accepted->list[i].key));
	return json_pack("{s:s, s:s, s:O, s:O, s:O, s:O, s:o, s:O, s:I}", "target", target,
		"manifest", manifest, "passed", report->passed, "groups", report->groups,
		"findings", report->findings, "details", report->details, "unused", unused, "idle",
		report->idle, "errors", (json_int_t)report->errors);
}

void report_write(json_t *document, const char *path)
{
	_cleanup_free_ char *dump =
		json_dumps(document, JSON_INDENT(2) | JSON_SORT_KEYS | JSON_ENSURE_ASCII);

	if (!dump)
		die(EXIT_SYSTEM, "out of memory");
	/* \u00E4 is written as \u00e4, as it always was */
	for (char *c = dump; (c = strchr(c, '\\')); c += 2)
		if (c[1] == 'u')
			for (size_t i = 2; i < 6; i++)
				c[i] = (char)tolower((unsigned char)c[i]);
	_cleanup_(text_free) struct text line = {0};

	for (const char *c = dump; *c; c++) /* DEL is ASCII, too, and no text */
		if (*c == '\x7f')
			text_add_string(&line, "\\u007f");
		else
			text_add_char(&line, *c);
	text_add_char(&line, '\n');
	if (path)
		file_write(path, line.bytes, line.length);
	else
		fputs(line.bytes, stdout);
}

/* --- words ------------------------------------------------------------------ */

char *plural(size_t count, const char *noun)
{
	char digits[32];
	int length = snprintf(digits, sizeof digits, "%zu", count);
	_cleanup_(text_free) struct text text = {0};

	for (int i = 0; i < length; i++) {
		if (i && (length - i) % 3 == 0)
			text_add_char(&text, ',');
		text_add_char(&text, digits[i]);
	}
	text_printf(&text, " %s%s", noun, count == 1 ? "" : "s");
	return text_take(&text);
}

char *they_are(size_t count, const char *noun)
{
	_cleanup_free_ char *counted = plural(count, noun);

	return xprintf("%s %s", counted, count == 1 ? "is" : "are");
}

static char *first_ones(json_t *strings, size_t most, const char *separator)
{
	size_t count = json_array_size(strings);
	struct text text = {0};

	for (size_t i = 0; i < count && i < most; i++) {
		const char *string = json_string_value(json_array_get(strings, i));

		if (!string)
			die(EXIT_NO, "a list of names or paths has something else than strings");
		text_printf(&text, "%s%s", i ? separator : "", string);
	}
	if (count > most)
		text_printf(&text, " and %zu more", count - most);
	return text_take(&text);
}

char *examples(json_t *strings)
{
	return first_ones(strings, MOST_EXAMPLES, ", ");
}

char *joined(json_t *strings, const char *separator)
{
	return first_ones(strings, json_array_size(strings), separator);
}
