/* SPDX-License-Identifier: MIT */
#include "evidence/loader.h"

#include <ctype.h>
#include <elf.h>
#include <string.h>

#include "evidence/loaderdirs.h"
#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/file.h"

enum { MOST_LOADED = 4096 };

/* --- what there is ----------------------------------------------------------- */

void loader_begin(struct loader *loader, const struct filesystem *filesystem,
	const struct evidence *const *layers, size_t layer_count, const char *interpreter,
	const char *library_path)
{
	*loader = (struct loader){0};
	loadables_find(&loader->objects, filesystem, layers, layer_count);
	loader->directories = loaderdirs_find(filesystem, layers, layer_count);
	_cleanup_free_ char *paths = xstrdup(library_path ? library_path : "");
	char *save, *word;

	for (word = strtok_r(paths, ":;", &save); word; word = strtok_r(NULL, ":;", &save))
		loaderdirs_add(filesystem, &loader->library_path, word);
	loader->interpreter = loadables_at(&loader->objects, interpreter);
}

void loader_free(struct loader *loader)
{
	loadables_free(&loader->objects);
	stringlist_free(&loader->directories);
	stringlist_free(&loader->library_path);
	*loader = (struct loader){0};
}

void load_free(struct load *load)
{
	cleanup_free(&load->list);
	*load = (struct load){0};
}

/* --- the search ---------------------------------------------------------------- */

static uint32_t look_in(const struct loader *loader, const char *directory, const char *name,
	const struct loadable *object)
{
	_cleanup_free_ char *path = xprintf("%s/%s", directory, name);
	uint32_t found = loadables_at(&loader->objects, path);

	return loadables_fit(&loader->objects, found, object) ? found : NO_OBJECT;
}

static uint32_t look_in_list(const struct loader *loader, const struct stringlist *list,
	const char *name, const struct loadable *object)
{
	uint32_t found = NO_OBJECT;

	for (size_t i = 0; i < list->count && found == NO_OBJECT; i++)
		found = look_in(loader, list->items[i], name, object);
	return found;
}

/* Whether the variable NAME is at *NEXT, as $NAME or ${NAME}; then moves *NEXT behind it. */
static bool takes_variable(const char **next, const char *name)
{
	bool braces = (*next)[1] == '{';
	const char *at = *next + 1 + braces, *end = at + strlen(name);

	if (strncmp(at, name, strlen(name)) != 0)
		return false;
	if (braces ? *end != '}' : isalnum((unsigned char)*end) || *end == '_')
		return false;
	*next = end + braces;
	return true;
}

/* What $LIB stands for is built into glibc's loader: where its libraries lie, below / or /usr. NULL
 * when the image has no glibc for the machine of HOLDER. The caller frees. */
static char *lib_of(const struct loader *loader, const struct loadable *holder)
{
	uint32_t libc = look_in_list(loader, &loader->directories, "libc.so.6", holder);

	if (libc == NO_OBJECT)
		return NULL;
	const char *path = loader->objects.list[libc].path, *name = file_name(path);

	path += starts_with(path, "usr/") ? strlen("usr/") : 0;
	return name > path ? xstrndup(path, (size_t)(name - path - 1)) : NULL;
}

/* One directory of a path, with the values of its variables for HOLDER; NULL when it has another
 * variable, or is not absolute. The caller frees. */
static char *expand(const struct loader *loader, const char *directory, size_t length,
	const struct loadable *holder)
{
	int origin = (int)(file_name(holder->path) - holder->path);
	const char *next = directory, *machine = holder->file->machine == EM_X86_64    ? "x86_64"
						 : holder->file->machine == EM_AARCH64 ? "aarch64"
										       : NULL;
	_cleanup_free_ char *lib = memchr(directory, '$', length) ? lib_of(loader, holder) : NULL;
	_cleanup_(text_free) struct text out = {0};

	while (next < directory + length)
		if (*next != '$')
			text_add_char(&out, *next++);
		else if (takes_variable(&next, "ORIGIN"))
			text_printf(&out, "/%.*s", origin, holder->path);
		else if (lib && takes_variable(&next, "LIB"))
			text_add_string(&out, lib);
		else if (lib && machine && takes_variable(&next, "PLATFORM"))
			text_add_string(&out, machine);
		else
			return NULL;
	return *text_string(&out) == '/' ? text_take(&out) : NULL;
}

/* Looks in the directories of the path that HOLDER has under KEY. */
static uint32_t look_along(const struct loader *loader, const char *key,
	const struct loadable *holder, const char *name, const struct loadable *object)
{
	const char *path = json_string_value(json_object_get(holder->elf->json, key));
	uint32_t found = NO_OBJECT;

	while (path && *path && found == NO_OBJECT) {
		size_t length = strcspn(path, ":");
		_cleanup_free_ char *directory = expand(loader, path, length, holder);

		if (directory)
			found = look_in(loader, directory, name, object);
		path += length + (path[length] == ':');
	}
	return found;
}

static bool has_runpath(const struct loadable *object)
{
	return json_object_get(object->elf->json, "runpath") != NULL;
}

/* Looks where DT_RPATH of the file in that PLACE, and of those that led to it, say. */
static uint32_t look_along_parents(
	const struct loader *loader, const struct load *load, size_t place, const char *name)
{
	const struct loadable *object = &loader->objects.list[load->list[place].object];
	uint32_t found = NO_OBJECT, at = (uint32_t)place;

	if (has_runpath(object))
		return NO_OBJECT;
	for (; at != NO_OBJECT && found == NO_OBJECT; at = load->list[at].parent) {
		const struct loadable *holder = &loader->objects.list[load->list[at].object];

		if (!has_runpath(holder))
			found = look_along(loader, "rpath", holder, name, object);
	}
	return found;
}

static uint32_t search(
	const struct loader *loader, const struct load *load, size_t place, const char *name)
{
	const struct loadable *object = &loader->objects.list[load->list[place].object];
	uint32_t found;

	if (strchr(name, '/')) {
		_cleanup_free_ char *path = expand(loader, name, strlen(name), object);

		found = path ? loadables_at(&loader->objects, path) : NO_OBJECT;
		return loadables_fit(&loader->objects, found, object) ? found : NO_OBJECT;
	}
	found = look_along_parents(loader, load, place, name);
	if (found == NO_OBJECT)
		found = look_in_list(loader, &loader->library_path, name, object);
	if (found == NO_OBJECT)
		found = look_along(loader, "runpath", object, name, object);
	if (found == NO_OBJECT)
		found = look_in_list(loader, &loader->directories, name, object);
	return found;
}

/* --- loading --------------------------------------------------------------------- */

static uint32_t find_loaded(const struct loader *loader, const struct load *load, const char *name,
	const struct loadable *object)
{
	for (size_t i = 0; i < load->count; i++) {
		const struct loaded *loaded = &load->list[i];
		const char *soname = loader->objects.list[loaded->object].soname;

		if ((strcmp(loaded->name, name) == 0 || (soname && strcmp(soname, name) == 0)) &&
			loadables_fit(&loader->objects, loaded->object, object))
			return loaded->object;
	}
	return NO_OBJECT;
}

static void add_loaded(struct load *load, uint32_t object, uint32_t parent, const char *name)
{
	for (size_t i = 0; i < load->count; i++)
		if (load->list[i].object == object)
			return;
	if (load->count == MOST_LOADED)
		return;
	if (load->count == load->room) {
		load->room = 2 * load->room + 64;
		load->list = xrealloc(load->list, load->room, sizeof *load->list);
	}
	load->list[load->count++] = (struct loaded){object, parent, name};
}

/* musl is one file, its loader: whatever needs the C library by any of its names has it already. */
static uint32_t find_musl(
	const struct loader *loader, const char *name, const struct loadable *object)
{
	static const char *const own[] = {
		"libc.", "libpthread.", "librt.", "libm.", "libdl.", "libutil.", "libxnet."};
	static const char *const files[] = {"lib/ld-musl-x86_64.so.1", "lib/ld-musl-aarch64.so.1"};

	for (size_t i = 0; i < sizeof own / sizeof *own; i++)
		for (size_t j = 0; j < 2 && starts_with(name, own[i]); j++) {
			uint32_t found = loadables_at(&loader->objects, files[j]);

			if (loadables_fit(&loader->objects, found, object))
				return found;
		}
	return NO_OBJECT;
}

static struct met meet(
	const struct loader *loader, const struct load *load, size_t place, const char *name)
{
	const struct loadable *object = &loader->objects.list[load->list[place].object];
	uint32_t found = find_musl(loader, name, object);

	if (found == NO_OBJECT)
		found = find_loaded(loader, load, name, object);
	if (found == NO_OBJECT)
		found = search(loader, load, place, name);
	if (found != NO_OBJECT)
		return (struct met){found, false};
	found = loadables_in_package(&loader->objects, name, object);
	return (struct met){found, found != NO_OBJECT};
}

void loader_load(const struct loader *loader, uint32_t root, struct load *load, loader_need *need,
	void *data)
{
	size_t place = load->count;

	add_loaded(load, root, NO_OBJECT, "");
	for (; place < load->count; place++) {
		uint32_t object = load->list[place].object;
		json_t *needed = loader->objects.list[object].needed, *item;
		size_t i;

		json_array_foreach (needed, i, item) {
			const char *name = json_string_value(item);
			struct met met = meet(loader, load, place, name);

			if (met.target != NO_OBJECT)
				add_loaded(load, met.target, (uint32_t)place, name);
			need(data, object, i, met);
		}
	}
}
