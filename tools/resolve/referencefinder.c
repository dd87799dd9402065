/* SPDX-License-Identifier: MIT */
#include "resolve/referencefinder.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fetch/fetchlist.h"
#include "fetch/gitcheckout.h"
#include "fetch/gitcommand.h"
#include "fetch/projectpath.h"
#include "lib/cleanup.h"
#include "lib/command.h"
#include "lib/die.h"
#include "lib/json.h"
#include "lib/temporary.h"
#include "lib/url.h"
#include "resolve/lockedreference.h"
#include "resolve/referencearchive.h"
#include "resolve/treeidentity.h"

/* --- files at a URL ------------------------------------------------------------------- */

/* Of URL, "" for none. The caller frees. */
static char *filename_of(const char *url)
{
	_cleanup_free_ char *name = url_filename(url);

	return xstrdup(name ? file_name(name) : "");
}

/* Gets a file whose hash is known. */
static void fetch(const struct referencefinder *finder, const char *url,
	const struct digest *digest, uint64_t size)
{
	_cleanup_free_ char *program = xprintf("%s/bin/fetch", finder->archiver.tools);
	_cleanup_free_ char *filename = filename_of(url);
	const char *const words[] = {program, "--store", finder->store.root, "-", NULL};
	_cleanup_(text_free) struct text list = {0};

	if (store_has(&finder->store, digest, NULL))
		return;
	fetchlist_add_line(&list, digest, size,
		fetchlist_filename_is_good(filename) ? filename : "file", &url, 1);
	const struct command command = {.words = words, .input = text_string(&list)};

	if (command_run(&command) != 0)
		die(EXIT_NO, "%s: not the file that is locked, as explained above", url);
}

/* Gets what is there today, unless its line allows but one file, which the store has. */
static struct digest fetch_first(
	const struct referencefinder *finder, const struct reference *reference, uint64_t *size)
{
	_cleanup_free_ char *program = xprintf("%s/bin/fetchurl", finder->archiver.tools);
	const char *const words[] = {
		program, "--store", finder->store.root, reference->location, NULL};
	_cleanup_(text_free) struct text said = {0};
	struct digest digest;
	char hex[65];

	if (reference_hash(reference, &digest) && store_has(&finder->store, &digest, size))
		return digest;
	const struct command command = {.words = words, .output = &said};
	int status = command_run(&command);

	if (status != 0)
		die(status == EXIT_NO ? EXIT_NO : EXIT_SYSTEM,
			"%s: %s cannot be had, as explained above", reference->place,
			reference->location);
	if (sscanf(text_string(&said), "%64s %" SCNu64, hex, size) != 2 ||
		!digest_parse(hex, &digest))
		die(EXIT_SYSTEM, "fetchurl: does not say what it has");
	return digest;
}

static json_t *find_url(const struct referencefinder *finder, const struct reference *reference)
{
	const char *url = reference->location;
	_cleanup_(lockedreference_free) struct lockedreference known = lockedreference_find(
		finder->locked, "archive", url, reference->subdirectory, NULL, finder->lock);
	_cleanup_free_ char *filename = filename_of(url);
	_cleanup_json_ json_t *table = json_pack("{s:s}", "url", url);
	struct foundarchive archive = {.filename = filename, .table = table};

	if (known.table) {
		const json_t *hashes = json_object_get(known.table, "hashes");

		digest_parse(json_want_string(hashes, "sha256", finder->lock), &archive.digest);
		archive.size = json_want_size(known.table, "size", finder->lock);
		fetch(finder, url, &archive.digest, archive.size);
	} else {
		archive.digest = fetch_first(finder, reference, &archive.size);
	}
	reference_check(reference, url, &archive.digest);
	_cleanup_free_ char *path = store_path(&finder->store, &archive.digest);

	archive.path = path;
	return reference_archive(
		reference, &archive, &known, &finder->archiver, &finder->store, finder->builder);
}

/* --- repositories --------------------------------------------------------------------- */

static json_t *git_table(const struct reference *reference, const char *commit)
{
	json_t *table = json_pack(
		"{s:s, s:s, s:s}", "type", "git", "url", reference->location, "commit-id", commit);

	if (reference->revision)
		json_object_set_new(table, "requested-revision", json_string(reference->revision));
	if (reference->subdirectory)
		json_object_set_new(table, "subdirectory", json_string(reference->subdirectory));
	return table;
}

/* The commit that LOCKED, the lock's table, has, or else the one that the reference means now, or
 * its revision when that is neither a branch nor a tag. The caller frees. */
static char *commit_of(const struct repository *repository, const struct reference *reference,
	const json_t *locked)
{
	const char *known = json_string_value(json_object_get(locked, "commit-id"));
	char *commit = known ? xstrdup(known) : repository_commit(repository, reference->revision);

	if (!commit && !reference->revision)
		die(EXIT_NO, "%s: %s has no HEAD: write the branch behind an @", reference->place,
			reference->location);
	return commit ? commit : xstrdup(reference->revision);
}

/* Checks out what is meant and makes an archive of it. */
static json_t *from_repository(const struct referencefinder *finder,
	const struct reference *reference, const struct repository *repository,
	const json_t *locked)
{
	_cleanup_free_ char *wanted = commit_of(repository, reference, locked);
	_cleanup_free_ char *commit = repository_check_out(repository, wanted, false);
	_cleanup_free_ char *tree =
		directory_below(repository->directory, reference->subdirectory, reference->place);
	_cleanup_(source_identity_free) struct source_identity said = source_identity_read(tree);

	if (!said.version) /* perhaps its tags say it */
		free(repository_check_out(repository, commit, true));
	_cleanup_(source_identity_free) struct source_identity identity =
		tree_identity(finder->builder, repository->directory, reference->subdirectory,
			reference->name, reference->place);

	warn("%s: %s at %.12s", identity.name, reference->location, commit);
	struct tree_archive made =
		treearchive_checkout(&finder->archiver, tree, identity.name, identity.version);

	return reference_found_sdist(identity.name, identity.version, ".tar.gz", made.digest.hex,
		made.size, "vcs", git_table(reference, commit));
}

static json_t *find_git(const struct referencefinder *finder, const struct reference *reference)
{
	_cleanup_(lockedreference_free) struct lockedreference known =
		lockedreference_find(finder->locked, "vcs", reference->location,
			reference->subdirectory, reference->revision, finder->lock);
	struct digest digest;

	if (known.sha256 && known.version && digest_parse(known.sha256, &digest) &&
		store_has(&finder->store, &digest, NULL))
		return reference_found(known.name, known.version, known.filename, known.sha256,
			known.size, "vcs", json_incref(known.table));
	if (!git_takes(reference->location))
		die(EXIT_NO, "%s: %s: " GIT_SCHEMES, reference->place, reference->location);
	_cleanup_(temporary_remove_directory) char *scratch = temporary_make_directory();
	_cleanup_free_ char *top = xprintf("%s/tree", scratch);
	const struct repository repository = {reference->location, top, reference->place};

	if (mkdir(top, 0777) < 0)
		die(EXIT_SYSTEM, "%s: cannot create the directory:", top);
	return from_repository(finder, reference, &repository, known.table);
}

/* --- paths ---------------------------------------------------------------------------- */

static json_t *find_directory(
	const struct referencefinder *finder, const struct reference *reference, const char *path)
{
	_cleanup_free_ char *tree =
		directory_below(path, reference->subdirectory, reference->place);
	_cleanup_free_ char *project = xprintf("%s/pyproject.toml", tree);
	_cleanup_free_ char *setup = xprintf("%s/setup.py", tree);
	json_t *table = json_pack("{s:s}", "path", path);

	if (access(project, F_OK) < 0 && access(setup, F_OK) < 0)
		die(EXIT_NO,
			"%s: '%s' has no pyproject.toml: write one with [build-system] and "
			"[project]",
			reference->place, tree);
	if (reference->subdirectory)
		json_object_set_new(table, "subdirectory", json_string(reference->subdirectory));
	_cleanup_(source_identity_free) struct source_identity identity = tree_identity(
		finder->builder, path, reference->subdirectory, reference->name, reference->place);
	struct tree_archive made =
		treearchive_directory(&finder->archiver, tree, identity.name, identity.version);

	return reference_found_sdist(identity.name, identity.version, ".tar.gz", made.digest.hex,
		made.size, "directory", table);
}

static json_t *find_path(const struct referencefinder *finder, const struct reference *reference)
{
	_cleanup_free_ char *flaw = NULL;
	_cleanup_free_ char *path = path_in_project(reference->location, &flaw);
	const struct lockedreference unknown = {0};
	struct stat status;

	if (!path)
		die(EXIT_NO, "%s: %s", reference->place, flaw);
	if (stat(path, &status) == 0 && S_ISDIR(status.st_mode))
		return find_directory(finder, reference, path);
	_cleanup_close_ int fd = file_open(path);
	_cleanup_json_ json_t *table = json_pack("{s:s}", "path", path);
	struct foundarchive archive = {.path = path,
		.filename = file_name(path),
		.digest = sha256_of_file(fd, path),
		.size = (uint64_t)status.st_size,
		.table = table};

	reference_check(reference, path, &archive.digest);
	store_copy(&finder->store, &archive.digest, path);
	return reference_archive(
		reference, &archive, &unknown, &finder->archiver, &finder->store, finder->builder);
}

json_t *reference_find(const struct referencefinder *finder, const struct reference *reference)
{
	json_t *found = strcmp(reference->kind, "archive") == 0 ? find_url(finder, reference)
			: strcmp(reference->kind, "git") == 0   ? find_git(finder, reference)
								: find_path(finder, reference);
	const char *name = json_string_value(json_object_get(found, "name"));

	if (!name)
		die(EXIT_NO, "%s: a name or an address that is not UTF-8", reference->place);
	if (reference->name && strcmp(reference->name, name) != 0)
		die(EXIT_NO, "%s: it asks for %s, and what is there is %s", reference->place,
			reference->name, name);
	return found;
}
