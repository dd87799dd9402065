/* SPDX-License-Identifier: MIT */
/* results: they come back as long as the store has what they name. */
#include "unit.h"

#include "lib/cleanup.h"
#include "lib/json.h"
#include "store/results.h"

static char directory[] = "/tmp/pylock-unit-results.XXXXXX";
static struct store store;

static int make_store(void **state)
{
	(void)state;
	if (!mkdtemp(directory) || chdir(directory))
		return 1;
	store = store_open("store");
	return 0;
}

static int remove_store(void **state)
{
	(void)state;
	store_close(&store);
	return system("chmod -R u+w store; rm -rf store input") || rmdir(directory);
}

static void results_come_back(void **state)
{
	(void)state;
	const char *const members[] = {"digest", "files", NULL};
	const struct digest key = sha256_of("key", 3), other = sha256_of("other", 5);
	const struct digest layer = store_put(&store, "layer", 5),
			    files = store_put(&store, "files", 5);
	_cleanup_free_ char *path = store_path(&store, &files),
			    *result = store_key_path(&store, "layer", key.hex);
	_cleanup_json_ json_t *made = json_pack("{s:s+, s:s+, s:i}", "digest", "sha256:", layer.hex,
				      "files", "sha256:", files.hex, "size", 5),
			      *back = NULL;

	assert_null(results_recall(&store, STAGE_layer, &key, members));
	results_keep(&store, STAGE_layer, &key, made);
	back = results_recall(&store, STAGE_layer, &key, members);
	assert_true(json_equal(back, made));
	assert_null(results_recall(&store, STAGE_layer, &other, members));
	assert_null(results_recall(&store, STAGE_base, &key, members));
	assert_int_equal(unlink(path), 0); /* anything in the store may be deleted */
	assert_null(results_recall(&store, STAGE_layer, &key, members));
	store_put(&store, "files", 5);
	json_free(&back);
	back = results_recall(&store, STAGE_layer, &key, members);
	assert_non_null(back);
	file_write(result, "{\"digest\":", 10);
	assert_null(results_recall(&store, STAGE_layer, &key, members));
	file_write(result, "{\"digest\":5,\"files\":\"sha256:\"}", 31);
	assert_null(results_recall(&store, STAGE_layer, &key, members));
}

static void stages_have_names(void **state)
{
	enum stage stage = STAGE_layer;

	(void)state;
	assert_true(results_stage("built", &stage));
	assert_int_equal(stage, STAGE_built);
	assert_false(results_stage("none", &stage));
	assert_false(results_stage("", &stage));
}

static void inputs_are_known_by_content(void **state)
{
	(void)state;
	const struct digest content = store_put(&store, "content", 7),
			    wanted = sha256_of("content", 7);
	_cleanup_free_ char *path = store_path(&store, &content);
	struct digest digest = results_digest(&store, path);

	assert_string_equal(digest.hex, wanted.hex);
	file_write("input", "content", 7);
	digest = results_digest(&store, "input");
	assert_string_equal(digest.hex, wanted.hex);
	assert_dies(
		EXIT_NO, "missing: cannot open: No such file", results_digest(&store, "missing"));
}

/* What the key of a layer was made from before there was a table. */
static void keys_have_the_version(void **state)
{
	(void)state;
	struct key key = results_key(STAGE_base), same = key_begin("base");
	_cleanup_free_ char *version = xprintf("%d", results_version(STAGE_base));

	key_add(&same, "output", version);
	key_add(&same, "arch", "arm64");
	key_add(&key, "arch", "arm64");
	assert_string_equal(key_end(&key, NULL).hex, key_end(&same, NULL).hex);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(results_come_back),
		cmocka_unit_test(stages_have_names),
		cmocka_unit_test(inputs_are_known_by_content),
		cmocka_unit_test(keys_have_the_version),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, make_store, remove_store);
}
