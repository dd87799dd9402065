/* SPDX-License-Identifier: MIT */
/* closure: what the loader would find wanting. The wanted answers are those of ld.so(8) and of
 * dlopen(3): a module is loaded into the process of Python, a program into its own. */
#include "unit.h"

#include "elf_items.h"
#include "evidence/closure.h"
#include "lib/cleanup.h"

#define PYTHON "opt/venv/bin/python3"

/* What is said of the object at PATH. */
static void assert_said(const struct root *root, const struct closure *closure, const char *path,
	const char *wanted)
{
	json_t *json = json_object();

	closure_describe(closure, root_object(root, path), json);
	char *said = json_dumps(json, JSON_SORT_KEYS | JSON_COMPACT);

	assert_string_equal(said, wanted);
	free(said);
	json_decref(json);
}

static void add_python(struct root *root)
{
	root_item(root, "d 0755 usr/lib|");
	root_add(root, PYTHON, "62,64l",
		"{\"dynamic\":true,\"needed\":[\"libpy.so\"],\"program\":true}", "py_main", NULL);
	root_add(root, "usr/lib/libpy.so", "62,64l", "{\"dynamic\":true,\"soname\":\"libpy.so\"}",
		"py_api", NULL);
}

static void symbols_of_the_process(void **state)
{
	struct root root;

	(void)state;
	root_begin(&root);
	add_python(&root);
	root_add(&root, "site/a.so", "62,64l", "{\"dynamic\":true}", NULL, "py_api\npy_main");
	root_add(&root, "site/tool", "62,64l", "{\"dynamic\":true,\"program\":true}", NULL,
		"py_api\nmine");
	root_lay(&root);
	root_load(&root, PYTHON, NULL);
	_cleanup_(closure_free) struct closure *closure = closure_examine(&root.loader);

	assert_said(&root, closure, PYTHON, "{\"needed\":{\"libpy.so\":\"usr/lib/libpy.so\"}}");
	assert_said(&root, closure, "site/a.so", "{\"needed\":{}}");
	assert_said(&root, closure, "site/tool",
		"{\"needed\":{},\"undefined\":{\"count\":2,\"symbols\":[\"py_api\",\"mine\"]}}");
	closure_free(&closure);
	root_free(&root);
}

/* A plugin has what the library that loads it has. */
static void symbols_of_who_loads_it(void **state)
{
	struct root root;

	(void)state;
	root_begin(&root);
	add_python(&root);
	root_add(&root, "site/host.so", "62,64l",
		"{\"dynamic\":true,\"needed\":[\"plugin.so\"],\"runpath\":\"$ORIGIN\"}", "host_api",
		NULL);
	root_add(&root, "site/plugin.so", "62,64l", "{\"dynamic\":true}", NULL, "host_api");
	root_add(&root, "site/alone.so", "62,64l", "{\"dynamic\":true}", NULL, "host_api");
	root_lay(&root);
	root_load(&root, PYTHON, NULL);
	_cleanup_(closure_free) struct closure *closure = closure_examine(&root.loader);

	assert_said(&root, closure, "site/plugin.so", "{\"needed\":{}}");
	assert_said(&root, closure, "site/alone.so",
		"{\"needed\":{},\"undefined\":{\"count\":1,\"symbols\":[\"host_api\"]}}");
	closure_free(&closure);
	root_free(&root);
}

static void what_is_missing_may_have_them(void **state)
{
	struct root root;
	_cleanup_(text_free) struct text many = {0};

	(void)state;
	for (int i = 0; i < 25; i++)
		text_printf(&many, "%ss%d", i ? "\n" : "", i);
	root_begin(&root);
	root_add(&root, "site/a.so", "62,64l",
		"{\"dynamic\":true,\"needed\":[\"libgone.so\",\"b.so\"],\"rpath\":\"/site\"}", NULL,
		text_string(&many));
	root_add(&root, "site/b.so", "62,64l",
		"{\"dynamic\":true,\"needed\":[\"libgone.so\",\"liblost.so\"]}", NULL, NULL);
	root_lay(&root);
	root_load(&root, PYTHON, NULL);
	_cleanup_(closure_free) struct closure *closure = closure_examine(&root.loader);

	assert_said(&root, closure, "site/a.so",
		"{\"incomplete\":[\"libgone.so\",\"liblost.so\"],"
		"\"needed\":{\"b.so\":\"site/b.so\",\"libgone.so\":null},"
		"\"undefined\":{\"count\":25,\"symbols\":[\"s0\",\"s1\",\"s2\",\"s3\",\"s4\","
		"\"s5\","
		"\"s6\",\"s7\",\"s8\",\"s9\",\"s10\",\"s11\",\"s12\",\"s13\",\"s14\",\"s15\","
		"\"s16\","
		"\"s17\",\"s18\",\"s19\"]}}");
	assert_said(&root, closure, "site/b.so",
		"{\"needed\":{\"libgone.so\":null,\"liblost.so\":null}}");
	closure_free(&closure);
	root_free(&root);
}

static void versions(void **state)
{
	struct root root;

	(void)state;
	root_begin(&root);
	root_item(&root, "d 0755 usr/lib|");
	root_add(&root, "usr/lib/libv.so", "62,64l",
		"{\"defines\":[\"V_1\",\"V_2\"],\"dynamic\":true}", NULL, NULL);
	root_add(&root, "usr/lib/libplain.so", "62,64l", "{\"dynamic\":true}", NULL, NULL);
	root_add(&root, "site/a.so", "62,64l",
		"{\"dynamic\":true,\"needed\":[\"libv.so\",\"libplain.so\",\"libgone.so\"],"
		"\"wants\":[[\"libv.so\",\"V_2\"],[\"libv.so\",\"V_3\"],[\"libplain.so\",\"V_9\"],"
		"[\"libgone.so\",\"V_1\"],[\"libother.so\",\"V_1\"]]}",
		NULL, NULL);
	root_lay(&root);
	root_load(&root, PYTHON, NULL);
	_cleanup_(closure_free) struct closure *closure = closure_examine(&root.loader);

	assert_said(&root, closure, "site/a.so",
		"{\"lacks\":[{\"library\":\"libv.so\",\"path\":\"usr/lib/libv.so\","
		"\"version\":\"V_3\"}],\"needed\":{\"libgone.so\":null,"
		"\"libplain.so\":\"usr/lib/libplain.so\",\"libv.so\":\"usr/lib/libv.so\"}}");
	closure_free(&closure);
	root_free(&root);
}

/* No search finds it, but a package has it: it serves if it was loaded before. */
static void besides(void **state)
{
	struct root root;

	(void)state;
	root_begin(&root);
	root_add(&root, "site/a/x.so", "62,64l",
		"{\"dynamic\":true,\"needed\":[\"libb.so\",\"libc.so\"]}", NULL, NULL);
	root_add(&root, "site/b/libb.so", "62,64l", "{\"dynamic\":true}", NULL, NULL);
	root_add(&root, "site/a/libb.so", "62,64l", "{\"dynamic\":true}", NULL, NULL);
	root_add(&root, "site/c/libb.so", "62,64l", "{\"dynamic\":true}", NULL, NULL);
	root_add(&root, "site/nobody/libc.so", "62,64l", "{\"dynamic\":true}", NULL, NULL);
	root_lay(&root);
	filesystem_find(&root.filesystem, "site/a/x.so")->owner = 1;
	filesystem_find(&root.filesystem, "site/a/libb.so")->owner = 1;
	filesystem_find(&root.filesystem, "site/b/libb.so")->owner = 2;
	filesystem_find(&root.filesystem, "site/c/libb.so")->owner = 3;
	root_load(&root, PYTHON, NULL);
	_cleanup_(closure_free) struct closure *closure = closure_examine(&root.loader);

	assert_said(&root, closure, "site/a/x.so",
		"{\"besides\":{\"libb.so\":\"site/a/libb.so\"},\"needed\":{\"libc.so\":null}}");
	closure_free(&closure);
	root_free(&root);
}

/* Another file that loads it finds what it needs. */
static void met_on_behalf_of_another(void **state)
{
	struct root root;

	(void)state;
	root_begin(&root);
	root_add(&root, "site/a.so", "62,64l",
		"{\"dynamic\":true,\"needed\":[\"b.so\"],\"rpath\":\"/site:/deep\"}", NULL, NULL);
	root_add(&root, "site/b.so", "62,64l", "{\"dynamic\":true,\"needed\":[\"deep.so\"]}", NULL,
		NULL);
	root_add(&root, "deep/deep.so", "62,64l", "{\"dynamic\":true}", NULL, NULL);
	root_lay(&root);
	root_load(&root, PYTHON, NULL);
	_cleanup_(closure_free) struct closure *closure = closure_examine(&root.loader);

	assert_said(&root, closure, "site/b.so", "{\"needed\":{\"deep.so\":\"deep/deep.so\"}}");
	closure_free(&closure);
	root_free(&root);
}

static void what_is_no_library(void **state)
{
	struct root root;

	(void)state;
	root_begin(&root);
	root_add(&root, "site/a.o", "62,64l", "{\"flaw\":\"no section\",\"soname\":\"a\"}", NULL,
		"gone");
	root_lay(&root);
	root_load(&root, PYTHON, NULL);
	_cleanup_(closure_free) struct closure *closure = closure_examine(&root.loader);

	assert_said(&root, closure, "site/a.o", "{\"flaw\":\"no section\",\"soname\":\"a\"}");
	closure_free(&closure);
	root_free(&root);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(symbols_of_the_process),
		cmocka_unit_test(symbols_of_who_loads_it),
		cmocka_unit_test(what_is_missing_may_have_them),
		cmocka_unit_test(versions),
		cmocka_unit_test(besides),
		cmocka_unit_test(met_on_behalf_of_another),
		cmocka_unit_test(what_is_no_library),
	};
	return run_unit(tests);
}
