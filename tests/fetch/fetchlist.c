/* SPDX-License-Identifier: MIT */
/* fetchlist: the format that locate prints and fetch reads. */
#include "unit.h"

#include "fetch/fetchlist.h"
#include "lib/cleanup.h"

#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

static char directory[] = "/tmp/pylock-unit-list.XXXXXX";

static struct fetchlist read_text(const char *text, size_t length)
{
	_cleanup_free_ char *path = xprintf("%s/list", directory);
	FILE *file = fopen(path, "w");

	assert_int_equal(fwrite(text, 1, length, file), length);
	fclose(file);
	return fetchlist_read(path);
}

static struct fetchlist read_string(const char *text)
{
	return read_text(text, strlen(text));
}

static void reads_what_it_should(void **state)
{
	(void)state;
	_cleanup_(fetchlist_free) struct fetchlist list =
		read_string("# comment\n\n \t\n" A " 12 a.whl\thttp://x/a  http://y/a \n  sha256:" B
			    " - b.tar.gz file:///b");

	assert_int_equal(list.count, 2);
	assert_string_equal(list.files[0].digest.hex, A);
	assert_int_equal(list.files[0].size, 12);
	assert_string_equal(list.files[0].filename, "a.whl");
	assert_int_equal(list.files[0].url_count, 2);
	assert_string_equal(list.files[0].urls[1], "http://y/a");
	assert_true(list.files[1].size == FETCHLIST_UNKNOWN);
	assert_string_equal(list.files[1].urls[0], "file:///b");
}

static void one_content_is_one_file(void **state)
{
	(void)state;
	_cleanup_(fetchlist_free) struct fetchlist list = read_string(
		A " - a http://x/\n" B " 1 b http://z/\n" A " 7 c http://x/ http://y/\n");

	assert_ptr_equal(list.files[0].first, &list.files[0]);
	assert_ptr_equal(list.files[1].first, &list.files[1]);
	assert_ptr_equal(list.files[2].first, &list.files[0]);
	assert_int_equal(list.files[0].size, 7);
	assert_int_equal(list.files[0].url_count, 2);
	assert_string_equal(list.files[0].urls[1], "http://y/");
}

static void refuses_what_it_should(void **state)
{
	(void)state;
	static const struct {
		const char *line, *message;
	} bad[] = {
		{"x 1 a http://x/", ":1: 'x' is not a sha256"},
		{A, ":1: wanted: sha256 size filename url"},
		{A " 1", ":1: wanted:"},
		{A " 1 a", ":1: a: no URL"},
		{A " 1k a u", ":1: '1k' is not a size"},
		{A " -1 a u", ":1: '-1' is not a size"},
		{A " 1099511627777 a u", "is not a size"},
		{A " 0000000000000000001 a u", "is not a size"},
		{A " 1 .a u", "'.a' is not a filename"},
		{A " 1 a/b u", "'a/b' is not a filename"},
		{A " 1 a\x01 u", "'a\\x01' is not a filename"},
		{A " 1 a u\n" A " 2 a u", ":2: a: size 2, but 1 for the same sha256 above"},
	};

	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		assert_dies(EXIT_NO, bad[i].message, read_string(bad[i].line));
	assert_dies(EXIT_NO, "a NUL byte in a list", read_text(A " 1 a\0b u", 72));
}

static void good_filenames(void **state)
{
	(void)state;
	char name[257] = {0};

	memset(name, 'x', 255);
	assert_true(fetchlist_filename_is_good(name));
	name[255] = 'x';
	assert_false(fetchlist_filename_is_good(name));
	assert_true(fetchlist_filename_is_good("numpy-1.26.4+local-cp312-cp312-any.whl"));
	assert_false(fetchlist_filename_is_good(""));
	assert_false(fetchlist_filename_is_good(".."));
	assert_false(fetchlist_filename_is_good("a b"));
	assert_false(fetchlist_filename_is_good("a\x7f"));
}

static void what_is_written_is_read(void **state)
{
	(void)state;
	_cleanup_(text_free) struct text text = {0};
	const char *const urls[] = {"http://x/", "http://y/"};
	struct digest a = {A}, b = {B};

	fetchlist_add_line(&text, &a, 5, "a.whl", urls, 2);
	fetchlist_add_line(&text, &b, FETCHLIST_UNKNOWN, "b.whl", urls, 1);
	assert_string_equal(
		text_string(&text), A " 5 a.whl http://x/ http://y/\n" B " - b.whl http://x/\n");
	_cleanup_(fetchlist_free) struct fetchlist list = read_string(text_string(&text));

	assert_int_equal(list.count, 2);
	assert_int_equal(list.files[0].size, 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_what_it_should),
		cmocka_unit_test(one_content_is_one_file),
		cmocka_unit_test(refuses_what_it_should),
		cmocka_unit_test(good_filenames),
		cmocka_unit_test(what_is_written_is_read),
	};

	if (!mkdtemp(directory))
		return 1;
	int status = run_unit(tests);
	_cleanup_free_ char *path = xprintf("%s/list", directory);

	unlink(path);
	rmdir(directory);
	return status;
}
