/* SPDX-License-Identifier: MIT */
#include "inputs/madefiles.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <glob.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "inputs/hashnotes.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"

static const char notes_file[] = ".made";

/* The digest that PATH has for a name, if it is a layout's blob. */
static bool is_blob(const char *path, struct digest *digest)
{
	return strstr(path, "blobs/sha256/") && digest_parse(file_name(path), digest);
}

/* Where files are noted, and whether there was one that is too new for it. */
struct noting {
	struct hashnotes notes;
	bool too_new;
};

static void note_directory(struct noting *noting, const char *directory, int depth);

static void note_entry(struct noting *noting, const char *path, int depth)
{
	struct stat status;
	struct digest digest;

	if (lstat(path, &status) < 0)
		return;
	if (S_ISDIR(status.st_mode) && depth > 0)
		note_directory(noting, path, depth - 1);
	else if (!S_ISREG(status.st_mode))
		return;
	else if (is_blob(path, &digest))
		hashnotes_add(&noting->notes, path, &status, &digest);
	else if (hashnotes_digest(&noting->notes, path, &status, &digest) &&
		 !hashnotes_may_note(&noting->notes, &status))
		noting->too_new = true;
}

static void note_directory(struct noting *noting, const char *directory, int depth)
{
	DIR *stream = opendir(directory);
	struct dirent *entry;

	while (stream && (entry = readdir(stream))) {
		_cleanup_free_ char *path = strcmp(directory, ".") == 0
						    ? xstrdup(entry->d_name)
						    : xprintf("%s/%s", directory, entry->d_name);
		if (entry->d_name[0] != '.')
			note_entry(noting, path, depth);
	}
	if (stream)
		closedir(stream);
}

int madefiles_open(void)
{
	return open(notes_file, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
}

/* Writes in place: a file that comes late would be in the way of who removes the directory. */
static void write_notes(const struct hashnotes *notes, int fd)
{
	_cleanup_(text_free) struct text text = {0};

	if (hashnotes_text(notes, &text) && ftruncate(fd, 0) == 0 &&
		pwrite(fd, text.bytes, text.length, 0) != (ssize_t)text.length)
		(void)!ftruncate(fd, 0);
}

bool madefiles_note(int fd)
{
	enum { FILES, NUMBERS, BLOBS }; /* blobs/sha256 in a layout */
	static const struct {
		const char *path;
		int depth;
	} directories[] = {{"layers", FILES}, {"documents", NUMBERS}, {"image", BLOBS},
		{"lean", BLOBS}, {"base", BLOBS}, {"built", FILES}, {"project", NUMBERS},
		{"provided", FILES}, {"fetch", FILES}};
	struct noting noting = {.notes = hashnotes_read(notes_file)};

	note_directory(&noting, ".", 0);
	for (size_t i = 0; i < sizeof directories / sizeof *directories; i++)
		note_directory(&noting, directories[i].path, directories[i].depth);
	write_notes(&noting.notes, fd);
	hashnotes_free(&noting.notes);
	return !noting.too_new;
}

/* --- what was made is looked at --- */

enum state { SAME, GONE, OTHER };

static enum state state_of(struct hashnotes *notes, const struct hashnote *note)
{
	struct stat status;
	struct digest digest;

	if (lstat(note->path, &status) < 0)
		return errno == ENOENT || errno == ENOTDIR ? GONE : SAME;
	if (!S_ISREG(status.st_mode))
		return OTHER;
	if (is_blob(note->path, &digest))
		return status.st_size == note->status.st_size ? SAME : OTHER;
	if (!hashnotes_digest(notes, note->path, &status, &digest))
		return SAME;
	return digest_equal(&digest, &note->digest) ? SAME : OTHER;
}

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *walk)
{
	(void)status, (void)kind, (void)walk;
	return remove(path);
}

static bool remove_all(const char *path)
{
	enum { DESCRIPTORS = 8 };

	return nftw(path, remove_one, DESCRIPTORS, FTW_DEPTH | FTW_PHYS) == 0;
}

/* Removes what stands for PATH being there: the index of the layout that it is in, or the record of
 * the documents. A layout that is not known for one goes as a whole. */
static void remove_token(const char *path)
{
	const char *slash = strchr(path, '/');

	if (starts_with(path, "documents/"))
		unlink("documents.json");
	if (!slash)
		return;
	_cleanup_free_ char *directory = xstrndup(path, (size_t)(slash - path));
	_cleanup_free_ char *index = xprintf("%s/index.json", directory);
	if (unlink(index) == 0 && strcmp(slash, "/oci-layout") == 0)
		remove_all(directory);
}

static void remove_matching(const char *pattern)
{
	glob_t found;

	if (glob(pattern, 0, NULL, &found) == 0)
		for (size_t i = 0; i < found.gl_pathc; i++)
			unlink(found.gl_pathv[i]);
	globfree(&found);
}

/* What recipes and programs that were killed had not given its name yet; see file_begin(). */
static void remove_unfinished(void)
{
	static const char *const patterns[] = {"*.new", "*/*.new", "project/*/*.new",
		"layers/*.args", "layers/*.blobs", "layers/*.compiled", "layers/*.pyc", ".*.??????",
		"*/.*.??????", "project/*/.*.??????"};

	for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++)
		remove_matching(patterns[i]);
}

void madefiles_mend(const char *shown)
{
	_cleanup_(hashnotes_free) struct hashnotes notes = hashnotes_read(notes_file);
	bool wrong = false;

	remove_unfinished();
	for (size_t i = 0; i < notes.count; i++) {
		const char *path = notes.old[i].path;
		enum state state = state_of(&notes, &notes.old[i]);

		if (state == SAME || *path == '/' || strstr(path, "../"))
			continue;
		if (state == OTHER && remove_all(path))
			warn("%s/%s: is not what was made: it is made again", shown, path);
		remove_token(path);
		wrong = wrong || state == OTHER || !strchr(path, '/');
	}
	if (wrong)
		remove_matching("*.checked");
}
