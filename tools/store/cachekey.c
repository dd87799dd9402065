/* SPDX-License-Identifier: MIT */
/* cachekey: the key of a result, and what changed between two keys. */
#include <ctype.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"
#include "lib/json.h"
#include "lib/options.h"
#include "lib/stringlist.h"
#include "store/key.h"

enum { MAX_RECORD = 8 << 20 };

static const char usage[] =
	"usage: cachekey [--record F] STAGE [NAME=VALUE | NAME@FILE]...\n"
	"       cachekey diff OLD NEW\n"
	"\n"
	"Prints the key of what STAGE makes from these components; of a FILE the content "
	"counts. diff prints\n"
	"which components differ between two records, a line each.\n"
	"\n"
	"      --record F  write stage, key and components to F, as JSON\n"
	"  -h, --help      this text\n";

/* --- keys --- */

static void add_component(struct key *key, char *component)
{
	char *separator = strpbrk(component, "=@");

	if (!separator || separator == component)
		usage_error("'%s' is neither NAME=VALUE nor NAME@FILE", component);
	bool is_file = *separator == '@';

	*separator = '\0';
	if (is_file)
		key_add_file(key, component, separator + 1);
	else
		key_add(key, component, separator + 1);
}

static int print_key(const char *stage, char *components[], const char *record_path)
{
	_cleanup_(key_free) struct key key = key_begin(stage);
	_cleanup_json_ json_t *record = NULL;

	for (; *components; components++)
		add_component(&key, *components);
	struct digest digest = key_end(&key, &record);

	if (record_path) {
		_cleanup_(text_free) struct text text = json_canonical(record);

		text_add_char(&text, '\n');
		file_write(record_path, text.bytes, text.length);
	}
	puts(digest.hex);
	return close_stdout();
}

/* --- differences --- */

/* TEXT, with what could write to the terminal escaped; the caller frees. */
static char *visible(const char *text)
{
	struct text out = {0};

	for (const char *c = text; *c; c++) {
		if (iscntrl((unsigned char)*c))
			text_printf(&out, "\\x%02x", (unsigned char)*c);
		else
			text_add_char(&out, *c);
	}
	return text_take(&out);
}

/* What the component NAME is, for a user: its value, or the file and the beginning of its hash;
 * NULL when there is none. Dies unless it is of the form that key_end gives. The caller frees. */
static char *describe(const json_t *components, const char *name, const char *path)
{
	const json_t *component = json_object_get(components, name);
	_cleanup_free_ char *where = xprintf("%s: %s", path, name);

	if (!component)
		return NULL;
	const char *value = json_get_string(component, "value", where);

	if (value)
		return xstrdup(*value ? value : "(empty)");
	const char *file = json_want_string(component, "file", where);

	return xprintf("%s (sha256 %.12s)", file, json_want_string(component, "sha256", where));
}

static bool same(const json_t *old, const json_t *new)
{
	const json_t *hash = json_object_get(old, "sha256");

	if (hash)
		return json_equal(hash, json_object_get(new, "sha256"));
	return json_equal(old, new);
}

static void add_difference(struct text *out, const char *name, const char *old, const char *new)
{
	_cleanup_free_ char *line = !old   ? xprintf("%s: added, %s", name, new)
				    : !new ? xprintf("%s: removed, was %s", name, old)
					   : xprintf("%s: %s -> %s", name, old, new);
	_cleanup_free_ char *shown = visible(line);

	text_printf(out, "%s\n", shown);
}

static json_t *read_components(const char *path, json_t *record)
{
	if (!json_is_object(record))
		die(EXIT_NO, "%s: not an object", path);
	return json_want_object(record, "components", path);
}

/* All names that OLD or NEW has, sorted. */
static struct stringlist all_names(json_t *old, json_t *new)
{
	struct stringlist names = {0};
	const char *name;
	json_t *component;

	json_object_foreach (old, name, component)
		stringlist_add(&names, xstrdup(name));
	json_object_foreach (new, name, component)
		stringlist_add(&names, xstrdup(name));
	stringlist_sort_unique(&names);
	return names;
}

static int print_differences(const char *old_path, const char *new_path)
{
	_cleanup_json_ json_t *old_record = json_read(old_path, MAX_RECORD);
	_cleanup_json_ json_t *new_record = json_read(new_path, MAX_RECORD);
	json_t *old = read_components(old_path, old_record),
	       *new = read_components(new_path, new_record);
	_cleanup_(stringlist_free) struct stringlist names = all_names(old, new);
	const char *old_stage = json_want_string(old_record, "stage", old_path);
	const char *new_stage = json_want_string(new_record, "stage", new_path);
	_cleanup_(text_free) struct text out = {0};

	if (strcmp(old_stage, new_stage) != 0)
		add_difference(&out, "(stage)", old_stage, new_stage);
	for (size_t i = 0; i < names.count; i++) {
		const char *name = names.items[i];
		_cleanup_free_ char *was = describe(old, name, old_path),
				    *is = describe(new, name, new_path);

		if (!same(json_object_get(old, name), json_object_get(new, name)))
			add_difference(&out, name, was, is);
	}
	fputs(text_string(&out), stdout);
	return close_stdout() == EXIT_YES ? (out.length ? EXIT_NO : EXIT_YES) : EXIT_SYSTEM;
}

int main(int argc, char *argv[])
{
	static const struct option options[] = {{"record", required_argument, NULL, 'r'}, {0}};
	const char *record = NULL;
	int option;

	options_begin(&argc, &argv, usage);
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (option != 'r')
			option_error(argv);
		record = optarg;
	}
	argv += optind;
	if (!argv[0])
		usage_error("STAGE is wanted");
	if (strcmp(argv[0], "diff") != 0)
		return print_key(argv[0], argv + 1, record);
	if (record || argc - optind != 3)
		usage_error("'diff' wants OLD and NEW");
	return print_differences(argv[1], argv[2]);
}
