/* SPDX-License-Identifier: MIT */
/* linksupply: libraries that nobody misses. */
#include "unit.h"

#include "verify/linksupply.h"

#include "linking.h"

static void driver(void **state)
{
	_cleanup_linking_ struct linking linking = {0};

	(void)state;
	linking_begin(&linking,
		BASE("usr/bin/python3", "'libcuda.so.1':null", "") "," OBJECT(
			"b", "b.so", "'libcuda.so.1':null", ""),
		"{}", "[]");
	report_driver(&linking.linkage);
	assert_said(&linking.verifying, "note [driver/image/libcuda.so.1] libcuda.so.1, which b, "
					"the base needs, comes from the "
					"device's driver (525 or newer)\n");
}

static void order(void **state)
{
	_cleanup_linking_ struct linking linking = {0};

	(void)state;
	linking_begin(&linking,
		OBJECT("a", "a.so", "",
			",'besides':{'x':'b.so','y':'c.so','own':'a.so'}") "," OBJECT("b", "b.so",
			"", "") "," OBJECT("c", "c.so", "", "") "," OBJECT("d", "d.so", "",
			",'besides':{'x':'b.so'}") "," OBJECT("e", "e.so", "",
			",'besides':{'x':'b.so'}"),
		"{'a':{'b':true},'b':{'c':true},'e':{'a':true,'b':true}}", "[]");
	report_order(&linking.linkage);
	assert_said(&linking.verifying, "note [after/a/b] a finds x, y only after `import b`, "
					"which it requires (import order)\n"
					"note [after/e/b] e finds x only after `import b`, which "
					"it requires (import order)\n");
}

static void idle(void **state)
{
	_cleanup_linking_ struct linking linking = {0}, none = {0};

	(void)state;
	linking_begin(&linking,
		BASE("i/a.so", "'gone':null", "") "," BASE("i/b.so", "", ",'lacks':[{}]") "," BASE(
			"i/c.so", "", ""),
		"{}", "[]");
	report_idle_objects(&linking.linkage);
	assert_said(&linking.verifying, "note [idle/image] 2 ELF files of the base that no package "
					"loads lacks something: a.so, "
					"b.so (no package loads it)\n");
	linking_begin(&none, BASE("i/c.so", "", ""), "{}", "[]");
	report_idle_objects(&none.linkage);
	assert_said(&none.verifying, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(driver), cmocka_unit_test(order), cmocka_unit_test(idle)};

	return run_unit(tests);
}
