/* SPDX-License-Identifier: MIT */
#include "evidence/unaskedcode.h"

#include <string.h>

#include "evidence/modulelist.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"

/* More directories of PATH are not looked at. */
enum { MOST_DIRECTORIES = 100, SYSTEMS = 4 };

static const char *const systems[SYSTEMS] = {"/usr/bin", "/bin", "/usr/sbin", "/sbin"};

/* An image that is searched. */
struct search {
	const struct filesystem *filesystem;
	const struct distributions *distributions;
};

/* Adds what is at NODE to FOUND, with its owner. */
static void add(const struct search *search, json_t *found, uint32_t node)
{
	const char *owner = module_owner(search->filesystem, search->distributions, node);
	_cleanup_(text_free) struct text path = {0};

	pathtree_path(&search->filesystem->tree, node, &path);
	_cleanup_json_ json_t *shown = json_lossy(text_string(&path), path.length);

	json_object_set_new(found, json_string_value(shown),
		owner ? json_lossy(owner, strlen(owner)) : json_null());
}

/* --- when Python starts --------------------------------------------------------- */

static void add_pth(const struct search *search, uint32_t directory, json_t *found)
{
	const struct pathtree *tree = &search->filesystem->tree;

	for (uint32_t node = 1; node < tree->count; node++) {
		const struct file *file = tree->nodes[node].parent == directory
						  ? filesystem_file(search->filesystem, node)
						  : NULL;

		if (file && file->runs)
			add(search, found, node);
	}
}

static void add_modules(const struct search *search, uint32_t directory, json_t *found)
{
	struct module *modules;
	size_t count = modulelist_read(search->filesystem, directory, &modules);

	for (size_t i = 0; i < count; i++)
		if (strcmp(modules[i].name, "sitecustomize") == 0 ||
			strcmp(modules[i].name, "usercustomize") == 0)
			add(search, found, modules[i].node);
	modulelist_free(modules, count);
}

/* --- in place of a program -------------------------------------------------------- */

/* Whether another file than that at OWN is the program NAME of DIRECTORY. */
static bool has_other(
	const struct search *search, const char *directory, const char *name, const char *own)
{
	_cleanup_free_ char *path = xprintf("%s/%s", directory, name);
	_cleanup_(text_free) struct text real = {0};
	uint32_t node = filesystem_follow(search->filesystem, path, &real);
	const struct file *file =
		node == TREE_NONE ? NULL : filesystem_file(search->filesystem, node);

	return file && file->kind == FILE_REGULAR && file->mode & 0111 &&
	       strcmp(text_string(&real), own) != 0;
}

/* Whether the program at NODE hides one of the DIRECTORIES, whose list ends with NULL. */
static bool hides(const struct search *search, uint32_t node, const char *const *directories)
{
	const struct file *file = filesystem_file(search->filesystem, node);
	_cleanup_(text_free) struct text own = {0};

	if (!file || file->kind != FILE_REGULAR || !(file->mode & 0111))
		return false;
	pathtree_path(&search->filesystem->tree, node, &own);
	for (; *directories; directories++)
		if (has_other(
			    search, *directories, file_name(text_string(&own)), text_string(&own)))
			return true;
	return false;
}

/* The directory of packages' programs, by its place in PATH; TREE_NONE when the system's are first.
 */
static uint32_t first_directory(const struct search *search, const char *first)
{
	_cleanup_(text_free) struct text real = {0};
	uint32_t directory =
		*first ? filesystem_follow(search->filesystem, first, &real) : TREE_NONE;

	for (size_t i = 0; i < SYSTEMS; i++)
		if (directory == filesystem_follow(search->filesystem, systems[i], &real))
			return TREE_NONE;
	return directory;
}

static void add_programs(const struct search *search, const char *path, json_t *found)
{
	const struct pathtree *tree = &search->filesystem->tree;
	_cleanup_free_ char *copy = xstrdup(path ? path : "");
	const char *directories[SYSTEMS + MOST_DIRECTORIES + 1] = {0};
	char *rest = copy;
	uint32_t directory = first_directory(search, strsep(&rest, ":"));

	memcpy(directories, systems, sizeof systems);
	for (size_t i = 0; i < MOST_DIRECTORIES && rest; i++)
		directories[SYSTEMS + i] = strsep(&rest, ":");
	for (uint32_t node = 1; directory != TREE_NONE && node < tree->count; node++)
		if (tree->nodes[node].parent == directory && hides(search, node, directories))
			add(search, found, node);
}

json_t *unaskedcode_json(const char *path, const struct filesystem *filesystem,
	const struct distributions *distributions, const char *const *sites, size_t site_count)
{
	const struct search search = {filesystem, distributions};
	json_t *pth = json_object(), *modules = json_object(), *programs = json_object();
	_cleanup_(text_free) struct text real = {0};

	for (size_t i = 0; i < site_count; i++) {
		uint32_t directory = filesystem_follow(filesystem, sites[i], &real);

		if (directory == TREE_NONE)
			continue;
		add_pth(&search, directory, pth);
		add_modules(&search, directory, modules);
	}
	add_programs(&search, path, programs);
	return json_pack("{s:o, s:o, s:o}", "pth", pth, "modules", modules, "programs", programs);
}
