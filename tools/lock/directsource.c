/* SPDX-License-Identifier: MIT */
#include "lock/directsource.h"

#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/digest.h"
#include "lib/json.h"
#include "lib/unconst.h"
#include "lib/userinfo.h"
#include "lock/safetext.h"
#include "lock/tomltext.h"

enum { MAX_TEXT = 4096, COMMIT_SHA1 = 40, COMMIT_SHA256 = 64 };

static const char *const kinds[] = {"vcs", "directory", "archive"};
static const char *const members[] = {
	"type", "url", "path", "requested-revision", "commit-id", "subdirectory"};

/* --- what is read ------------------------------------------------------------------- */

static bool is_plain(const char *text)
{
	for (const char *c = text; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			return false;
	return *text && strlen(text) <= MAX_TEXT && utf8_is_valid(text);
}

/* Whether PATH stays in the directory that it is relative to. */
static bool stays_inside(const char *path)
{
	if (*path == '/')
		return false;
	for (const char *part = path; part; part = strchr(part, '/')) {
		part += *part == '/';
		if (starts_with(part, "..") && (part[2] == '/' || part[2] == '\0'))
			return false;
	}
	return true;
}

static bool is_commit(const char *text)
{
	size_t length = strlen(text);

	return (length == COMMIT_SHA1 || length == COMMIT_SHA256) &&
	       strspn(text, "0123456789abcdef") == length;
}

static void check_member(const char *key, const char *value, const char *where)
{
	bool path = strcmp(key, "path") == 0 || strcmp(key, "subdirectory") == 0;

	if (!is_plain(value))
		die(EXIT_NO, "%s: .%s: not plain text", where, key);
	if (path && !stays_inside(value))
		die(EXIT_NO, "%s: .%s: '%.100s' leads out of the project", where, key, value);
	if (strcmp(key, "url") == 0 && (!safetext_is_url(value) || userinfo_is_in(value)))
		die(EXIT_NO, "%s: .url: not a URL without credentials", where);
	if (strcmp(key, "commit-id") == 0 && !is_commit(value))
		die(EXIT_NO, "%s: .commit-id: not the whole id of a commit", where);
}

static void check_kind(const json_t *table, const char *kind, const char *where)
{
	bool located = json_object_get(table, "url") || json_object_get(table, "path");

	if (!located)
		die(EXIT_NO, "%s: no url and no path", where);
	if (strcmp(kind, "vcs") == 0 && strcmp(json_want_string(table, "type", where), "git") != 0)
		die(EXIT_NO, "%s: .type: only git is known", where);
	if (strcmp(kind, "vcs") == 0)
		json_want_string(table, "commit-id", where);
}

/* The hash and size of an archive, which stand in it as they are. */
static void copy_hash(json_t *to, const json_t *table, const char *where)
{
	const json_t *hashes = json_want_object(table, "hashes", where);
	struct digest sha256;

	if (!digest_parse(json_want_string(hashes, "sha256", where), &sha256))
		die(EXIT_NO, "%s: .hashes.sha256: not one", where);
	json_object_set_new(to, "hashes", json_pack("{s:s}", "sha256", sha256.hex));
	json_object_set_new(
		to, "size", json_integer((json_int_t)json_want_size(table, "size", where)));
}

json_t *directsource_read(const json_t *object, const char *where)
{
	for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
		const json_t *table = json_get_object(object, kinds[i], where);
		_cleanup_free_ char *within = xprintf("%s: .%s", where, kinds[i]);

		if (!table)
			continue;
		json_t *copy = json_object();

		for (size_t k = 0; k < sizeof members / sizeof *members; k++) {
			const char *value = json_get_string(table, members[k], within);

			if (!value)
				continue;
			check_member(members[k], value, within);
			json_object_set_new(copy, members[k], json_string(value));
		}
		check_kind(copy, kinds[i], within);
		if (strcmp(kinds[i], "archive") == 0)
			copy_hash(copy, table, within);
		return json_pack("{s:o}", kinds[i], copy);
	}
	return NULL;
}

/* --- what it says --------------------------------------------------------------------- */

const char *directsource_url(const json_t *source)
{
	const json_t *archive = json_object_get(source, "archive");

	return json_object_get(archive, "subdirectory")
		       ? NULL
		       : json_string_value(json_object_get(archive, "url"));
}

bool directsource_is_made(const json_t *source)
{
	return source && !directsource_url(source);
}

void directsource_add(struct text *out, const json_t *source)
{
	void *at = json_object_iter(unconst(source));
	const json_t *table = json_object_iter_value(at);
	const json_t *hashes = json_object_get(table, "hashes");

	text_printf(out, "%s = { ", json_object_iter_key(at));
	for (size_t i = 0, count = 0; i < sizeof members / sizeof *members; i++) {
		const char *value = json_string_value(json_object_get(table, members[i]));

		if (!value)
			continue;
		text_printf(out, "%s%s = ", count++ ? ", " : "", members[i]);
		toml_add_string(out, value);
	}
	if (hashes)
		text_printf(out, ", size = %jd, hashes = { sha256 = \"%s\" }",
			(intmax_t)json_integer_value(json_object_get(table, "size")),
			json_string_value(json_object_get(hashes, "sha256")));
	text_add_string(out, " }\n");
}
