/* SPDX-License-Identifier: MIT */
/* loadables: which files may be loaded, and how one is found by its path and by its name. */
#include "unit.h"

#include "elf_items.h"
#include "evidence_items.h"

#define HERE "62,64l"
#define PLAIN "{\"dynamic\":true}"

static const char *path_of(const struct root *root, uint32_t object)
{
	return object == NO_OBJECT ? "-" : root->loader.objects.list[object].path;
}

static void by_path(void **state)
{
	struct root root;

	(void)state;
	root_begin(&root);
	root_add(&root, "z/lib.so", HERE, PLAIN, NULL, NULL);
	root_add(&root, "a/lib.so", HERE, PLAIN, NULL, NULL);
	root_item(&root, "l 0777 lib|z|l 0777 m.so|lib/lib.so|d 0755 d|f 0644 " ONE " 1 - text|");
	root_lay(&root);
	root_load(&root, "usr/bin/python3", NULL);
	const struct loadables *objects = &root.loader.objects;

	assert_int_equal(objects->count, 2);
	assert_string_equal(path_of(&root, 0), "a/lib.so");
	assert_string_equal(path_of(&root, loadables_at(objects, "/z/lib.so")), "z/lib.so");
	assert_string_equal(path_of(&root, loadables_at(objects, "m.so")), "z/lib.so");
	assert_int_equal(loadables_at(objects, "d"), NO_OBJECT);
	assert_int_equal(loadables_at(objects, "text"), NO_OBJECT);
	assert_int_equal(loadables_at(objects, "none"), NO_OBJECT);
	root_free(&root);
}

static void what_fits(void **state)
{
	static const char *const kinds[] = {HERE, "183,64l", "62,32l", "62,64b"};
	struct root root;

	(void)state;
	root_begin(&root);
	for (size_t i = 0; i < 4; i++) {
		char path[] = {(char)('a' + i), '\0'};

		root_add(&root, path, kinds[i], PLAIN, NULL, NULL);
	}
	root_add(&root, "e", HERE, "{\"flaw\":\"none\"}", NULL, NULL);
	root_lay(&root);
	root_load(&root, "usr/bin/python3", NULL);
	const struct loadables *objects = &root.loader.objects;

	assert_true(loadables_fit(objects, 0, &objects->list[0]));
	for (uint32_t i = 1; i < 5; i++)
		assert_false(loadables_fit(objects, i, &objects->list[0]));
	assert_true(loadables_fit(objects, 1, &objects->list[1]));
	assert_false(loadables_fit(objects, NO_OBJECT, &objects->list[0]));
	root_free(&root);
}

/* Of two packages: one's own before the other's; of no package: none. */
static void in_a_package(void **state)
{
	struct root root;

	(void)state;
	root_begin(&root);
	root_add(&root, "a/x.so", HERE, "{\"dynamic\":true,\"soname\":\"lib.so\"}", NULL, NULL);
	root_add(&root, "b/lib.so", HERE, PLAIN, NULL, NULL);
	root_add(&root, "c/lib.so", HERE, PLAIN, NULL, NULL);
	root_add(&root, "d/lib.so", "183,64l", PLAIN, NULL, NULL);
	root_add(&root, "e/user", HERE, PLAIN, NULL, NULL);
	root_add(&root, "usr/free.so", HERE, PLAIN, NULL, NULL);
	root_lay(&root);
	for (size_t i = 0; i < 4; i++) {
		static const char *const paths[] = {"a/x.so", "b/lib.so", "c/lib.so", "d/lib.so"};

		filesystem_find(&root.filesystem, paths[i])->owner = (uint32_t)i;
	}
	root_load(&root, "usr/bin/python3", NULL);
	const struct loadables *objects = &root.loader.objects;
	const struct loadable *user = &objects->list[root_object(&root, "e/user")];

	assert_string_equal(
		path_of(&root, loadables_in_package(objects, "lib.so", user)), "a/x.so");
	filesystem_find(&root.filesystem, "e/user")->owner = 2;
	assert_string_equal(
		path_of(&root, loadables_in_package(objects, "lib.so", user)), "c/lib.so");
	filesystem_find(&root.filesystem, "e/user")->owner = 3;
	assert_string_equal(
		path_of(&root, loadables_in_package(objects, "lib.so", user)), "a/x.so");
	assert_int_equal(loadables_in_package(objects, "x.so", user), NO_OBJECT);
	assert_int_equal(loadables_in_package(objects, "free.so", user), NO_OBJECT);
	assert_int_equal(loadables_in_package(objects, "zzz.so", user), NO_OBJECT);
	root_free(&root);
}

static void none_at_all(void **state)
{
	struct root root;

	(void)state;
	root_begin(&root);
	root_item(&root, "d 0755 d|");
	root_lay(&root);
	root_load(&root, "usr/bin/python3", NULL);
	assert_int_equal(root.loader.objects.count, 0);
	assert_int_equal(loadables_at(&root.loader.objects, "d"), NO_OBJECT);
	root_free(&root);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(by_path),
		cmocka_unit_test(what_fits),
		cmocka_unit_test(in_a_package),
		cmocka_unit_test(none_at_all),
	};
	return run_unit(tests);
}
