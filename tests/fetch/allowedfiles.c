/* SPDX-License-Identifier: MIT */
/* allowedfiles: formats as pip's FormatControl.get_allowed_formats gives them, and hashes. */
#include "unit.h"

#include "fetch/allowedfiles.h"
#include "lib/json.h"
#include "pages.h"

#define WHEEL "demo-1.0-py3-none-any.whl"
#define SDIST "demo-1.0.tar.gz"
#define NEWER "demo-2.0-py3-none-any.whl"

static const char *const names[] = {WHEEL, SDIST, NEWER, NULL};

/* The hash of the file at that place in `names`. */
#define HASH(place) "sha256:000000000000000000000000000000000000000000000000000000000000000" #place

static json_t *parse(const char *text)
{
	json_t *allowed = json_loads(text, 0, NULL);

	assert_non_null(allowed);
	allowedfiles_check(allowed, "policy");
	return allowed;
}

static void assert_files(const char *allowed_text, const char *wanted)
{
	_cleanup_json_ json_t *allowed = parse(allowed_text);
	_cleanup_(project_free) struct project files = pages_files(names);
	_cleanup_(project_free) struct project kept = allowedfiles_of(allowed, &files);
	_cleanup_free_ char *found = pages_names(&kept);

	assert_string_equal(found, wanted);
}

static void formats(void **state)
{
	(void)state;
	assert_files("{}", WHEEL " " SDIST " " NEWER);
	assert_files("{\"noBinary\": [\"other\"]}", WHEEL " " SDIST " " NEWER);
	assert_files("{\"noBinary\": [\"demo\"]}", SDIST);
	assert_files("{\"noBinary\": [\":all:\"]}", SDIST);
	assert_files("{\"onlyBinary\": [\"demo\"]}", WHEEL " " NEWER);
	assert_files("{\"onlyBinary\": [\":all:\"]}", WHEEL " " NEWER);
	assert_files("{\"onlyBinary\": [\"demo\"], \"noBinary\": [\":all:\"]}", WHEEL " " NEWER);
	assert_files("{\"onlyBinary\": [\":all:\"], \"noBinary\": [\"demo\"]}", SDIST);
}

#define LINE(specifier, hash)                                                                   \
	"{\"hashes\": [{\"name\": \"demo\", \"place\": \"r.in:3\", \"specifier\": \"" specifier \
	"\", \"hashes\": [\"" hash "\"]}]}"

static void hashes(void **state)
{
	(void)state;
	assert_files(LINE("==1.0", HASH(1)), SDIST);
	assert_files(LINE("", HASH(0)), WHEEL);
	/* As pip, which says afterwards that the hash is another one. */
	assert_files(LINE("==1.0", HASH(9)), WHEEL " " SDIST " " NEWER);
	assert_files(LINE("==2.0", HASH(1)), WHEEL " " SDIST " " NEWER);
}

static void says_why(void **state)
{
	(void)state;
	_cleanup_json_ json_t *allowed = parse(
		"{\"noBinary\": [\":all:\"], \"exact\": {\"demo\": \"1.0+cu1\"}, \"hashes\": "
		"[{\"name\": \"demo\", \"place\": \"r.in:3\", \"specifier\": \"\", \"hashes\": "
		"[\"" HASH(1) "\"]}]}");
	_cleanup_(project_free) struct project files = pages_files(names);
	_cleanup_(text_free) struct text reasons = {0};

	allowedfiles_reasons(allowed, "demo", &reasons);
	assert_string_equal(text_string(&reasons), "--no-binary and --hash of r.in:3");
	assert_string_equal(allowedfiles_exact(allowed, "demo"), "1.0+cu1");
	assert_null(allowedfiles_exact(allowed, "other"));
	assert_non_null(allowedfiles_hash_line(allowed, "demo", files.files[0]));
	assert_null(allowedfiles_hash_line(allowed, "demo", files.files[1]));
	assert_null(allowedfiles_hash_line(allowed, "other", files.files[0]));
	assert_null(allowedfiles_hash_line(NULL, "demo", files.files[0]));
}

static void the_malformed_is_refused(void **state)
{
	static const char *const bad[] = {
		"{\"noBinary\": [1]}",
		"{\"onlyBinary\": {}}",
		"{\"exact\": {\"a\": 1}}",
		"{\"hashes\": [{\"name\": \"a\"}]}",
		"{\"hashes\": [{\"name\": \"\", \"place\": \"\", \"specifier\": \"\"}]}",
	};

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_dies(EXIT_NO, "", json_decref(parse(bad[i])));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(formats),
		cmocka_unit_test(hashes),
		cmocka_unit_test(says_why),
		cmocka_unit_test(the_malformed_is_refused),
	};

	return run_unit(tests);
}
