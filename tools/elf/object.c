/* SPDX-License-Identifier: MIT */
#include "elf/object.h"

#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"

static char *copy_of(const char *string)
{
	return string ? xstrdup(string) : NULL;
}

static const char *read_dynamic(struct elfobject *object, const struct elffile *file)
{
	_cleanup_(elfdynamic_free) struct elfdynamic dynamic;
	const char *flaw = elfdynamic_read(file, &dynamic);

	if (flaw || !dynamic.present)
		return flaw;
	object->soname = copy_of(dynamic.soname);
	object->rpath = copy_of(dynamic.rpath);
	object->runpath = copy_of(dynamic.runpath);
	for (size_t i = 0; i < dynamic.needed_count; i++)
		stringlist_add(&object->needed, xstrdup(dynamic.needed[i]));
	return symbolversions_read(file, &dynamic, &object->versions);
}

static const char *read_cuda(struct elfobject *object, const struct elffile *file)
{
	static const struct {
		const char *section;
		bool relocatable;
	} sections[] = {{".nv_fatbin", false}, {"__nv_relfatbin", true}};
	const char *flaw = NULL;

	for (size_t i = 0; !flaw && i < sizeof sections / sizeof *sections; i++) {
		size_t index = 1;
		struct elfspan span;

		while (!flaw &&
			(span = elffile_section(file, sections[i].section, &index, &flaw)).bytes) {
			if (!object->cuda)
				object->cuda = xalloc(1, sizeof *object->cuda);
			flaw = fatbin_read(
				span.bytes, span.size, sections[i].relocatable, object->cuda);
		}
	}
	return flaw;
}

struct elfobject elfobject_read(const char *path, const void *bytes, size_t size)
{
	struct elfobject object = {.path = xstrdup(path), .machine = "unknown"};
	struct elffile file;
	char buffer[ELF_MACHINE_LONGEST];

	object.flaw = elffile_open(&file, bytes, size);
	if (object.flaw)
		return object;
	object.number = file.machine;
	strcpy(object.machine,
		elf_machine_name(file.machine, file.elf_class, file.big_endian, buffer));
	const char *flaw = read_dynamic(&object, &file);

	object.flaw = read_cuda(&object, &file);
	if (flaw)
		object.flaw = flaw;
	elffile_close(&file);
	return object;
}

void elfobject_free(struct elfobject *object)
{
	free(object->path);
	free(object->soname);
	free(object->rpath);
	free(object->runpath);
	free(object->cuda);
	stringlist_free(&object->needed);
	symbolversions_free(&object->versions);
	*object = (struct elfobject){0};
}

static size_t string_weight(const char *string)
{
	return string ? strlen(string) + 32 : 0;
}

size_t elfobject_weight(const struct elfobject *object)
{
	size_t weight = sizeof *object + string_weight(object->path) +
			string_weight(object->soname) + string_weight(object->rpath) +
			string_weight(object->runpath) + (object->cuda ? sizeof *object->cuda : 0);

	for (size_t i = 0; i < object->needed.count; i++)
		weight += string_weight(object->needed.items[i]);
	for (size_t i = 0; i < object->versions.count; i++)
		weight += string_weight(object->versions.list[i].name) +
			  string_weight(object->versions.list[i].number);
	return weight;
}

static void set_string(json_t *json, const char *key, const char *string)
{
	if (string)
		json_object_set_new(json, key, json_lossy(string, strlen(string)));
}

/* As a key of an object: keys have to be UTF-8, too. */
static void set_version(json_t *json, const struct symbolversion *version)
{
	_cleanup_json_ json_t *name = json_lossy(version->name, strlen(version->name));

	json_object_set_new(json, json_string_value(name), json_string(version->number));
}

json_t *elfobject_json(const struct elfobject *object)
{
	static const struct fatbin none;
	json_t *json = json_object(), *needed = json_array(), *versions = json_object();

	for (size_t i = 0; i < object->needed.count; i++)
		json_array_append_new(needed,
			json_lossy(object->needed.items[i], strlen(object->needed.items[i])));
	for (size_t i = 0; i < object->versions.count; i++)
		set_version(versions, &object->versions.list[i]);
	set_string(json, "path", object->path);
	set_string(json, "machine", object->machine);
	set_string(json, "soname", object->soname);
	set_string(json, "rpath", object->rpath);
	set_string(json, "runpath", object->runpath);
	json_object_set_new(json, "needed", needed);
	json_object_set_new(json, "versions", versions);
	json_object_set_new(json, "cuda", fatbin_json(object->cuda ? object->cuda : &none));
	return json;
}
