/* SPDX-License-Identifier: MIT */
/* accounts: what passwd and group name, and lines that are none. */
#include "unit.h"

#include "files/accounts.h"
#include "lib/cleanup.h"

static void assert_json(json_t *value, const char *wanted)
{
	_cleanup_(text_free) struct text text = json_canonical(value);

	assert_string_equal(text_string(&text), wanted);
	json_decref(value);
}

static void users(void **state)
{
	(void)state;
	assert_json(accounts_users(
			    "root:x:0:0:root:/root:/bin/"
			    "bash\nbad\n#a:x:1:1:::\n:x:1:1:::\nb:x:-1:1:::\n"
			    "c:x:4294967296:0:::\nd:x:4294967295:7\ne:x:9\n\nlast:*:65534:65534:a,"
			    "b::/bin/false"),
		"[{\"gid\":0,\"home\":\"/root\",\"name\":\"root\",\"shell\":\"/bin/"
		"bash\",\"uid\":0},"
		"{\"gid\":7,\"home\":\"\",\"name\":\"d\",\"shell\":\"\",\"uid\":4294967295},"
		"{\"gid\":65534,\"home\":\"\",\"name\":\"last\",\"shell\":\"/bin/"
		"false\",\"uid\":65534}]");
	assert_json(accounts_users(""), "[]");
}

static void groups(void **state)
{
	(void)state;
	assert_json(
		accounts_groups("root:x:0:\nvideo:x:44:ann,bob\nshort:x:5\nnone\nx:x:y:\n:x:3:\n"),
		"[{\"gid\":0,\"members\":[],\"name\":\"root\"},"
		"{\"gid\":44,\"members\":[\"ann\",\"bob\"],\"name\":\"video\"},"
		"{\"gid\":5,\"members\":[],\"name\":\"short\"}]");
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(users), cmocka_unit_test(groups)};
	return run_unit(tests);
}
