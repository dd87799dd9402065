/* SPDX-License-Identifier: MIT */
/* basetreefile: what an image's layers leave comes back from the file as basetree.h reads it. */
#include "fixture.h"

#include "base/basetreefile.h"
#include "evidence_items.h"
#include "layers/basetree.h"

static void what_is_written_is_read(void **state)
{
	(void)state;
	_cleanup_(filesystem_free) struct filesystem filesystem;
	const struct image image = {.layer_count = 2};
	struct examined layers[2] = {
		{.evidence = items("d 0700 root|d 1777 tmp|g 5 6 tmp|f 0640 " ONE
				   " 1 - etc/passwd|g 0 42 etc/passwd|c etc/passwd|old|"
				   "l 0777 lib|usr/lib|f 0755 " ONE " 1 - usr/lib/x|"
				   "f 0644 " ONE " 1 - gone|c etc/other|text|")},
		{.evidence = items("w 0644 gone|f 0644 " TWO
				   " 2 - etc/passwd|c etc/passwd|root:x:0:0\n|d 0750 root|")},
	};

	filesystem_begin(&filesystem);
	for (unsigned i = 0; i < 2; i++)
		filesystem_apply(&filesystem, &layers[i].evidence, i, "L");
	_cleanup_(text_free) struct text text = basetree_text(&image, &filesystem, layers);

	file_write("tree", text.bytes, text.length);
	_cleanup_(basetree_close) struct basetree base = basetree_open("tree");
	struct base_entry accounts = basetree_find(&base, "etc/passwd"),
			  tmp = basetree_find(&base, "tmp"), etc = basetree_find(&base, "etc");

	assert_int_equal(base.count, 9); /* five items, and the root, etc, usr, usr/lib */
	assert_string_equal(basetree_find(&base, "lib").text, "usr/lib");
	assert_int_equal(basetree_find(&base, "usr/lib/x").kind, BASE_FILE);
	assert_int_equal(basetree_find(&base, "gone").kind, BASE_NOTHING);
	assert_string_equal(accounts.text, "root:x:0:0\n");
	assert_int_equal(accounts.mode, 0644);
	assert_int_equal(accounts.gid, 0);
	assert_int_equal(tmp.mode, 01777);
	assert_int_equal(tmp.uid, 5);
	assert_int_equal(tmp.gid, 6);
	assert_int_equal(basetree_find(&base, "root").mode, 0750);
	assert_int_equal(etc.kind, BASE_DIRECTORY);
	assert_int_equal(etc.mode, 0755);
	assert_int_equal(basetree_find(&base, "").kind, BASE_DIRECTORY);
	for (unsigned i = 0; i < 2; i++)
		free((char *)layers[i].evidence.bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_written_is_read)};

	return run_in_directory(tests);
}
