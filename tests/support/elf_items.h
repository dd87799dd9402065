/* SPDX-License-Identifier: MIT */
/* elf_items.h: a root of made-up ELF files, as evidence that a test writes down.
 *
 *	struct root root;
 *	root_begin(&root);
 *	root_add(&root, "opt/a/libx.so", "62,64l", "{\"dynamic\":true}", "given", "wanted");
 *	root_load(&root, "opt/venv/bin/python3", NULL);
 *	...
 *	root_free(&root); */
#ifndef ELF_ITEMS_H
#define ELF_ITEMS_H

#include <inttypes.h>

#include "elf/symbols.h"
#include "evidence/loader.h"
#include "lib/die.h"
#include "lib/text.h"

struct root {
	struct text text;
	unsigned count;
	struct evidence evidence;
	const struct evidence *layer;
	struct filesystem filesystem;
	struct loader loader;
};

static inline void root_begin(struct root *root)
{
	*root = (struct root){0};
	filesystem_begin(&root->filesystem);
}

/* An ELF file: its machine, class and byte order, the JSON of elfevidence.h, the symbol that it
 * gives, and those that it wants, a line each; NULL: none. */
static inline void root_add(struct root *root, const char *path, const char *kind, const char *json,
	const char *given, const char *wanted)
{
	text_printf(&root->text, "f 0644 %064u 1 %s %s|e %s|%s|", ++root->count, kind, path, path,
		json);
	if (given)
		text_printf(&root->text, "s %s|%016" PRIx64 "|", path, elfsymbols_hash(given));
	if (wanted)
		text_printf(&root->text, "u %s|%s\n|", path, wanted);
}

/* Any other item of evidence.h, with bars for NULs. */
static inline void root_item(struct root *root, const char *item)
{
	text_printf(&root->text, "%s", item);
}

static inline void root_lay(struct root *root)
{
	for (size_t i = 0; i < root->text.length; i++)
		if (root->text.bytes[i] == '|')
			root->text.bytes[i] = '\0';
	root->evidence = (struct evidence){root->text.bytes, root->text.length};
	root->layer = &root->evidence;
	filesystem_apply(&root->filesystem, &root->evidence, 0, "L");
}

/* After root_lay(), and after files were given their owners. */
static inline void root_load(struct root *root, const char *interpreter, const char *library_path)
{
	loader_begin(&root->loader, &root->filesystem, &root->layer, 1, interpreter, library_path);
}

/* The number of the object at PATH. */
static inline uint32_t root_object(const struct root *root, const char *path)
{
	for (uint32_t i = 0; i < root->loader.objects.count; i++)
		if (strcmp(root->loader.objects.list[i].path, path) == 0)
			return i;
	abort();
}

static inline void root_free(struct root *root)
{
	loader_free(&root->loader);
	filesystem_free(&root->filesystem);
	text_free(&root->text);
}

#endif
