/* SPDX-License-Identifier: MIT */
/* entrypoints: entry_points.txt of a wheel, and the scripts that are made of it. */
#include "fuzz.h"

#include "pypa/script.h"

void fuzz_one(const uint8_t *bytes, size_t size)
{
	_cleanup_(flaws_free) struct flaws flaws = {.subject = "it", .path = "/dev/null"};
	_cleanup_(text_free) struct text text = {0};

	text_add(&text, bytes, size);
	_cleanup_(entry_points_free) struct entry_points points =
		entry_points_parse(&text, "it", &flaws);

	entry_points_adapt(&points, 3, 11);
	for (size_t i = 0; i < points.count; i++) {
		const struct entry_point *point = &points.points[i];
		_cleanup_(text_free) struct text script =
			script_text(point, "/opt/venv/bin/python3");

		entry_points_replace(&points, point->name);
		fuzz_check(script.length > 0);
	}
}
