/* SPDX-License-Identifier: MIT */
/* packages: databases of dpkg and apk, whole and odd. */
#include "unit.h"

#include "debian/packages.h"
#include "lib/cleanup.h"
#include "lib/text.h"

static void assert_packages(void (*add)(struct packages *packages, const char *text),
	const char *database, const char *wanted)
{
	_cleanup_(packages_free) struct packages packages = {0};
	_cleanup_(text_free) struct text said = {0};

	add(&packages, database);
	for (size_t i = 0; i < packages.count; i++) {
		const struct package *package = &packages.list[i];

		text_printf(&said, "%s=%s ", package->name, package->version);
		assert_string_equal(packages_version(&packages, package->name), package->version);
	}
	assert_string_equal(text_string(&said), wanted);
	assert_null(packages_version(&packages, "none"));
}

static void of_dpkg(void **state)
{
	(void)state;
	assert_packages(packages_add_dpkg, "", "");
	assert_packages(packages_add_dpkg, "Package: a\nVersion: 1:2-3\n", "a=1:2-3 ");
	assert_packages(packages_add_dpkg, "Package: a\nVersion: 1", "a=1 ");
	assert_packages(packages_add_dpkg,
		"Package: a\nStatus: install ok installed\nDescription: x\n Package: y\nVersion: "
		"1\n\n\n"
		"Package: b\nStatus: install ok half-installed\nVersion: 2\n\n"
		"Package: c\nStatus: deinstall ok config-files\nVersion: 3\n\n"
		"Package: d\n\nVersion: 5\n\nPackage: e\nStatus: hold ok installed\nVersion: 6\n",
		"a=1 e=6 ");
}

static void of_apk(void **state)
{
	(void)state;
	assert_packages(packages_add_apk,
		"C:Q1x=\nP:musl\nV:1.2.4-r2\nA:x86_64\n\nP:so:x\nV:1\nR:V:2\n\n",
		"musl=1.2.4-r2 so:x=1 ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(of_dpkg), cmocka_unit_test(of_apk)};

	return run_unit(tests);
}
