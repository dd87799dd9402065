/* SPDX-License-Identifier: MIT */
#include "debian/ldconfig.h"

#include <stdlib.h>
#include <string.h>

#include "debian/ldcache.h"
#include "elf/dynamic.h"
#include "elf/ldsoconf.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"

enum { MAX_CONF = 1 << 20 };

struct directory {
	char *path;     /* the directory as configured, which the cache names */
	char *resolved; /* where the directory is in the tree, after links */
};

/* A library as a directory has it, and then as the cache has it. */
struct library {
	char *soname, *file;
	bool is_link;
	char *path; /* the library's path in the cache */
};

struct builder {
	struct tree *tree;
	const struct machine *machine;
	struct directory *directories;
	size_t directory_count;
	struct library *libraries;
	size_t library_count;
	bool left_out;
};

/* Room for one more in an array of COUNT that grows by doubling. */
static void *grow(void *array, size_t count, size_t size)
{
	return (count & (count + 1)) == 0 ? xrealloc(array, 2 * count + 1, size) : array;
}

static void add_directory(struct builder *builder, const char *path, size_t length)
{
	_cleanup_free_ char *name = xstrndup(path, length);
	_cleanup_free_ char *resolved = tree_resolve(builder->tree, name, true);
	const struct tree_node *node = resolved ? tree_find(builder->tree, resolved) : NULL;

	if (!node || node->type != TAR_DIRECTORY)
		return;
	for (size_t i = 0; i < builder->directory_count; i++)
		if (strcmp(builder->directories[i].resolved, resolved) == 0)
			return;
	_cleanup_free_ char *hwcaps = xprintf("%s/glibc-hwcaps", resolved);

	if (tree_lookup(builder->tree, hwcaps))
		builder->left_out = true;
	builder->directories =
		grow(builder->directories, builder->directory_count, sizeof *builder->directories);
	builder->directories[builder->directory_count++] =
		(struct directory){.path = steal(&name), .resolved = steal(&resolved)};
}

static char *read_file(void *context, const char *path)
{
	const struct tree_node *file = tree_lookup(context, path);

	if (!file || file->type != TAR_FILE)
		return NULL;
	struct text text = tree_read(file, MAX_CONF);

	return text_take(&text);
}

static void list_names(void *context, const char *path, struct stringlist *names)
{
	_cleanup_free_ char *directory = tree_resolve(context, path, true);
	size_t count = 0;
	_cleanup_free_ struct tree_node **files =
		directory ? tree_list_directory(context, directory, &count) : NULL;

	for (size_t i = 0; i < count; i++)
		stringlist_add(names, xstrdup(file_name(files[i]->path)));
}

static void find_directories(struct builder *builder)
{
	static const char *const built_in[] = {"/lib/%s", "/usr/lib/%s", "/lib", "/usr/lib"};

	_cleanup_(stringlist_free) struct stringlist configured = ldsoconf_directories(
		&(struct ldsoconf_files){builder->tree, read_file, list_names}, "/etc/ld.so.conf");

	for (size_t i = 0; i < configured.count; i++)
		add_directory(builder, configured.items[i], strlen(configured.items[i]));
	for (size_t i = 0; i < sizeof built_in / sizeof *built_in; i++) {
		struct text path = {0};
		const char *triplet = strstr(built_in[i], "%s");

		text_add(&path, built_in[i], strcspn(built_in[i], "%"));
		if (triplet)
			text_add_string(&path, builder->machine->triplet);
		add_directory(builder, path.bytes, path.length);
		text_free(&path);
	}
}

static bool is_library_name(const char *name)
{
	if (strstr(name, ".#prelink#"))
		return false;
	return ((starts_with(name, "lib") || starts_with(name, "ld-")) && strstr(name, ".so")) ||
	       starts_with(name, "ld.so.") || starts_with(name, "ld64.so.");
}

/* Whether a link NAME counts as one: it is called like the soname, or is the link that the linker
 * uses. */
static bool is_proper_link(const char *name, const char *soname)
{
	return strcmp(name, soname) == 0 || (ends_with(name, ".so") && starts_with(soname, name));
}

/* What NODE is as a library; the file is NULL when it is none. */
static struct library read_library(const struct builder *builder, const struct tree_node *node)
{
	const char *name = strrchr(node->path, '/') + 1;
	struct library library = {.is_link = node->type == TAR_SYMLINK};

	if (!is_library_name(name))
		return library;
	const struct tree_node *file = tree_lookup(builder->tree, node->path);

	if (!file || file->type != TAR_FILE ||
		!elfdynamic_is_library(
			&file->content->extent, builder->machine->elf, &library.soname))
		return library;
	library.file = xstrdup(name);
	if (!library.soname)
		library.soname = xstrdup(name);
	if (library.is_link && !is_proper_link(name, library.soname))
		library.is_link = false;
	if (library.is_link) {
		free(library.soname);
		library.soname = xstrdup(name);
	}
	return library;
}

static void free_library(struct library *library)
{
	cleanup_free(&library->soname);
	cleanup_free(&library->file);
	cleanup_free(&library->path);
}

/* Of several files with one soname, a file is better than a link, else the newer name. */
static bool is_better(const struct library *a, const struct library *b)
{
	return a->is_link == b->is_link ? ldcache_compare(b->file, a->file) < 0 : b->is_link;
}

/* Puts LIBRARY, which it owns, among those of the directory, which begin at FIRST. */
static void add_library(struct builder *builder, size_t first, struct library *library)
{
	for (size_t i = first; i < builder->library_count; i++) {
		struct library *other = &builder->libraries[i];

		if (strcmp(other->soname, library->soname) != 0)
			continue;
		if (is_better(library, other)) {
			struct library worse = *other;

			*other = *library;
			*library = worse;
		}
		free_library(library);
		return;
	}
	builder->libraries =
		grow(builder->libraries, builder->library_count, sizeof *builder->libraries);
	builder->libraries[builder->library_count++] = *library;
}

/* The link from a library's soname to its file, unless there is one or a file of that name. */
static void make_link(struct builder *builder, const char *directory, const struct library *library)
{
	_cleanup_free_ char *soname = xprintf("%s/%s", directory, library->soname);
	_cleanup_free_ char *file = xprintf("%s/%s", directory, library->file);
	const struct tree_node *old = tree_find(builder->tree, soname);
	const struct tree_node *target = tree_lookup(builder->tree, soname);

	if (library->is_link || strchr(library->soname, '/') || tree_path_fault(soname) ||
		(old && old->type != TAR_SYMLINK) ||
		(target && target == tree_lookup(builder->tree, file)) ||
		(target && starts_with(library->soname, "ld")))
		return;
	tree_put_link(builder->tree, soname, library->file);
}

static void search_directory(struct builder *builder, const struct directory *directory)
{
	size_t count, first = builder->library_count;
	_cleanup_free_ struct tree_node **nodes =
		tree_list_directory(builder->tree, directory->resolved, &count);

	for (size_t i = 0; i < count; i++) {
		struct library library = read_library(builder, nodes[i]);

		if (library.file)
			add_library(builder, first, &library);
		else
			free_library(&library);
	}
	for (size_t i = first; i < builder->library_count; i++) {
		struct library *library = &builder->libraries[i];

		make_link(builder, directory->resolved, library);
		library->path = xprintf("%s/%s", directory->path, library->soname);
	}
}

static void builder_free(struct builder *builder)
{
	for (size_t i = 0; i < builder->directory_count; i++) {
		free(builder->directories[i].path);
		free(builder->directories[i].resolved);
	}
	for (size_t i = 0; i < builder->library_count; i++)
		free_library(&builder->libraries[i]);
	free(builder->directories);
	free(builder->libraries);
}

bool ldconfig(struct tree *tree, const struct machine *machine, const char *generator)
{
	_cleanup_(builder_free) struct builder builder = {.tree = tree, .machine = machine};

	find_directories(&builder);
	for (size_t i = 0; i < builder.directory_count; i++)
		search_directory(&builder, &builder.directories[i]);
	_cleanup_free_ struct ldcache_library *libraries =
		xalloc(builder.library_count, sizeof *libraries);

	for (size_t i = 0; i < builder.library_count; i++)
		libraries[i] = (struct ldcache_library){
			builder.libraries[i].soname, builder.libraries[i].path};
	_cleanup_(text_free) struct text cache =
		ldcache_format(libraries, builder.library_count, machine->ldcache, generator);

	tree_set_bytes(tree, tree_put(tree, "etc/ld.so.cache", TAR_FILE, 0644, 0, 0), cache.bytes,
		cache.length);
	return builder.left_out;
}
