/* SPDX-License-Identifier: MIT */
/* install: where files go and what RECORD says of them. That pip does the same:
 * tests/layers/layer.t. */
#include "unit.h"

#include "layers/install.h"
#include "lib/cleanup.h"
#include "makewheel.h"

static char path[] = "/tmp/pylock-unit-install.XXXXXX";
static struct environment environment;
static struct inflate *inflate;
static struct wheel *wheel;
static struct installation installation;

static int install(void **state)
{
	struct makewheel made = {0};
	int fd = mkstemp(path);

	(void)state;
	if (fd < 0 || close(fd))
		return 1;
	makewheel_add(&made, "a.py", 0100644, "x\n");
	makewheel_add(&made, "a-1.0.data/scripts/b", 0100755, "#!python\nx\n");
	makewheel_add(&made, "a-1.0.data/headers/b.h", 0100644, "\n");
	makewheel_add(&made, "a-1.0.data/data/share/b", 0755, "\n");
	makewheel_add(
		&made, "a-1.0.dist-info/entry_points.txt", 0100644, "[gui_scripts]\nc = b:c\n");
	makewheel_write(&made, "a", path);
	environment =
		environment_at("/opt/venv", "/opt/venv/lib/python3.12/site-packages", NULL, 3, 12);
	inflate = inflate_new();
	wheel = wheel_open(path, "a-1.0-py3-none-any.whl", NULL, inflate);
	installation = install_wheel(wheel, &environment, inflate);
	return 0;
}

static int clean(void **state)
{
	(void)state;
	installation_free(&installation);
	wheel_close(&wheel);
	inflate_free(&inflate);
	environment_free(&environment);
	return unlink(path);
}

static const struct installed *find(const char *wanted)
{
	for (size_t i = 0; i < installation.count; i++) {
		_cleanup_free_ char *installed = installed_path(&installation.files[i]);

		if (strcmp(installed, wanted) == 0)
			return &installation.files[i];
	}
	fail_msg("%s is not installed", wanted);
	return NULL;
}

static void files_go_where_they_belong(void **state)
{
	(void)state;
	const struct installed *module = find("opt/venv/lib/python3.12/site-packages/a.py"),
			       *script = find("opt/venv/bin/b"), *data = find("opt/venv/share/b"),
			       *point = find("opt/venv/bin/c");

	assert_int_equal(installation.count, 10);
	assert_int_equal(module->mode, 0644);
	assert_string_equal(module->entry->name, "a.py");
	assert_int_equal(installed_size(module), 2);
	assert_int_equal(script->mode, 0755);
	assert_null(script->entry);
	assert_string_equal(script->content.bytes, "#!/opt/venv/bin/python3\nx\n");
	assert_int_equal(data->mode, 0644); /* 0755, but not marked as a regular file */
	assert_int_equal(point->mode, 0755);
	assert_true(starts_with(
		point->content.bytes, "#!/opt/venv/bin/python3\nimport sys\nfrom b import c\n"));
	assert_non_null(find("opt/venv/include/site/python3.12/a/b.h"));
	assert_non_null(find("opt/venv/lib/python3.12/site-packages/a-1.0.dist-info/METADATA"));
}

static void record_lists_them_all(void **state)
{
	(void)state;
	const struct installed *record =
		find("opt/venv/lib/python3.12/site-packages/a-1.0.dist-info/RECORD");
	const char *const paths[] = {"../../../bin/b", "../../../bin/c",
		"../../../include/site/python3.12/a/b.h", "../../../share/b",
		"a-1.0.dist-info/INSTALLER", "a-1.0.dist-info/METADATA", "a-1.0.dist-info/RECORD",
		"a-1.0.dist-info/WHEEL", "a-1.0.dist-info/entry_points.txt", "a.py"};
	_cleanup_free_ char *copy = xstrdup(record->content.bytes);
	char *rest = copy;

	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
		char *row = strsep(&rest, "\n");

		assert_string_equal(strsep(&row, ","), paths[i]);
	}
	assert_string_equal(rest, "");
	assert_non_null(strstr(record->content.bytes, "\na-1.0.dist-info/RECORD,,\r\n"));
	assert_string_equal(find("opt/venv/lib/python3.12/site-packages/a-1.0.dist-info/INSTALLER")
				    ->content.bytes,
		"pylock.mk\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_go_where_they_belong),
		cmocka_unit_test(record_lists_them_all),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, install, clean);
}
