/* SPDX-License-Identifier: MIT */
#include "resolve/referencearchive.h"

#include <string.h>

#include "fetch/projectpath.h"
#include "fetch/unpackedarchive.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/json.h"
#include "lib/temporary.h"
#include "pypa/name.h"
#include "pypa/version.h"

/* Those that are sdists as they are come first. */
static const char *const suffixes[] = {
	".tar.gz", ".zip", ".tgz", ".tar", ".tar.bz2", ".tar.xz", NULL};
enum { SDISTS = 2 };
#define ALL_SUFFIXES ".tar.gz, .zip, .tgz, .tar, .tar.bz2, .tar.xz"

/* The identity that FILENAME, which ends in SUFFIX, says, if it is NAME's (NULL: anything's); else
 * an empty one. */
static struct source_identity identity_in(
	const char *filename, const char *suffix, const char *name)
{
	_cleanup_free_ char *stem = xstrndup(filename, strlen(filename) - strlen(suffix));
	char *dash = strrchr(stem, '-');

	if (!dash)
		return (struct source_identity){0};
	*dash = '\0';
	if (!name_is_valid(stem) || !version_is_valid(dash + 1))
		return (struct source_identity){0};
	struct source_identity identity = identity_normal(stem, dash + 1, filename);

	if (name && strcmp(identity.name, name) != 0)
		source_identity_free(&identity);
	return identity;
}

static json_t *wheel(const struct reference *reference, const struct foundarchive *archive)
{
	_cleanup_(wheel_name_free) struct wheel_name name = {0};
	const char *flaw = wheel_name_parse(archive->filename, &name);

	if (flaw)
		die(EXIT_NO, "%s: %s: %s", reference->place, archive->filename, flaw);
	_cleanup_(source_identity_free) struct source_identity identity =
		identity_normal(name.name, name.version, reference->place);

	return reference_found(identity.name, identity.version, archive->filename,
		archive->digest.hex, archive->size, "archive", json_incref(archive->table));
}

static json_t *unpacked(const struct reference *reference, const struct foundarchive *archive,
	const char *suffix, bool is_sdist, const struct archiver *archiver, const json_t *builder)
{
	_cleanup_(temporary_remove_directory) char *scratch = temporary_make_directory();
	_cleanup_free_ char *top = archive_unpack(archive->path, scratch, reference->place);
	_cleanup_free_ char *tree = directory_below(top, reference->subdirectory, reference->place);
	_cleanup_(source_identity_free) struct source_identity identity = {0};
	bool is_named = strcmp(suffix, suffixes[0]) == 0 || strcmp(suffix, suffixes[1]) == 0;

	if (is_named && !reference->subdirectory)
		identity = identity_in(archive->filename, suffix, reference->name);
	if (!identity.name)
		identity = tree_identity(
			builder, top, reference->subdirectory, reference->name, reference->place);
	if (is_sdist)
		return reference_found_sdist(identity.name, identity.version, suffix,
			archive->digest.hex, archive->size, "archive", json_incref(archive->table));
	struct tree_archive made =
		treearchive_checkout(archiver, tree, identity.name, identity.version);

	return reference_found_sdist(identity.name, identity.version, suffixes[0], made.digest.hex,
		made.size, "archive", json_incref(archive->table));
}

static void complete(const struct reference *reference, const struct foundarchive *archive)
{
	json_object_set_new(archive->table, "size", json_integer((json_int_t)archive->size));
	json_object_set_new(
		archive->table, "hashes", json_pack("{s:s}", "sha256", archive->digest.hex));
	if (reference->subdirectory && !ends_with(archive->filename, ".whl"))
		json_object_set_new(
			archive->table, "subdirectory", json_string(reference->subdirectory));
}

json_t *reference_archive(const struct reference *reference, const struct foundarchive *archive,
	const struct lockedreference *known, const struct archiver *archiver,
	const struct store *store, const json_t *builder)
{
	size_t suffix = 0;
	struct digest digest;

	complete(reference, archive);
	if (ends_with(archive->filename, ".whl"))
		return wheel(reference, archive);
	while (suffixes[suffix] && !ends_with(archive->filename, suffixes[suffix]))
		suffix++;
	if (!suffixes[suffix])
		die(EXIT_NO, "%s: '%s' is no wheel (.whl), and no archive (" ALL_SUFFIXES ")",
			reference->place, archive->filename);
	bool is_sdist = suffix < SDISTS && !reference->subdirectory;

	if (known->version && is_sdist)
		return reference_found_sdist(known->name, known->version, suffixes[suffix],
			archive->digest.hex, archive->size, "archive", json_incref(archive->table));
	if (known->sha256 && known->version && digest_parse(known->sha256, &digest) &&
		store_has(store, &digest, NULL))
		return reference_found(known->name, known->version, known->filename, known->sha256,
			known->size, "archive", json_incref(archive->table));
	return unpacked(reference, archive, suffixes[suffix], is_sdist, archiver, builder);
}
