/* SPDX-License-Identifier: MIT */
/* installed: the path, the size and the hash of a file. */
#include "unit.h"

#include "layers/installed.h"
#include "lib/cleanup.h"
#include "makewheel.h"

static char path[] = "/tmp/pylock-unit-installed.XXXXXX";
static struct inflate *inflate;
static struct wheel *wheel;

static int open_wheel(void **state)
{
	struct makewheel made = {0};
	int fd = mkstemp(path);

	(void)state;
	if (fd < 0 || close(fd))
		return 1;
	makewheel_add(&made, "a.py", 0100644, "x\n");
	makewheel_write(&made, "a", path);
	inflate = inflate_new();
	wheel = wheel_open(path, "a-1.0-py3-none-any.whl", NULL, inflate);
	return 0;
}

static int clean(void **state)
{
	(void)state;
	wheel_close(&wheel);
	inflate_free(&inflate);
	return unlink(path);
}

/* The file a.py of the wheel, with the hash that its row has. */
static struct installed module(void)
{
	return (struct installed){.wheel = wheel,
		.root = "opt/site/",
		.name = "a.py",
		.entry = zip_find(&wheel->zip, "a.py"),
		.hash = record_find(&wheel->record, "a.py")->hash};
}

static void path_and_size(void **state)
{
	(void)state;
	struct installed file = module();
	_cleanup_free_ char *where = installed_path(&file);

	assert_string_equal(where, "opt/site/a.py");
	assert_int_equal(installed_size(&file), 2);
	file.entry = NULL;
	file.content = (struct text){.bytes = (char *)"written", .length = 7};
	assert_int_equal(installed_size(&file), 7);
}

static void the_hash(void **state)
{
	(void)state;
	struct installed file = module();

	installed_check(&file, inflate);
	file.hash.bytes[31] ^= 1;
	assert_dies(EXIT_NO,
		"a-1.0-py3-none-any.whl: a.py: the hash is not the one that RECORD says",
		installed_check(&file, inflate));
	file.hash.algorithm = RECORD_NO_HASH;
	installed_check(&file, inflate);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(path_and_size),
		cmocka_unit_test(the_hash),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, open_wheel, clean);
}
