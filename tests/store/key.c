/* SPDX-License-Identifier: MIT */
/* key: wanted keys are those of sha256sum over the netstrings that key.h describes. */
#include "unit.h"

#include "lib/cleanup.h"
#include "lib/json.h"
#include "store/key.h"

static void is_the_hash_of_netstrings(void **state)
{
	json_t *record = NULL;
	struct key key = key_begin("layer");

	(void)state;
	key_add(&key, "b", "x@y=z");
	key_add(&key, "a", "");
	key_add_file(&key, "c", "/dev/null");
	struct digest digest = key_end(&key, &record);
	_cleanup_(text_free) struct text text = json_canonical(record);

	/* printf '5:layer,2:a=,7:b=x@y=z,66:c@e3b0...b855,' | sha256sum */
	assert_string_equal(
		digest.hex, "af06c68491384ac00a4bf9cc8eecf89e2686d228bb559987100b07938112dbad");
	assert_string_equal(text_string(&text),
		"{\"components\":{\"a\":{\"value\":\"\"},\"b\":{\"value\":\"x@y=z\"},\"c\":{"
		"\"file\":\"/dev/"
		"null\",\"sha256\":"
		"\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"}},"
		"\"key\":\"af06c68491384ac00a4bf9cc8eecf89e2686d228bb559987100b07938112dbad\","
		"\"stage\":"
		"\"layer\"}");
	json_free(&record);
}

static void may_have_no_components(void **state)
{
	struct key key = key_begin("");

	(void)state;
	/* printf '0:,' | sha256sum */
	assert_string_equal(key_end(&key, NULL).hex,
		"643d76d2766c1c66bf6df40630304dc3b86aa16ace3849a62e16419d2ed3cce7");
}

static void refuses_what_is_ambiguous(void **state)
{
	_cleanup_(key_free) struct key key = key_begin("layer");

	(void)state;
	key_add(&key, "a", "1");
	assert_dies(EXIT_NO, "a: the component is given twice", key_add(&key, "a", "1"));
	assert_dies(
		EXIT_NO, "a: the component is given twice", key_add_file(&key, "a", "/dev/null"));
	assert_dies(EXIT_NO, "layer: a component has no name", key_add(&key, "", "1"));
	assert_dies(EXIT_NO, "b=c: a component's name has no", key_add(&key, "b=c", "1"));
	assert_dies(EXIT_NO, "b@c: a component's name has no", key_add(&key, "b@c", "1"));
	assert_dies(EXIT_NO, "a component's name has no", key_add(&key, "b\n", "1"));
	assert_dies(EXIT_NO, "b: not UTF-8 text", key_add(&key, "b", "\xff"));
	assert_dies(EXIT_NO, "not UTF-8 text", key_add(&key, "\xff", "1"));
	assert_dies(EXIT_NO, "/no/such: cannot open: No such file",
		key_add_file(&key, "b", "/no/such"));
	assert_dies(EXIT_NO, "/: cannot read: Is a directory", key_add_file(&key, "b", "/"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(is_the_hash_of_netstrings),
		cmocka_unit_test(may_have_no_components),
		cmocka_unit_test(refuses_what_is_ambiguous),
	};
	return run_unit(tests);
}
