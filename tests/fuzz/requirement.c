/* SPDX-License-Identifier: MIT */
/* requirement: one requirement, as uv repairs it where it is none, the same again in its canonical
 * form, and whether its marker holds.
 */
#include "fuzz.h"

#include "pypa/lenientrequirement.h"
#include "pypa/marker.h"

void fuzz_one(const uint8_t *bytes, size_t size)
{
	static const struct target target = {.python_major = 3,
		.python_minor = 11,
		.arch = "x86_64",
		.libc_major = 2,
		.libc_minor = 36};
	_cleanup_free_ char *text = fuzz_string(bytes, size);
	_cleanup_(requirement_free) struct requirement requirement = {0}, again = {0},
						       as_repaired = {0};
	_cleanup_free_ char *repaired = NULL;
	_cleanup_(text_free) struct text canonical = {0}, canonical_again = {0};

	if (lenientrequirement_parse(text, &requirement, &repaired) && !repaired)
		return;
	fuzz_check(!repaired || !requirement_parse(repaired, &as_repaired));
	requirement_add(&canonical, &requirement);
	fuzz_check(!requirement_parse(text_string(&canonical), &again));
	requirement_add(&canonical_again, &again);
	fuzz_check(strcmp(text_string(&canonical), text_string(&canonical_again)) == 0);
	if (requirement.marker)
		marker_holds(requirement.marker, &target, "it");
}
