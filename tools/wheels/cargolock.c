/* SPDX-License-Identifier: MIT */
#include "wheels/cargolock.h"

#include <ctype.h>
#include <string.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/digest.h"
#include "lib/file.h"
#include "lib/json.h"
#include "lib/toml.h"
#include "lib/unconst.h"

enum { MAX_LOCK = 16 << 20, LONGEST_NAME = 200 }; /* bytes */

static const char where[] = "Cargo.lock";

static bool is_of(const char *text, size_t length, const char *others)
{
	for (size_t i = 0; i < length; i++)
		if (!isalnum((unsigned char)text[i]) && !strchr(others, text[i]))
			return false;
	return length > 0;
}

/* Whether TEXT is NAME-VERSION, which is a file's name then. */
static bool is_crate(const char *text)
{
	size_t length = strlen(text);

	if (length > LONGEST_NAME)
		return false;
	for (const char *dash = strchr(text, '-'); dash; dash = strchr(dash + 1, '-'))
		if (isdigit((unsigned char)dash[1]) && is_of(text, (size_t)(dash - text), "_-") &&
			is_of(dash + 1, strlen(dash + 1), ".+-"))
			return true;
	return false;
}

void cargolock_check(const json_t *crates, const char *from)
{
	const char *name;
	json_t *sha256;

	if (!json_is_object(crates))
		die(EXIT_NO, "%s: not an object", from);
	json_object_foreach (unconst(crates), name, sha256) {
		struct digest digest;

		if (!is_crate(name))
			die(EXIT_NO, "%s: '%s' is not the name of a crate", from, name);
		if (!json_is_string(sha256) || !digest_parse(json_string_value(sha256), &digest))
			die(EXIT_NO, "%s: %s has no SHA-256", from, name);
	}
}

static void take_package(json_t *crates, const json_t *package)
{
	const char *origin = json_get_string(package, "source", where);

	if (!origin || !*origin)
		return;
	const char *name = json_want_string(package, "name", where);

	if (!starts_with(origin, "registry+"))
		die(EXIT_NO, "%s takes %s from %s, which no hash locks", where, name, origin);
	_cleanup_free_ char *crate =
		xprintf("%s-%s", name, json_want_string(package, "version", where));

	json_object_set_new(
		crates, crate, json_string(json_want_string(package, "checksum", where)));
}

json_t *cargolock_read(const char *path)
{
	if (access(path, F_OK) < 0)
		die(EXIT_NO, "the sdist has no Cargo.lock at its top, so nothing says which crates "
			     "it is built of");
	_cleanup_(text_free) struct text text = file_read(path, MAX_LOCK);
	_cleanup_json_ json_t *document = toml_parse(text_string(&text), text.length, where);
	json_t *crates = json_object(), *packages = json_get_array(document, "package", where);
	const json_t *package;
	size_t i;

	json_array_foreach (packages, i, package) {
		if (!json_is_object(package))
			die(EXIT_NO, "%s: a package is not a table", where);
		take_package(crates, package);
	}
	cargolock_check(crates, where);
	return crates;
}
