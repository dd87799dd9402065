/* SPDX-License-Identifier: MIT */
#include "resolve/releasemetadata.h"

#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/json.h"
#include "lib/unconst.h"
#include "pypa/name.h"
#include "pypa/version.h"
#include "resolve/metadatawheel.h"

enum { MAX_LINE = 4000 + sizeof "Requires-Python:" }; /* bytes */

static const char where[] = "its metadata";

bool release_identity_parse(const char *text, struct release_identity *identity)
{
	const char *equals = strstr(text, "==");

	*identity = (struct release_identity){0};
	if (!equals || !version_is_valid(equals + 2))
		return false;
	identity->name = xstrndup(text, (size_t)(equals - text));
	identity->version = xstrdup(equals + 2);
	return name_is_valid(identity->name);
}

void release_identity_free(struct release_identity *identity)
{
	cleanup_free(&identity->name);
	cleanup_free(&identity->version);
}

static bool is_version(const char *text, const char *wanted)
{
	struct version a, b;

	return version_scan(text, &a) && !text[a.length] && version_scan(wanted, &b) &&
	       version_compare(&a, &b) == 0;
}

/* Dies when the metadata, where it says whose it is, is not that of a release NAME VERSION. */
static void check_identity(const json_t *metadata, const char *name, const char *version)
{
	const char *own_name = json_get_string(metadata, "name", where);
	const char *own_version = json_get_string(metadata, "version", where);
	_cleanup_free_ char *own = name_normalize(own_name ? own_name : name);
	_cleanup_free_ char *wanted = name_normalize(name);

	own_version = own_version ? own_version : version;
	if (strcmp(own, wanted) != 0 || !is_version(own_version, version))
		die(EXIT_NO, "its metadata is of '%.100s' '%.100s'", own, own_version);
}

static bool is_plain(const char *line, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (line[i] < ' ' || line[i] > '~')
			return false;
	return length < MAX_LINE;
}

static void check_lines(const char *text)
{
	for (size_t length; *text; text += length + 1) {
		length = strcspn(text, "\n");
		if (!is_plain(text, length))
			die(EXIT_NO, "its metadata holds what no requirement may");
	}
}

struct text release_metadata(const json_t *metadata, const struct release_identity *identity)
{
	const char *name = identity->name, *version = identity->version;

	name = name ? name : json_get_string(metadata, "name", where);
	version = version ? version : json_get_string(metadata, "version", where);
	if (!name || !version)
		die(EXIT_NO, "its build back end tells no name and version");
	check_identity(metadata, name, version);
	_cleanup_json_ json_t *named = json_copy(unconst(metadata));

	json_object_set_new(named, "name", json_string(name));
	struct text text = metadatawheel_metadata(named, version, where);

	check_lines(text_string(&text));
	return text;
}
