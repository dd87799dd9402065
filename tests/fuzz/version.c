/* SPDX-License-Identifier: MIT */
/* version: two versions, on a line each, in their order, normalized and against a specifier, the
 * third line.
 */
#include "fuzz.h"

#include "pypa/specifier.h"

static int sign(int number)
{
	return (number > 0) - (number < 0);
}

/* Written again, a version is equal to what it was. */
static void check_normalized(const struct version *version)
{
	_cleanup_(text_free) struct text text = {0}, again = {0};
	struct version scanned;

	version_add(&text, version, false);
	fuzz_check(version_scan(text_string(&text), &scanned) && scanned.length == text.length);
	fuzz_check(version_compare(version, &scanned) == 0);
	version_add(&again, &scanned, false);
	fuzz_check(strcmp(text_string(&text), text_string(&again)) == 0);
}

static void check_specifiers(const char *text, const char *version)
{
	_cleanup_(text_free) struct text canonical = {0}, again = {0};
	struct specifier specifier;
	const char *cursor = text;

	if (!specifier_scan(&cursor, &specifier) && version_is_valid(version))
		specifier_admits(&specifier, version);
	cursor = text;
	if (specifiers_parse(&cursor, &canonical))
		return;
	cursor = text_string(&canonical);
	fuzz_check(!specifiers_parse(&cursor, &again));
	fuzz_check(strcmp(text_string(&canonical), text_string(&again)) == 0);
}

void fuzz_one(const uint8_t *bytes, size_t size)
{
	_cleanup_free_ char *text = fuzz_string(bytes, size);
	char *rest = text, *first = strsep(&rest, "\n"), *second = strsep(&rest, "\n");
	struct version a, b;

	if (version_scan(first, &a))
		check_normalized(&a);
	if (second && version_scan(first, &a) && version_scan(second, &b))
		fuzz_check(sign(version_compare(&a, &b)) == -sign(version_compare(&b, &a)));
	if (rest)
		check_specifiers(rest, first);
}
