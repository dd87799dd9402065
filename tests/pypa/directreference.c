/* SPDX-License-Identifier: MIT */
/* directreference: references to files, repositories and paths, taken apart as pip does it. */
#include "unit.h"

#include "lib/cleanup.h"
#include "lib/text.h"
#include "pypa/directreference.h"

/* Kind, name, extras, location, revision, subdirectory, hash and marker. */
static void assert_parts(const char *text, const char *wanted)
{
	struct directreference reference;
	_cleanup_(text_free) struct text found = {0};
	const char *problem = directreference_parse(text, &reference);

	if (problem) {
		text_printf(&found, "! %s", problem);
	} else {
		const char *const parts[] = {reference.name, reference.extras, reference.location,
			reference.revision, reference.subdirectory, reference.sha256,
			reference.marker};

		text_add_char(&found, "aglo"[reference.kind]);
		for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
			text_printf(&found, "|%s", parts[i] ? parts[i] : "");
	}
	assert_string_equal(text_string(&found), wanted);
	directreference_free(&reference);
}

static void files_of_urls(void **state)
{
	(void)state;
	assert_parts("a @ https://h/a-1.tar.gz", "a|a||https://h/a-1.tar.gz||||");
	assert_parts("A.b[Y,x] @ http://h/a.whl#sha256=00", "a|a-b|x,y|http://h/a.whl|||00|");
	assert_parts("https://h/a.zip#egg=a[x]&subdirectory=p/q/", "a|a|x|https://h/a.zip||p/q||");
	assert_parts("https://h/a%20b.whl[x]", "a||x|https://h/a%20b.whl||||");
	assert_parts("a@https://h/a;v=1/b.whl", "a|a||https://h/a;v=1/b.whl||||");
	assert_parts("ftp://h/a.whl", "o|||ftp://h/a.whl||||");
}

static void repositories(void **state)
{
	(void)state;
	assert_parts("a @ git+https://h/r.git@v1", "g|a||https://h/r.git|v1|||");
	assert_parts("git+https://h/r@feature/x#egg=a&subdirectory=python",
		"g|a||https://h/r|feature/x|python||");
	assert_parts("git+ssh://git@h/r.git#egg=a", "g|a||ssh://git@h/r.git||||");
	assert_parts("git+ssh://git@h/r.git@main", "g|||ssh://git@h/r.git|main|||");
	assert_parts("git+file:///srv/r@main", "g|||file:///srv/r|main|||");
	assert_parts("hg+https://h/r", "o|||hg+https://h/r||||");
}

static void paths(void **state)
{
	(void)state;
	assert_parts(".", "l|||.||||");
	assert_parts(".[net,dev]", "l||dev,net|.||||");
	assert_parts("./my lib[x]", "l||x|./my lib||||");
	assert_parts("a @ file:///srv/a%20b", "l|a||/srv/a b||||");
	assert_parts("a @ file:lib", "l|a||lib||||");
	assert_parts("a @ file://localhost/srv", "l|a||/srv||||");
	assert_parts("wheels/a-1-py3-none-any.whl", "l|||wheels/a-1-py3-none-any.whl||||");
	assert_parts("file:///srv/a#egg=a", "l|a||/srv/a||||");
}

static void markers(void **state)
{
	static const char *const ways[] = {
		"a @ https://h/a.whl ; os_name == 'x'",
		"a @ https://h/a.whl; os_name == 'x'",
		"a @ https://h/a.whl;os_name == 'x'",
		"a @ https://h/a.whl ;os_name=='x'",
	};

	(void)state;
	for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
		_cleanup_free_ char *apart = directreference_apart(ways[i]);

		assert_parts(ways[i], "a|a||https://h/a.whl||||os_name == \"x\"");
		assert_non_null(strstr(apart, "a.whl  ;") ? apart : strstr(apart, "a.whl ;"));
	}
	assert_parts("./a[x]; os_name == 'x'", "l||x|./a||||os_name == \"x\"");
	assert_parts("./a ; os_name",
		"! an operator (===, ==, ~=, !=, <=, >=, <, >, in or not in) is wanted in the "
		"marker");
}

static void what_is_none(void **state)
{
	(void)state;
	assert_parts("a @ ", "! a URL or a path is wanted");
	assert_parts("a @ https://h/x y", "! a URL or a path is wanted");
	assert_parts("https://h/x#egg=a&md5=0",
		"! after the # only egg=, subdirectory= and sha256= are known");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_of_urls),
		cmocka_unit_test(repositories),
		cmocka_unit_test(paths),
		cmocka_unit_test(markers),
		cmocka_unit_test(what_is_none),
	};

	return run_unit(tests);
}
