/* SPDX-License-Identifier: MIT */
/* linkage: which objects count, and what comes before what. */
#include "unit.h"

#include "linking.h"

static void reach(void **state)
{
	_cleanup_linking_ struct linking linking = {0};

	(void)state;
	linking_begin(&linking,
		BASE("usr/bin/python3", "'libz.so.1':'lib/libz.so.1'", "") "," BASE("lib/libz.so.1",
			"'libc.so.6':'lib/libc.so.6'",
			"") "," BASE("lib/libc.so.6", "'libz.so.1':'lib/libz.so.1'",
			"") "," BASE("lib/idle.so", "'gone':null", "") "," OBJECT("a", "a.so",
			"'x':'lib/x'", "") ",{'machine':'m','path':'lib/x'}",
		"{}", "[]");
	assert_int_equal(linking.linkage.count, 5);
	for (size_t i = 0; i < 5; i++)
		assert_int_equal(linking.linkage.objects[i].counts,
			strcmp(linking.linkage.objects[i].path, "lib/idle.so") != 0);
	assert_string_equal(linkage_owner(&linking.linkage, "a.so"), "a");
	assert_null(linkage_owner(&linking.linkage, "lib/x"));
}

static void order(void **state)
{
	_cleanup_linking_ struct linking linking = {0};
	const struct linkage *linkage = &linking.linkage;

	(void)state;
	linking_begin(&linking, "", "{'a':{'b':true},'b':{'c':true,'a':true},'c':{}}", "[]");
	assert_true(linkage_comes_before(linkage, "b", "a"));
	assert_true(linkage_comes_before(linkage, "c", "a"));
	assert_true(linkage_comes_before(linkage, "a", "a"));
	assert_false(linkage_comes_before(linkage, "a", "c"));
	assert_true(linkage_comes_before(linkage, NULL, NULL));
	assert_false(linkage_comes_before(linkage, NULL, "a"));
	assert_false(linkage_comes_before(linkage, "a", NULL));
}

static void lacking(void **state)
{
	_cleanup_linking_ struct linking linking = {0};
	_cleanup_json_ json_t *set = json_object();

	(void)state;
	linking_begin(&linking,
		OBJECT("a", "a.so", "'gone':null,'libcuda.so.1':null,'b':'b.so'",
			",'besides':{'late':'b.so','own':'a.so','later':'c.so'}") "," OBJECT("b",
			"b.so", "", "") "," OBJECT("c", "c.so", "", ""),
		"{'a':{'b':true}}", "[]");
	assert_true(linkage_lacking(&linking.linkage, &linking.linkage.objects[0], set));
	assert_int_equal(json_object_size(set), 2);
	assert_non_null(json_object_get(set, "gone"));
	assert_non_null(json_object_get(set, "later"));
	assert_false(linkage_lacking(&linking.linkage, &linking.linkage.objects[1], NULL));
}

static void all(void **state)
{
	_cleanup_linking_ struct linking linking = {0}, none = {0};

	(void)state;
	linking_begin(&linking, OBJECT("a", "a.so", "", ""), "{}", "[]");
	check_linkage(&linking.linkage);
	assert_said(&linking.verifying,
		"ok 1 ELF file that packages load find their libraries, symbol "
		"versions and symbols\n");
	linking_begin(&none, OBJECT("a", "a.so", "'gone':null", ""), "{}", "[]");
	none.linkage.interpreter = NULL;
	check_linkage(&none.linkage);
	assert_said(&none.verifying,
		"ok the interpreter is no ELF file of the image: what it defines is not looked at\n"
		"FAIL [library/a/gone] a: a.so needs gone, which is not in the image; no package "
		"that is known has gone\n");
}

static void begin(const char *objects)
{
	struct linking linking = {0};

	linking_begin(&linking, objects, "{}", "[]");
}

static void refuses(void **state)
{
	(void)state;
	assert_dies(EXIT_NO, "the library 'gone' is not among .elf",
		begin(OBJECT("a", "a.so", "'x':'gone'", "")));
	assert_dies(EXIT_NO, "a path of a library: not a string",
		begin(OBJECT("a", "a.so", "'x':1", "")));
	assert_dies(EXIT_NO, ".besides.x: not a string",
		begin(OBJECT("a", "a.so", "", ",'besides':{'x':null}")));
	assert_dies(
		EXIT_NO, ".soname: not a string", begin(OBJECT("a", "a.so", "", ",'soname':1")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reach),
		cmocka_unit_test(order),
		cmocka_unit_test(lacking),
		cmocka_unit_test(all),
		cmocka_unit_test(refuses),
	};
	return run_unit(tests);
}
