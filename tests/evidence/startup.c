/* SPDX-License-Identifier: MIT */
/* startup: the program that an image starts, what is wrong with it, and which modules are hidden.
 */
#include "unit.h"

#include "evidence/startup.h"
#include "evidence_items.h"
#include "lib/cleanup.h"
#include "lib/json.h"

static const char layer_items[] =
	"f 0755 " ONE " 1 - usr/bin/run|"
	"f 0644 " ONE " 1 - usr/bin/text|"
	"f 0755 " ONE " 1 - usr/bin/script|"
	"x usr/bin/script|/usr/bin/none -u|"
	"f 0755 " ONE " 1 - app/tool|"
	"f 0644 " ONE " 1 - etc/passwd|"
	"c etc/passwd|root:x:0:0:root:/root:/bin/sh\nme:x:5:5::/:/bin/sh\n|"
	"l 0777 bin|usr/bin|"
	"f 0644 " ONE " 1 - mods/json.py|"
	"f 0644 " ONE " 1 - mods/six.so|"
	"f 0644 " ONE " 1 - site/six.py|"
	"f 0644 " ONE " 1 - site/pkg/__init__.py|";

/* What startup_json says for an image with CONFIG; the caller frees. */
static json_t *startup_of(const char *config)
{
	_cleanup_(filesystem_free) struct filesystem filesystem;
	struct examined layer = {.evidence = items(layer_items)};
	_cleanup_json_ json_t *json = json_loads(config, 0, NULL);
	const struct image image = {.config = json, .layer_count = 1};
	const struct distributions none = {0};
	const char *const sites[] = {"site"};

	assert_non_null(json);
	filesystem_begin(&filesystem);
	filesystem_apply(&filesystem, &layer.evidence, 0, "L");
	json_t *said = startup_json(&image, &filesystem, &layer, &none, sites, 1);

	free((char *)layer.evidence.bytes);
	return said;
}

/* PATH or PROBLEM, a part of it, are NULL for none. */
static void assert_starts(const char *config, const char *path, const char *problem)
{
	_cleanup_free_ char *whole = xprintf("{\"config\":{%s}}", config);
	_cleanup_json_ json_t *said = startup_of(whole);
	const json_t *program = json_array_get(json_object_get(said, "programs"), 0);
	const char *found = json_string_value(json_object_get(program, "path")),
		   *wrong = json_string_value(json_object_get(program, "problem"));

	assert_non_null(program);
	assert_string_equal(found ? found : "none", path ? path : "none");
	if (!problem)
		assert_null(wrong);
	else if (!wrong || !strstr(wrong, problem))
		fail_msg("'%s', not '%s'", wrong ? wrong : "", problem);
}

static void programs_are_found_as_execvp_does(void **state)
{
	(void)state;
	assert_starts("\"Cmd\":[\"run\",\"x\"]", "/usr/bin/run", NULL);
	assert_starts("\"Entrypoint\":[\"/bin/run\"],\"Cmd\":[\"no\"]", "/bin/run", NULL);
	assert_starts("\"Cmd\":[\"run\"],\"Env\":[\"PATH=/none:/bin\"]", "/bin/run", NULL);
	assert_starts("\"Cmd\":[\"./tool\"],\"WorkingDir\":\"/app\"", "/app/./tool", NULL);
	assert_starts("\"Cmd\":[\"tool\"]", NULL, "is not in the PATH of the image");
	assert_starts("\"Cmd\":[\"text\"]", NULL, "is not in the PATH of the image");
	assert_starts("\"Cmd\":[\"/usr/bin/text\"]", "/usr/bin/text", "is not executable");
	assert_starts("\"Cmd\":[\"/usr/bin\"]", "/usr/bin", "is a directory");
	assert_starts("\"Cmd\":[\"/none\"]", "/none", "is not there");
	assert_starts("\"Cmd\":[\"script\"]", "/usr/bin/script",
		"its interpreter /usr/bin/none is not there");
}

static void users_and_hidden_modules(void **state)
{
	(void)state;
	_cleanup_json_ json_t *said = startup_of("{\"config\":{\"Env\":[\"PYTHONPATH=/mods\"]}}"),
			      *clean = startup_of("{\"config\":{}}");
	const json_t *users = json_object_get(said, "users"),
		     *shadows = json_object_get(said, "shadows");

	assert_int_equal(json_array_size(users), 2);
	assert_string_equal(json_string_value(json_array_get(users, 1)), "me");
	assert_int_equal(json_array_size(shadows), 1);
	assert_string_equal(json_want_string(json_array_get(shadows, 0), "module", "w"), "six");
	assert_string_equal(
		json_want_string(json_array_get(shadows, 0), "directory", "w"), "/mods");
	assert_int_equal(json_array_size(json_object_get(clean, "shadows")), 0);
	assert_int_equal(json_array_size(json_object_get(clean, "programs")), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(programs_are_found_as_execvp_does),
		cmocka_unit_test(users_and_hidden_modules),
	};
	return run_unit(tests);
}
