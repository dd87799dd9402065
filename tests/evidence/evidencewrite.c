/* SPDX-License-Identifier: MIT */
/* evidencewrite: each entry of a layer becomes the item that evidence.h says. */
#include "unit.h"

#include "evidence/evidence.h"
#include "lib/cleanup.h"
#include "scratch.h"

#define HELLO "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"

/* The evidence of a layer with these ENTRIES, with bars for NULs. */
static struct text evidence_of(const struct scratch_entry *entries, bool gzip)
{
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	const char *blob = scratch_archive(&scratch, "layer", gzip, entries),
		   *path = scratch_path(&scratch, "evidence");
	struct image_layer layer = scratch_layer(blob, gzip, NULL);
	_cleanup_(newfile_abandon) struct newfile file = newfile_create(path);
	struct layer_descriptor descriptor = evidence_write(&layer, blob, &file);

	if (!gzip)
		assert_true(digest_equal(&descriptor.diff_id, &layer.digest));
	newfile_commit(&file, 0644, false);
	image_layer_free(&layer);
	struct text text = file_read(path, 1 << 20);

	for (size_t i = 0; i < text.length; i++)
		if (text.bytes[i] == '\0')
			text.bytes[i] = '|';
	return text;
}

static void every_kind_has_its_item(void **state)
{
	(void)state;
	static const struct scratch_entry entries[] = {{'d', "d", NULL}, {'f', "d/a", "hello"},
		{'l', "d/l", "a"}, {'h', "d/h", "d/a"}, {'p', "d/p", NULL}, {'f', "d/.wh.x", ""},
		{'f', "e/.wh..wh..opq", ""}, {0}};

	for (int gzip = 0; gzip < 2; gzip++) {
		_cleanup_(text_free) struct text text = evidence_of(entries, gzip);

		assert_non_null(strstr(text_string(&text), "d 0755 d|"));
		assert_non_null(strstr(text_string(&text), "f 0644 " HELLO " 5 - d/a|"));
		assert_non_null(strstr(text_string(&text), "d/l|a|"));
		assert_non_null(strstr(text_string(&text), "h 0644 d/h|d/a|"));
		assert_non_null(strstr(text_string(&text), "o 0644 d/p|"));
		assert_non_null(strstr(text_string(&text), "w 0644 d/x|"));
		assert_non_null(strstr(text_string(&text), "q 0644 e|"));
	}
}

static void what_tells_of_the_system_is_kept(void **state)
{
	(void)state;
	static const struct scratch_entry entries[] = {{'f', "etc/os-release", "ID=x\n"},
		{'f', "site-packages/a-1.dist-info/INSTALLER", "pip\nmore\n"},
		{'f', "site-packages/a-1.dist-info/METADATA", "Name: a\nVersion: 1\n"},
		{'f', "etc/motd", "ID=y\n"}, {0}};
	_cleanup_(text_free) struct text text = evidence_of(entries, false);

	assert_non_null(strstr(text_string(&text), "c etc/os-release|ID=x\n|"));
	assert_non_null(strstr(text_string(&text), "i site-packages/a-1.dist-info/INSTALLER|pip|"));
	assert_non_null(strstr(text_string(&text), "m site-packages/a-1.dist-info/METADATA|{"));
	assert_null(strstr(text_string(&text), "ID=y"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_kind_has_its_item),
		cmocka_unit_test(what_tells_of_the_system_is_kept),
	};
	return run_unit(tests);
}
