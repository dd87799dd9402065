/* SPDX-License-Identifier: MIT */
/* missing: libraries that are wanting, one finding for each distribution. */
#include "unit.h"

#include "verify/missing.h"

#include "linking.h"

static void libraries(void **state)
{
	_cleanup_linking_ struct linking linking = {0};

	(void)state;
	linking_begin(&linking,
		BASE("usr/bin/python3", "'gone':null", "") "," OBJECT("a", "1.so",
			"'libdeb.so.1':null,'libb.so':null",
			"") "," OBJECT("a", "2.so", "'libdeb.so.1':null", "") "," OBJECT("a",
			"3.so", "", ",'besides':{'late':'b.so'}") "," OBJECT("d", "d/libb.so", "",
			"") "," OBJECT("b", "b.so", "", ",'soname':'libb.so'") "," OBJECT("c",
			"c/libb.so", "", "") "," BASE("idle.so", "'nothing':null", ""),
		"{}", "[]");
	check_libraries(&linking.linkage);
	assert_said(&linking.verifying,
		"FAIL [order/a/late] a: 3.so needs late, which only b has, and does not require "
		"it; import b first\n"
		"FAIL [library/a] a: 1.so, 2.so need libb.so, libdeb.so.1, which are not in the "
		"image; add PYLOCK_APT += libdeb1; b has libb.so: import it first\n"
		"FAIL [library/image/gone] the base: python3 needs gone, which is not in the "
		"image; no "
		"package that is known has gone\n");
	assert_int_equal(json_array_size(json_object_get(
				 json_array_get(linking.verifying.report.findings, 1), "sonames")),
		2);
}

/* Where Debian's archives were not asked, nothing is said of what they have. */
static void not_asked(void **state)
{
	_cleanup_linking_ struct linking linking = {0};

	(void)state;
	linking_begin(
		&linking, OBJECT("a", "1.so", "'libx.so.1':null,'liby.so.1':null", ""), "{}", "[]");
	linking.linkage.owning = NULL;
	check_libraries(&linking.linkage);
	assert_said(&linking.verifying,
		"FAIL [library/a] a: 1.so needs libx.so.1, liby.so.1, which are not in the image; "
		"which package of the base's archive has libx.so.1, liby.so.1 is not known here\n");
}

/* A library that somebody accepts is told apart from the others. */
static void accepted(void **state)
{
	_cleanup_linking_ struct linking linking = {0};

	(void)state;
	declarations_add(&linking.verifying.accepted, "library/a/libx.so=why");
	linking_begin(&linking,
		OBJECT("a", "1.so", "'libx.so':null,'liby.so':null,'libz.so':null", ""), "{}",
		"[]");
	check_libraries(&linking.linkage);
	assert_said(&linking.verifying,
		"note [library/a/libx.so] a: 1.so needs libx.so, which is not in the image (why)\n"
		"FAIL [library/a] a: 1.so needs liby.so, libz.so, which are not in the image; no "
		"package that is known has liby.so, libz.so\n");
}

/* An object for another machine is never loaded. */
static void of_another_machine(void **state)
{
	_cleanup_linking_ struct linking linking = {0};

	(void)state;
	linking_begin(&linking,
		"{'machine':'other','distribution':'a','path':'1.so','needed':{'libx.so.1':null}}",
		"{}", "[]");
	check_libraries(&linking.linkage);
	assert_said(&linking.verifying, "");
}

static void opened(void **state)
{
	_cleanup_linking_ struct linking linking = {0};

	(void)state;
	linking_begin(&linking, OBJECT("a", "lib/libhere.so", "", ""), "{'b':{}}",
		"[{'distribution':'a','opens':[['libhere.so'],['libcuda.so.1']]},"
		"{'distribution':'b','opens':[['libdeb.so.1','libold.so']],'why':'w','source':'s'},"
		"{'distribution':'c','opens':[['gone']]},{'distribution':'a'}]");
	check_opened(&linking.linkage);
	assert_said(&linking.verifying, "FAIL [library/b/libdeb.so.1] b opens libdeb.so.1 or "
					"libold.so, which is not in the "
					"image: w [s]; add PYLOCK_APT += libdeb1\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(libraries),
		cmocka_unit_test(not_asked),
		cmocka_unit_test(accepted),
		cmocka_unit_test(of_another_machine),
		cmocka_unit_test(opened),
	};
	return run_unit(tests);
}
