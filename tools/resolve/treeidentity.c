/* SPDX-License-Identifier: MIT */
#include "resolve/treeidentity.h"

#include <string.h>

#include "fetch/projectpath.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "pypa/name.h"
#include "pypa/version.h"

struct source_identity identity_normal(const char *name, const char *version, const char *subject)
{
	_cleanup_(text_free) struct text normal = {0};
	_cleanup_free_ char *plain = xstrdup(version ? version : "");
	char *begin = plain + strspn(plain, " \t\r\n");
	struct version parts;

	for (char *end = begin + strlen(begin); end > begin && strchr(" \t\r\n", end[-1]); end--)
		end[-1] = '\0';
	if (!name || !name_is_valid(name) || !version_scan(begin, &parts) || begin[parts.length])
		die(EXIT_NO,
			"%s: what is there has the name '%s' and the version '%s', which no "
			"package may have",
			subject, name ? name : "", version ? version : "");
	version_add(&normal, &parts, false);
	return (struct source_identity){name_normalize(name), text_take(&normal)};
}

struct source_identity tree_identity(const json_t *builder, const char *top,
	const char *subdirectory, const char *name, const char *subject)
{
	const char *below = subdirectory && *subdirectory ? subdirectory : ".";
	_cleanup_free_ char *path = xprintf("%s/%s", top, below), *tree = path_simple(path);
	_cleanup_(source_identity_free) struct source_identity identity =
		source_identity_read(tree);

	if (!identity.name && name)
		identity.name = xstrdup(name);
	if (!identity.name || !identity.version) {
		source_identity_free(&identity);
		identity = built_identity(builder, top, below, subject);
	}
	return identity_normal(identity.name, identity.version, subject);
}
