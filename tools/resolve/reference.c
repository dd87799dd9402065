/* SPDX-License-Identifier: MIT */
#include "resolve/reference.h"

#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/json.h"

/* The Ith of the SHA-256 that the line has, in any case; NULL for a hash of another kind. */
static const char *sha256_at(const struct reference *reference, size_t i)
{
	size_t count = json_array_size(reference->hashes);
	const char *hash = json_string_value(json_array_get(reference->hashes, i));

	if (i == count)
		return reference->sha256;
	return hash && starts_with(hash, "sha256:") ? hash + strlen("sha256:") : NULL;
}

struct reference reference_read(const json_t *asked, const char *where)
{
	struct reference reference = {.place = json_want_string(asked, "place", where),
		.kind = json_want_string(asked, "kind", where),
		.location = json_want_string(asked, "location", where),
		.name = json_get_string(asked, "name", where),
		.subdirectory = json_get_string(asked, "subdirectory", where),
		.revision = json_get_string(asked, "revision", where),
		.sha256 = json_get_string(asked, "sha256", where),
		.hashes = json_get_array(asked, "hashes", where)};
	const json_t *hash;
	bool any = false;
	size_t i;

	if (strcmp(reference.kind, "archive") != 0 && strcmp(reference.kind, "git") != 0 &&
		strcmp(reference.kind, "local") != 0)
		die(EXIT_NO, "%s: .kind: '%.100s' is not what it may be", where, reference.kind);
	json_array_foreach (reference.hashes, i, hash) {
		if (!json_is_string(hash))
			die(EXIT_NO, "%s: .hashes[%zu]: not a string", where, i);
		any = any || sha256_at(&reference, i);
	}
	if (i > 0 && !any)
		die(EXIT_NO, "%s: none of its hashes is a SHA-256", reference.place);
	return reference;
}

bool reference_hash(const struct reference *reference, struct digest *digest)
{
	size_t count = json_array_size(reference->hashes), found = 0;
	struct digest other;

	for (size_t i = 0; i <= count; i++) {
		const char *hash = sha256_at(reference, i);

		if (!hash)
			continue;
		if (!digest_parse(hash, &other) || (found > 0 && !digest_equal(&other, digest)))
			return false;
		*digest = other;
		found++;
	}
	return found > 0;
}

void reference_check(const struct reference *reference, const char *at, const struct digest *digest)
{
	size_t count = json_array_size(reference->hashes);
	bool any = true;

	for (size_t i = 0; i <= count; i++) {
		const char *hash = sha256_at(reference, i);
		struct digest allowed;

		if (hash && digest_parse(hash, &allowed) && digest_equal(&allowed, digest))
			return;
		any = any && !hash;
	}
	if (!any)
		die(EXIT_NO, "%s: %s has the sha256 %s, and its line allows others",
			reference->place, at, digest->hex);
}

json_t *reference_found(const char *name, const char *version, const char *filename,
	const char *sha256, uint64_t size, const char *kind, json_t *table)
{
	return json_pack("{s:s, s:s, s:s, s:s, s:I, s:{s:o}}", "name", name, "version", version,
		"filename", filename, "sha256", sha256, "size", (json_int_t)size, "source", kind,
		table);
}

json_t *reference_found_sdist(const char *name, const char *version, const char *suffix,
	const char *sha256, uint64_t size, const char *kind, json_t *table)
{
	_cleanup_free_ char *filename = xprintf("%s-%s%s", name, version, suffix);

	for (char *c = filename; c < filename + strlen(name); c++)
		*c = *c == '-' ? '_' : *c;
	return reference_found(name, version, filename, sha256, size, kind, table);
}
