/* SPDX-License-Identifier: MIT */
#include "wheels/builtobjects.h"

#include <stdio.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/die.h"
#include "lib/json.h"

static const char elfcheck[] = "elfcheck";

/* What is unmet of OBJECT, in words that follow its path; the caller frees. */
static char *said_of(const struct builtobjects *wheel, const json_t *object, const json_t *unmet)
{
	const char *kind = json_want_string(unmet, "kind", elfcheck);

	if (strcmp(kind, "machine") == 0)
		return xprintf("is for %s, and the target is %s",
			json_want_string(object, "machine", elfcheck), wheel->arch);
	if (strcmp(kind, "glibc") == 0)
		return xprintf("needs glibc %s, and the target has %s%s",
			json_want_string(unmet, "needs", elfcheck), wheel->glibc ? "" : "musl ",
			wheel->glibc ? wheel->glibc : wheel->musl);
	if (strcmp(kind, "needed") == 0)
		return xprintf("needs %s, which neither the wheel nor the C library brings; "
			       "" BUILT_LIBRARIES,
			json_want_string(unmet, "soname", elfcheck));
	const char *what = json_get_string(unmet, "what", elfcheck);

	return xprintf("is a broken ELF object: %s", what ? what : kind);
}

/* Whether NEEDS, a version of glibc such as 2.34 or 2.2.5, is above 2.PROMISED. */
static bool is_above(const char *needs, int promised)
{
	unsigned major, minor, micro = 0;

	if (sscanf(needs, "%4u.%4u.%4u", &major, &minor, &micro) < 2)
		return false;
	if (major != 2)
		return major > 2;
	return (int)minor > promised || ((int)minor == promised && micro > 0);
}

void builtobjects_check(const struct builtobjects *wheel, const json_t *objects)
{
	size_t i;
	json_t *object;

	json_array_foreach (objects, i, object) {
		const char *path = json_want_string(object, "path", elfcheck);
		const json_t *unmet = json_array_get(json_want_array(object, "unmet", elfcheck), 0);
		const char *needs = json_string_value(
			json_object_get(json_object_get(object, "versions"), "GLIBC"));

		if (unmet) {
			_cleanup_free_ char *said = said_of(wheel, object, unmet);

			die(EXIT_NO, "%s: %s %s; " BUILT_WHAT_TO_DO, wheel->filename, path, said);
		}
		if (needs && wheel->promised >= 0 && is_above(needs, wheel->promised))
			die(EXIT_NO,
				"%s: %s needs glibc %s, and the wheel's tag promises that 2.%d is "
				"enough; " BUILT_WHAT_TO_DO,
				wheel->filename, path, needs, wheel->promised);
	}
}
