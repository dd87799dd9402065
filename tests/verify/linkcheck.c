/* SPDX-License-Identifier: MIT */
/* linkcheck: versions and symbols that are wanting. */
#include "unit.h"

#include "verify/linkcheck.h"

#include "linking.h"

static void versions(void **state)
{
	_cleanup_linking_ struct linking linking = {0};

	(void)state;
	linking_begin(&linking,
		OBJECT("a", "a.so", "",
			",'lacks':[{'library':'libc.so.6','version':'GLIBC_9','path':'lib/"
			"libc.so.6'}]"),
		"{}", "[]");
	check_object(&linking.linkage, &linking.linkage.objects[0]);
	assert_said(&linking.verifying,
		"FAIL [version/a/libc.so.6/GLIBC_9] a: a.so needs GLIBC_9 of libc.so.6, which "
		"lib/libc.so.6 does not define; take a base with a newer one, or a package that "
		"was "
		"built for this\n");
}

/* What is said of an object with these members; PYTHON: whether the image's is known. */
static void symbols(const char *more, bool python, const char *wanted)
{
	_cleanup_linking_ struct linking linking = {0};
	_cleanup_free_ char *objects =
		xprintf("{'machine':'m','distribution':'a','path':'a.so',"
			"'needed':{'t':'t.so'}%s}," OBJECT("t", "t.so", "", ""),
			more);

	linking_begin(&linking, objects, "{}", "[]");
	if (!python)
		linking.linkage.interpreter = NULL;
	check_object(&linking.linkage, &linking.linkage.objects[0]);
	assert_said(&linking.verifying, wanted);
}

static void undefined(void **state)
{
	(void)state;
	symbols(",'undefined':{'count':30,'symbols':['c','a','b']}", true,
		"FAIL [symbol/a/a.so] a: a.so wants 30 symbols that no library in reach defines: "
		"a, b "
		"and 1 more; it was built for another t\n");
	symbols(",'undefined':{'count':2,'symbols':['PyX','_Py_y']}", false, "");
	symbols(",'undefined':{'count':1,'symbols':['PyX']}", true,
		"FAIL [symbol/a/a.so] a: a.so wants 1 symbol that no library in reach defines: "
		"PyX; it "
		"was built for another t\n");
	symbols(",'incomplete':['libcuda.so.1'],'undefined':{'count':3,'symbols':['cuInit',"
		"'nvmlInit','cute']}",
		true,
		"FAIL [symbol/a/a.so] a: a.so wants 1 symbol that no library in reach defines: "
		"cute; it "
		"was built for another t\n");
	symbols(",'incomplete':['gone'],'undefined':{'count':1,'symbols':['x']}", true, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(versions),
		cmocka_unit_test(undefined),
	};
	return run_unit(tests);
}
