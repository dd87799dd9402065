/* SPDX-License-Identifier: MIT */
/* findings: what files say that no layer above has removed or replaced, found by pattern. */
#include "unit.h"

#include "evidence/findings.h"
#include "evidence_items.h"
#include "lib/cleanup.h"

static const char below[] = "f 0644 " ONE " 1 - etc/os-release|c etc/os-release|old|"
			    "f 0644 " ONE " 1 - var/d/b|c var/d/b|B|"
			    "f 0644 " ONE " 1 - var/gone|c var/gone|G|"
			    "f 0755 " ONE " 1 - bin/python3.11|v bin/python3.11|3.11.2|";
static const char above[] = "w 0644 var/gone|"
			    "f 0644 " ONE " 1 - etc/os-release|c etc/os-release|new|"
			    "f 0644 " ONE " 1 - var/d/a|c var/d/a|A|"
			    "f 0644 " ONE " 1 - var/d/e/f|c var/d/e/f|F|";

static void what_is_left_is_found(void **state)
{
	(void)state;
	_cleanup_(filesystem_free) struct filesystem filesystem;
	const struct image image = {.layer_count = 2};
	struct examined layers[2] = {{.evidence = items(below)}, {.evidence = items(above)}};

	filesystem_begin(&filesystem);
	for (unsigned i = 0; i < 2; i++)
		filesystem_apply(&filesystem, &layers[i].evidence, i, "L");
	_cleanup_(findings_free) struct findings found = findings_read(&image, &filesystem, layers);
	const struct finding *release =
		findings_next(&found, EVIDENCE_TEXT, "etc/os-release", NULL);
	const struct finding *a = findings_next(&found, EVIDENCE_TEXT, "var/d/*", NULL);
	const struct finding *b = findings_next(&found, EVIDENCE_TEXT, "var/d/*", a);
	const struct finding *python = findings_next(&found, EVIDENCE_BINARY, "*/python3.*", NULL);

	assert_int_equal(found.count, 5);
	assert_string_equal(release->text, "new");
	assert_int_equal(release->file->layer, 1);
	assert_null(findings_next(&found, EVIDENCE_TEXT, "etc/os-release", release));
	assert_string_equal(a->text, "A");
	assert_string_equal(b->text, "B");
	assert_null(findings_next(&found, EVIDENCE_TEXT, "var/d/*", b));
	assert_string_equal(python->text, "3.11.2");
	assert_null(findings_next(&found, EVIDENCE_TEXT, "bin/*", NULL));
	assert_null(findings_next(&found, EVIDENCE_TEXT, "var/gone", NULL));
	for (unsigned i = 0; i < 2; i++)
		free((char *)layers[i].evidence.bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_left_is_found)};

	return run_unit(tests);
}
