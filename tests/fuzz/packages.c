/* SPDX-License-Identifier: MIT */
/* packages: the databases of dpkg and apk in somebody else's image. */
#include "fuzz.h"

#include "debian/packages.h"

void fuzz_one(const uint8_t *bytes, size_t size)
{
	const bool apk = fuzz_choice(&bytes, &size) & 1;
	_cleanup_free_ char *text = fuzz_string(bytes, size);
	_cleanup_(packages_free) struct packages packages = {0};

	(apk ? packages_add_apk : packages_add_dpkg)(&packages, text);
	for (size_t i = 0; i < packages.count; i++)
		fuzz_check(packages_version(&packages, packages.list[i].name));
}
