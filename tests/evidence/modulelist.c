/* SPDX-License-Identifier: MIT */
/* modulelist: what counts as a module in a directory. */
#include "unit.h"

#include "evidence/modulelist.h"
#include "evidence_items.h"
#include "lib/cleanup.h"

#define FILE(path) "f 0644 " ONE " 1 - " path "|"

static void what_python_imports(void **state)
{
	_cleanup_(filesystem_free) struct filesystem filesystem;
	_cleanup_(text_free) struct text real = {0}, said = {0};
	struct evidence evidence = items(FILE("site/six.py") FILE("site/seven.pyc") FILE(
		"site/eight.cpython-313-x86_64-linux-gnu.so") FILE("site/nine/__init__.py")
			FILE("site/ten/part.py") FILE("site/six.txt") FILE("other/eleven.py"));
	struct module *list;

	(void)state;
	filesystem_begin(&filesystem);
	filesystem_apply(&filesystem, &evidence, 0, "L");
	size_t count =
		modulelist_read(&filesystem, filesystem_follow(&filesystem, "site", &real), &list);

	for (size_t i = 0; i < count; i++)
		text_printf(&said, "%s ", list[i].name);
	assert_string_equal(text_string(&said), "six seven eight nine ");
	modulelist_free(list, count);
	free((char *)evidence.bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(what_python_imports)};

	return run_unit(tests);
}
