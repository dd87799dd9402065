/* SPDX-License-Identifier: MIT */
/* record: RECORD of a wheel. What it says is written again and means the same. */
#include "fuzz.h"

#include "pypa/record.h"

static struct record parse(const void *bytes, size_t size)
{
	_cleanup_(flaws_free) struct flaws flaws = {.subject = "it", .path = "/dev/null"};
	_cleanup_(text_free) struct text text = {0};

	text_add(&text, bytes, size);
	return record_parse(&text, "it", &flaws);
}

void fuzz_one(const uint8_t *bytes, size_t size)
{
	_cleanup_(record_free) struct record record = parse(bytes, size);
	_cleanup_(text_free) struct text text = {0};

	for (size_t i = 0; i < record.count; i++)
		if (record.rows[i].hash.algorithm <= RECORD_SHA256)
			record_add(&text, record.rows[i].path, &record.rows[i].hash,
				record.rows[i].size);
	_cleanup_(record_free) struct record again = parse(text_string(&text), text.length);

	for (size_t i = 0; i < again.count; i++)
		fuzz_check(record_find(&record, again.rows[i].path));
}
