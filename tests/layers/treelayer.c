/* SPDX-License-Identifier: MIT */
/* treelayer: a tree becomes a layer that tar reads, with hard links, and a list of its files. */
#include "unit.h"

#include "layers/treelayer.h"
#include "lib/cleanup.h"
#include "lib/file.h"
#include "lib/json.h"

static struct text run(const char *command)
{
	FILE *pipe = popen(command, "r");
	struct text out = {0};
	int c;

	while ((c = getc(pipe)) != EOF)
		text_add_char(&out, (char)c);
	pclose(pipe);
	return out;
}

static void writes_what_tar_reads(void **state)
{
	(void)state;
	_cleanup_(tree_free) struct tree tree;
	char layer[] = "/tmp/treelayer-test.XXXXXX";
	_cleanup_free_ char *files = NULL;

	close(mkstemp(layer));
	files = xprintf("%s.files", layer);
	const struct treelayer_output output = {.path = layer, .files = files};
	_cleanup_free_ char *directory = treelayer_directory(&output);

	assert_string_equal(directory, "/tmp/");
	tree_begin(&tree, directory);
	struct tree_node *b = tree_put(&tree, "d/b", TAR_FILE, 04755, 3, 4);

	tree_set_bytes(&tree, b, "abc", 3);
	tree_put(&tree, "d/a", TAR_FILE, 04755, 3, 4)->content = b->content;
	tree_put(&tree, "d", TAR_DIRECTORY, 01777, 0, 0);
	tree_put_link(&tree, "l", "d/a");
	_cleanup_json_ json_t *json = treelayer_write(&tree, &output, NULL);
	_cleanup_free_ char *list = xprintf("tar tvzf %s --full-time | tr -s ' '", layer);
	_cleanup_free_ char *hash = xprintf("gzip -dc %s | sha256sum | cut -c1-64", layer);
	_cleanup_(text_free) struct text listed = run(list), hashed = run(hash);

	assert_string_equal(listed.bytes, "drwxrwxrwt 0/0 0 1980-01-01 00:00:00 d/\n"
					  "-rwsr-xr-x 3/4 3 1980-01-01 00:00:00 d/a\n"
					  "hrwsr-xr-x 3/4 0 1980-01-01 00:00:00 d/b link to d/a\n"
					  "lrwxrwxrwx 0/0 0 1980-01-01 00:00:00 l -> d/a\n");
	hashed.bytes[64] = '\0';
	assert_string_equal(
		json_want_string(json, "diffID", "json") + strlen("sha256:"), hashed.bytes);
	_cleanup_(text_free) struct text wanted =
		run("H=$(printf abc | sha256sum | cut -c1-64)\n"
		    "printf '4755 %s d/a\\n4755 %s d/b\\n' $H $H\n"
		    "printf '0777 %s l\\n' $(printf d/a | sha256sum | cut -c1-64)");
	_cleanup_(text_free) struct text got = file_read(files, 1000);

	assert_string_equal(got.bytes, wanted.bytes);
	assert_null(json_object_get(json, "files"));
	unlink(layer);
	unlink(files);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(writes_what_tar_reads)};

	return setenv("TZ", "UTC", 1) || run_unit(tests);
}
