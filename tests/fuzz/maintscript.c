/* SPDX-License-Identifier: MIT */
/* maintscript: a maintainer script of a package of Debian. */
#include "fuzz.h"

#include "debian/maintscript.h"
#include "lib/machine.h"

void fuzz_one(const uint8_t *bytes, size_t size)
{
	static const char *const known[] = {
		"if [ \"$1\" = \"configure\" ]*; then", "fi", "py3compile -p *"};
	_cleanup_free_ char *text = fuzz_string(bytes, size);
	_cleanup_(maintscript_free) struct maintscript script =
		maintscript_read(text, "1.2-3", machine_find("arm64"), known, 3);

	fuzz_check(strlen(script.fingerprint) <= FINGERPRINT_LENGTH);
}
