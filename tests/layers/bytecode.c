/* SPDX-License-Identifier: MIT */
/* bytecode: paths are those of importlib.util.cache_from_source. */
#include "unit.h"

#include "layers/bytecode.h"
#include "lib/cleanup.h"

static void assert_path(const char *source, unsigned major, unsigned minor, const char *wanted)
{
	_cleanup_free_ char *path = bytecode_path(source, major, minor);

	if (!wanted) {
		assert_null(path);
		return;
	}
	assert_string_equal(path, wanted);
	assert_true(bytecode_is(path));
}

static void has_the_path_where_python_looks(void **state)
{
	(void)state;
	assert_path("a.py", 3, 12, "__pycache__/a.cpython-312.pyc");
	assert_path("a/b/__init__.py", 3, 9, "a/b/__pycache__/__init__.cpython-39.pyc");
	assert_path("a/b.c.py", 3, 11, "a/__pycache__/b.c.cpython-311.pyc");
	assert_path("a/.py", 3, 12, NULL);
	assert_path("a.pyc", 3, 12, NULL);
	assert_path("a.py/b", 3, 12, NULL);
	assert_path("a/b.PY", 3, 12, NULL);
	assert_path("", 3, 12, NULL);
}

static void knows_what_is_compiled(void **state)
{
	(void)state;
	assert_true(bytecode_is("__pycache__/a.cpython-312.pyc"));
	assert_true(bytecode_is("a/__pycache__/b.cpython-38.opt-1.pyc"));
	assert_false(bytecode_is("a/b.pyc"));
	assert_false(bytecode_is("a.pyc"));
	assert_false(bytecode_is("a__pycache__/b.pyc"));
	assert_false(bytecode_is("a/x__pycache__/b.pyc"));
	assert_false(bytecode_is("__pycache__/a/b.pyc"));
	assert_false(bytecode_is("__pycache__/a.py"));
	assert_false(bytecode_is(""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(has_the_path_where_python_looks),
		cmocka_unit_test(knows_what_is_compiled),
	};
	return run_unit(tests);
}
