/* SPDX-License-Identifier: MIT */
#include "evidence/elfevidence.h"

#include <elf.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "elf/object.h"
#include "elf/symbols.h"
#include "elf/versions.h"
#include "lib/cleanup.h"
#include "lib/die.h"

/* --- writing ----------------------------------------------------------------- */

static void set_list(json_t *json, const char *key, const struct stringlist *list)
{
	json_t *array = list->count > 0 ? json_array() : NULL;

	for (size_t i = 0; i < list->count; i++)
		json_array_append_new(array, json_lossy(list->items[i], strlen(list->items[i])));
	if (array)
		json_object_set_new(json, key, array);
}

static void set_string(json_t *json, const char *key, const char *string)
{
	if (string)
		json_object_set_new(json, key, json_lossy(string, strlen(string)));
}

static void set_versions(json_t *json, const struct elfversions *versions)
{
	json_t *wants = versions->needed.count > 0 ? json_array() : NULL;

	set_list(json, "defines", &versions->defined);
	for (size_t i = 0; i < versions->needed.count; i++) {
		const char *library = versions->libraries.items[i],
			   *version = versions->needed.items[i];

		json_array_append_new(
			wants, json_pack("[o, o]", json_lossy(library, strlen(library)),
				       json_lossy(version, strlen(version))));
	}
	if (wants)
		json_object_set_new(json, "wants", wants);
}

/* For which NumPy's C interface the file was compiled, 1 or 2, by the texts that its headers leave
 * in constants: those of NumPy 2 look for the module in its new place first. 0 when it does not use
 * it, or not by these headers: what is written in Rust looks up at run time which interface there
 * is, and has a message with the same words, which is no format of printf. */
static int numpy_interface(const struct elffile *file)
{
	static const char check[] = "module compiled against ABI version 0x%";
	static const char place[] = "numpy._core._multiarray_umath";
	bool uses = false, modern = false;
	const char *flaw = NULL;
	size_t index = 1;
	struct elfspan span;

	while ((span = elffile_section(file, ".rodata", &index, &flaw)).bytes) {
		uses |= memmem(span.bytes, span.size, check, sizeof check - 1) != NULL;
		modern |= uses && memmem(span.bytes, span.size, place, sizeof place - 1) != NULL;
	}
	return uses ? modern ? 2 : 1 : 0;
}

static void add_item(struct text *out, char kind, const char *path, const char *text, size_t length)
{
	text_add_char(out, kind);
	text_add_char(out, ' ');
	text_add(out, path, strlen(path) + 1);
	text_add(out, text, length);
	text_add_char(out, '\0');
}

static void add_symbols(struct text *out, const char *path, const struct elfsymbols *symbols)
{
	_cleanup_(text_free) struct text text = {0};

	for (size_t i = 0; i < symbols->given_count; i++)
		text_printf(&text, "%016" PRIx64, symbols->given[i]);
	if (symbols->given_count > 0)
		add_item(out, 's', path, text.bytes, text.length);
	text_clear(&text);
	for (size_t i = 0; i < symbols->wanted.count; i++)
		text_printf(&text, "%s\n", symbols->wanted.items[i]);
	if (symbols->wanted.count > 0)
		add_item(out, 'u', path, text.bytes, text.length);
}

/* Adds what only this evidence needs. Returns NULL, or what is wrong. */
static const char *read_more(
	const void *bytes, size_t size, json_t *json, struct elfsymbols *symbols)
{
	_cleanup_(elfdynamic_free) struct elfdynamic dynamic = {0};
	_cleanup_(elfversions_free) struct elfversions versions = {0};
	struct elffile file;
	const char *flaw = elffile_open(&file, bytes, size), *other = NULL;

	if (flaw)
		return flaw;
	flaw = elfdynamic_read(&file, &dynamic);
	if (!flaw && dynamic.present) {
		flaw = elfversions_read(&file, &dynamic, &versions);
		other = elfsymbols_read(&file, &dynamic, symbols);
		set_versions(json, &versions);
		json_object_set_new(json, "dynamic", json_true());
	}
	int numpy = numpy_interface(&file);

	if (numpy)
		json_object_set_new(json, "numpy", json_integer(numpy));
	if (elffile_segment(&file, PT_INTERP, &other).bytes)
		json_object_set_new(json, "program", json_true());
	elffile_close(&file);
	return flaw ? flaw : other;
}

void elfevidence_write(const char *path, const void *bytes, size_t size, struct text *out)
{
	struct elfobject object = elfobject_read(path, bytes, size);
	_cleanup_(elfsymbols_free) struct elfsymbols symbols = {0};
	_cleanup_json_ json_t *json = json_object();
	const char *flaw = read_more(bytes, size, json, &symbols);

	set_string(json, "soname", object.soname);
	set_string(json, "rpath", object.rpath);
	set_string(json, "runpath", object.runpath);
	set_string(json, "flaw", object.flaw ? object.flaw : flaw);
	set_list(json, "needed", &object.needed);
	if (object.cuda) {
		json_t *languages = fatbin_languages(object.cuda);

		json_object_set_new(json, "cuda", fatbin_json(object.cuda));
		if (languages)
			json_object_set_new(json, "ptx", languages);
	}
	elfobject_free(&object);
	_cleanup_(text_free) struct text text = json_canonical(json);

	add_item(out, 'e', path, text.bytes, text.length);
	add_symbols(out, path, &symbols);
}

/* --- reading ----------------------------------------------------------------- */

struct fetchlist {
	struct elfevidence *items;
	size_t count, room;
};

static void add_elf(struct fetchlist *list, const char *digest, const char *text)
{
	if (list->count == list->room) {
		list->room = 2 * list->room + 64;
		list->items = xrealloc(list->items, list->room, sizeof *list->items);
	}
	json_t *json = json_loads(text, 0, NULL);

	if (!json_is_object(json))
		die(EXIT_NO, "evidence from the store: damaged, or from another version");
	list->items[list->count++] =
		(struct elfevidence){.digest = digest, .json = json, .given = "", .wanted = ""};
}

static void read_layer(struct fetchlist *list, const struct evidence *evidence)
{
	struct evidence_item item;
	const char *digest = NULL;

	for (size_t position = 0; evidence_next(evidence, &position, &item);) {
		struct elfevidence *last = list->count > 0 ? &list->items[list->count - 1] : NULL;

		if (item.kind == EVIDENCE_FILE)
			digest = item.digest;
		else if (item.kind == EVIDENCE_ELF && digest)
			add_elf(list, digest, item.text);
		else if (item.kind == EVIDENCE_GIVEN && last) {
			last->given = item.text;
			last->given_count = strlen(item.text) / 16;
		} else if (item.kind == EVIDENCE_WANTED && last) {
			last->wanted = item.text;
		}
	}
}

static int by_digest(const void *a, const void *b)
{
	const char *first = ((const struct elfevidence *)a)->digest;
	const char *second = ((const struct elfevidence *)b)->digest;

	return (first > second) - (first < second);
}

struct elfevidence *elfevidence_read(
	const struct evidence *const *layers, size_t layer_count, size_t *count)
{
	struct fetchlist list = {0};

	for (size_t i = 0; i < layer_count; i++)
		read_layer(&list, layers[i]);
	if (list.count > 0)
		qsort(list.items, list.count, sizeof *list.items, by_digest);
	*count = list.count;
	return list.items;
}

void elfevidence_free(struct elfevidence *elf)
{
	json_free(&elf->json);
}

const struct elfevidence *elfevidence_find(
	const struct elfevidence *list, size_t count, const char *digest)
{
	const struct elfevidence wanted = {.digest = digest};

	return count > 0 ? bsearch(&wanted, list, count, sizeof *list, by_digest) : NULL;
}

static int by_digits(const void *a, const void *b)
{
	return memcmp(a, b, 16);
}

bool elfevidence_gives(const struct elfevidence *elf, const char *digits)
{
	return elf->given_count > 0 && bsearch(digits, elf->given, elf->given_count, 16, by_digits);
}
