/* SPDX-License-Identifier: MIT */
/* fileindex: the pages and files of an index. */
#include "unit.h"

#include "lib/json.h"
#include "resolve/fileindex.h"
#include "scratch.h"

static void it_is_written(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_(store_close) struct store store = store_open(scratch_path(&scratch, "store"));
	struct digest digest = store_put(&store, "content", 7);
	_cleanup_json_ json_t *packages =
		json_pack("{s:{s:s, s:s}}", "a", "filename", "a-1+b!.tar.gz", "sha256", digest.hex);
	const char *work = scratch_path(&scratch, "w k");

	for (int again = 0; again < 2; again++) {
		_cleanup_free_ char *url = fileindex_write(packages, &store, work);
		_cleanup_free_ char *begin = xprintf("file://%s/w%%20k/", scratch.path);
		const char *name = url + strlen(begin);

		assert_true(starts_with(url, begin));
		assert_int_equal(strlen(name), 16);
		_cleanup_free_ char *page = xprintf("%s/%s/a/index.html", work, name);
		_cleanup_free_ char *file = xprintf("%s/%s/a/a-1+b!.tar.gz", work, name);
		_cleanup_free_ char *wanted = xprintf(
			"<!DOCTYPE html><html><body><a href=\"a-1%%2Bb%%21.tar.gz#sha256=%s\" "
			"data-upload-time=\"1980-01-01T00:00:00Z\">a-1+b!.tar.gz</a></body></html>"
			"\n",
			digest.hex);
		_cleanup_(text_free) struct text html = file_read(page, 4096),
						 content = file_read(file, 4096);

		assert_string_equal(text_string(&html), wanted);
		assert_string_equal(text_string(&content), "content");
	}
}

static void its_address_changes_with_it(void **state)
{
	(void)state;
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_(store_close) struct store store = store_open(scratch_path(&scratch, "store"));
	_cleanup_json_ json_t *none = json_object(), *bad = json_pack("{s:{s:s, s:s}}", "a",
							     "filename", "f", "sha256", "x");
	struct digest digest = sha256_of("x", 1);
	_cleanup_json_ json_t *one =
		json_pack("{s:{s:s, s:s}}", "a", "filename", "a-1.zip", "sha256", digest.hex);
	_cleanup_free_ char *first = fileindex_write(none, &store, scratch.path),
			    *second = fileindex_write(one, &store, scratch.path);

	assert_string_not_equal(first, second);
	assert_dies(EXIT_NO, "a: .sha256: not one", fileindex_write(bad, &store, scratch.path));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_written),
		cmocka_unit_test(its_address_changes_with_it),
	};
	return run_unit(tests);
}
