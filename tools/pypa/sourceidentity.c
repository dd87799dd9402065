/* SPDX-License-Identifier: MIT */
#include "pypa/sourceidentity.h"

#include <string.h>
#include <sys/stat.h>

#include "lib/cleanup.h"
#include "lib/file.h"
#include "lib/json.h"
#include "lib/toml.h"
#include "pypa/metadata.h"

enum { MAX_BYTES = 4 << 20 };

void source_identity_free(struct source_identity *identity)
{
	cleanup_free(&identity->name);
	cleanup_free(&identity->version);
}

/* The path of the file NAME in TREE, or NULL when it says nothing. */
static char *path_of(const char *tree, const char *name)
{
	char *path = xprintf("%s/%s", tree, name);
	struct stat status;

	if (stat(path, &status) == 0 && S_ISREG(status.st_mode) && status.st_size < MAX_BYTES)
		return path;
	free(path);
	return NULL;
}

/* The member KEY of OBJECT becomes *VALUE, if it is a string and nothing is there yet. */
static void take(char **value, const json_t *object, const char *key)
{
	const char *found = json_string_value(json_object_get(object, key));

	if (!*value && found && *found)
		*value = xstrdup(found);
}

/* One that has a blank in it is none. */
static void drop_words(char **value)
{
	if (*value && ((*value)[0] == '\0' || strpbrk(*value, " \t\r\n")))
		cleanup_free(value);
}

struct source_identity source_identity_read(const char *tree)
{
	struct source_identity identity = {0};
	_cleanup_free_ char *info = path_of(tree, "PKG-INFO");
	_cleanup_free_ char *project = path_of(tree, "pyproject.toml");

	if (info) {
		_cleanup_(text_free) struct text text = file_read(info, MAX_BYTES);
		_cleanup_json_ json_t *fields = metadata_json(text_string(&text), text.length);

		take(&identity.name, fields, "name");
		take(&identity.version, fields, "version");
		drop_words(&identity.name);
		drop_words(&identity.version);
	}
	if (project) {
		_cleanup_json_ json_t *document = toml_read(project, MAX_BYTES);
		const json_t *table = json_object_get(document, "project");

		take(&identity.name, table, "name");
		take(&identity.version, table, "version");
	}
	return identity;
}
