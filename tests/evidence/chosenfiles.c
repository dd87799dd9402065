/* SPDX-License-Identifier: MIT */
/* chosenfiles: which files are listed, and in which order. */
#include "unit.h"

#include "evidence/chosenfiles.h"
#include "evidence_items.h"
#include "lib/cleanup.h"

#define PLAIN(path) "f 0644 " ONE " 1 - " path "|"
#define ELF(path) "f 0755 " TWO " 2 62,64l " path "|"

/* The files of a layer that are chosen must be WANTED, a blank after each. PREFIX NULL: the ELF
 * files. OWNED has an owner. */
static void assert_chosen(
	const char *layer, const char *prefix, const char *owned, const char *wanted)
{
	_cleanup_(filesystem_free) struct filesystem filesystem;
	_cleanup_(text_free) struct text said = {0}, path = {0};
	struct evidence evidence = items(layer);
	size_t count;

	filesystem_begin(&filesystem);
	filesystem_apply(&filesystem, &evidence, 0, "L");
	if (owned)
		filesystem_find(&filesystem, owned)->owner = 0;
	_cleanup_free_ uint32_t *nodes = prefix ? chosenfiles_unowned(&filesystem, prefix, &count)
						: chosenfiles_elf(&filesystem, &count);

	for (size_t i = 0; i < count; i++) {
		pathtree_path(&filesystem.tree, nodes[i], &path);
		text_printf(&said, "%s ", text_string(&path));
	}
	assert_string_equal(text_string(&said), wanted);
	free((char *)evidence.bytes);
}

static void what_lies_below(void **state)
{
	(void)state;
	assert_true(chosenfiles_is_below("opt/venv/a", "opt/venv"));
	assert_true(chosenfiles_is_below("opt/venv/a/b", "opt/venv"));
	assert_false(chosenfiles_is_below("opt/venv", "opt/venv"));
	assert_false(chosenfiles_is_below("opt/venv2/a", "opt/venv"));
	assert_false(chosenfiles_is_below("opt", "opt/venv"));
}

static void elf_files_by_path(void **state)
{
	(void)state;
	assert_chosen(
		ELF("usr/z") PLAIN("usr/m") ELF("b") ELF("usr/a"), NULL, "b", "b usr/a usr/z ");
	assert_chosen(PLAIN("a"), NULL, NULL, "");
}

static void unowned_files_of_the_environment(void **state)
{
	(void)state;
	assert_chosen(PLAIN("v/z") ELF("v/b") PLAIN("v/owned") PLAIN("w/c") PLAIN("v2"), "v",
		"v/owned", "v/b v/z ");
}

static void what_every_environment_has(void **state)
{
	(void)state;
	assert_chosen(PLAIN("v/pyvenv.cfg") "l 0777 v/lib64|lib|" PLAIN("v/bin/python")
			      PLAIN("v/bin/python3") PLAIN("v/bin/python3.12")
				      PLAIN("v/bin/python3.12-config") PLAIN("v/lib/lib64"),
		"v", NULL, "v/bin/python3.12-config v/lib/lib64 ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_lies_below),
		cmocka_unit_test(elf_files_by_path),
		cmocka_unit_test(unowned_files_of_the_environment),
		cmocka_unit_test(what_every_environment_has),
	};
	return run_unit(tests);
}
