/* SPDX-License-Identifier: MIT */
/* pinreport: why a lock may lack a pin. */
#include "unit.h"

#include "analyze/pinreport.h"
#include "lib/cleanup.h"
#include "lib/json.h"
#include "pins.h"

static const struct target target = {
	.python_major = 3, .python_minor = 11, .arch = "x86_64", .libc_major = 2, .libc_minor = 36};

static void reasons(void **state)
{
	(void)state;
	static const struct pins_row rows[] = {
		{"app==1", "lib; sys_platform == 'win32'\nfits; python_version > '3'", NULL},
		{"other==2", "lib; extra == 'x'", NULL}, {"lib==1", NULL, NULL},
		{"fits==1", NULL, NULL}, {"pip==1", NULL, NULL}, {"gone==1", NULL, NULL},
		{"any>=1", NULL, NULL}, {"arm==1.0 ; platform_machine == 'aarch64'", NULL, NULL},
		{NULL, NULL, NULL}};
	static const char *const wanted[] = {"app", NULL, "other", NULL, "lib",
		"on the target, nobody asks for it: app on others, or with an extra", "fits", NULL,
		"pip", "one of pip's own tools, which nothing here asks for", "gone",
		"wants Python <3", "arm", "its marker is false for the target"};
	_cleanup_(pinfile_free) struct pinfile file = pins_make(rows);
	_cleanup_(pinaskers_free) struct pinaskers askers = pinaskers_of(&file);

	askers.names[0].own = true;
	file.pins[5].reason = xstrdup("wants Python <3");
	_cleanup_json_ json_t *report = pinreport(&askers, &target);
	const json_t *entry;
	size_t i;

	assert_int_equal(json_array_size(report), sizeof wanted / sizeof *wanted / 2);
	json_array_foreach (report, i, entry) {
		const char *reason = json_string_value(json_object_get(entry, "reason"));

		assert_string_equal(
			json_string_value(json_object_get(entry, "name")), wanted[2 * i]);
		assert_int_equal(reason != NULL, wanted[2 * i + 1] != NULL);
		if (reason)
			assert_string_equal(reason, wanted[2 * i + 1]);
	}
	entry = json_array_get(report, 6);
	assert_string_equal(json_string_value(json_object_get(entry, "version")), "1.0");
	assert_string_equal(json_string_value(json_object_get(entry, "place")), "f:8");
	assert_string_equal(json_string_value(json_object_get(entry, "text")),
		"arm==1.0 ; platform_machine == 'aarch64'");
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(reasons)};
	return run_unit(tests);
}
