/* SPDX-License-Identifier: MIT */
/* wheelfiles: an image's files against those of a wheel: each way in which they can differ. */
#include "unit.h"

#include "evidence/wheelfiles.h"
#include "evidence_items.h"
#include "layers/install.h"
#include "lib/cleanup.h"
#include "lib/json.h"
#include "makewheel.h"
#include "scratch.h"

#define SITE "opt/venv/lib/python3.12/site-packages/"
#define FILE_OF(digest, path) "f 0644 " digest " 1 - " path "|"

static struct scratch scratch;
static struct store store;
static struct environment environment;
static struct digest digest; /* the wheel's */
static char *installed;      /* evidence of all that it installs */

/* The wheel, in the store, and what it installs as evidence. */
static int begin(void **state)
{
	struct makewheel made = {0};
	struct text all = {0}, bytes;

	(void)state;
	scratch = scratch_make();
	const char *path = scratch_path(&scratch, "a.whl");

	makewheel_add(&made, "a.py", 0100644, "x\n");
	makewheel_add(&made, "b.py", 0100644, "y\n");
	makewheel_write(&made, "a", path);
	bytes = file_read(path, 1 << 20);
	store = store_open(scratch_path(&scratch, "store"));
	digest = store_put(&store, bytes.bytes, bytes.length);
	text_free(&bytes);
	environment =
		environment_at("/opt/venv", "/opt/venv/lib/python3.12/site-packages", NULL, 3, 12);
	_cleanup_(inflate_free) struct inflate *inflate = inflate_new();
	_cleanup_(wheel_close) struct wheel *wheel =
		wheel_open(path, "a-1.0-py3-none-any.whl", NULL, inflate);
	_cleanup_(installation_free) struct installation installation =
		install_wheel(wheel, &environment, inflate);

	for (size_t i = 0; i < installation.count; i++) {
		const struct installed *file = &installation.files[i];
		_cleanup_free_ char *place = installed_path(file);

		text_printf(&all, "f 0644 %s 1 - %s|", record_hash_digest(&file->hash).hex, place);
	}
	installed = text_take(&all);
	return 0;
}

static int end(void **state)
{
	(void)state;
	environment_free(&environment);
	store_close(&store);
	free(installed);
	scratch_remove(&scratch);
	return 0;
}

/* What is said of an image of the layers BASE, which may be NULL, and FIRST, and ORIGINS besides
 * the wheel. The caller frees. */
static char *said_of(const char *base, const char *first, const char *origins, bool compiled)
{
	struct filesystem filesystem;
	struct examined layers[2] = {
		{.evidence = items(base ? base : "")}, {.evidence = items(first)}};
	struct image_layer own[2] = {0};
	struct image image = {.layer_count = 2, .layers = own};
	_cleanup_free_ char *text = xprintf("wheel %s a-1.0-py3-none-any.whl%s\n%s", digest.hex,
		compiled ? " pyc" : "", origins);
	_cleanup_(origins_free) struct origins read =
		origins_read(scratch_write(&scratch, "origins", text));

	assert_true(digest_parse(ONE, &own[0].digest) && digest_parse(TWO, &own[1].digest));
	filesystem_begin(&filesystem);
	for (unsigned i = 0; i < 2; i++)
		filesystem_apply(&filesystem, &layers[i].evidence, i, "L");
	const struct wheelfiles whole = {.store = &store,
		.environment = &environment,
		.image = &image,
		.filesystem = &filesystem,
		.layers = layers};
	_cleanup_json_ json_t *result = wheelfiles_compare(&whole, &read);
	json_t *wheel = json_array_get(json_object_get(result, "wheels"), 0);
	_cleanup_json_ json_t *shown = json_pack("[O?, O?, O, O]",
		json_object_get(wheel, "changed"), json_object_get(wheel, "missing"),
		json_object_get(result, "unexplained"), json_object_get(result, "bytecode"));
	struct text canonical = json_canonical(shown);

	filesystem_free(&filesystem);
	for (unsigned i = 0; i < 2; i++)
		free((char *)layers[i].evidence.bytes);
	return text_take(&canonical);
}

static void assert_compared(
	const char *base, const char *more, const char *origins, bool compiled, const char *wanted)
{
	_cleanup_free_ char *first = xprintf("%s%s", installed, more);
	_cleanup_free_ char *said = said_of(base, first, origins, compiled);

	assert_string_equal(said, wanted);
}

static void equal(void **state)
{
	(void)state;
	assert_compared(NULL, "", "", false, "[[],[],[],0]");
	assert_compared("f 0644 " ONE " 1 - etc/x|", "", "base " ONE "\n", false, "[[],[],[],0]");
}

static void changed(void **state)
{
	(void)state;
	assert_compared(NULL, FILE_OF(ONE, SITE "a.py"), "", false, "[[\"" SITE "a.py\"],[],[],0]");
	assert_compared(NULL, "f 0755 " ONE " 1 - " SITE "b.py|", "", false,
		"[[\"" SITE "b.py\"],[],[],0]");
	assert_compared(
		NULL, "l 0777 " SITE "b.py|a.py|", "", false, "[[\"" SITE "b.py\"],[],[],0]");
	assert_compared(NULL, FILE_OF(ONE, SITE "a-1.0.dist-info/RECORD"), "", false,
		"[[\"" SITE "a-1.0.dist-info/RECORD\"],[],[],0]");
}

static void missing(void **state)
{
	_cleanup_free_ char *said = said_of(NULL, FILE_OF(ONE, "x"), "base " TWO "\n", false);

	(void)state;
	assert_non_null(strstr(said, SITE "a.py\""));
	assert_non_null(strstr(said, SITE "a-1.0.dist-info/RECORD\""));
}

static void unexplained(void **state)
{
	(void)state;
	assert_compared(NULL, FILE_OF(ONE, "etc/ld.so.preload"), "", false,
		"[[],[],[\"etc/ld.so.preload\"],0]");
	assert_compared("f 0644 " ONE " 1 - etc/x|", "w 0644 etc/x|", "base " ONE "\n", false,
		"[[],[],[\"etc/x\"],0]");
	assert_compared(
		NULL, "g 1000 1000 " SITE "a.py|", "", false, "[[],[],[\"" SITE "a.py\"],0]");
	assert_compared("f 0644 " ONE " 1 - etc/x|", "", "", false, "[[],[],[\"etc/x\"],0]");
}

static void lists(void **state)
{
	struct digest target = sha256_of("python3", 7);
	_cleanup_free_ char *text = xprintf("0644 " ONE " etc/x\n0777 %s bin/p\n", target.hex);
	struct digest list = store_put(&store, text, strlen(text));
	_cleanup_free_ char *origins = xprintf("list %s\n", list.hex);

	(void)state;
	assert_compared(NULL, FILE_OF(ONE, "etc/x") "l 0777 bin/p|python3|", origins, false,
		"[[],[],[],0]");
	assert_compared(NULL, FILE_OF(TWO, "etc/x") "l 0777 bin/p|sh|", origins, false,
		"[[],[],[\"etc/x\",\"bin/p\"],0]");
	assert_compared(
		NULL, FILE_OF(ONE, "etc/x"), "list " TWO "\n", false, "[[],[],[\"etc/x\"],0]");
}

static void bytecode(void **state)
{
	const char *const pyc = FILE_OF(ONE, SITE "__pycache__/a.cpython-312.pyc")
		FILE_OF(TWO, SITE "a-1.0.dist-info/RECORD");

	(void)state;
	assert_compared(NULL, pyc, "", true, "[[],[],[],1]");
	assert_compared(NULL, FILE_OF(ONE, SITE "__pycache__/c.cpython-312.pyc"), "", true,
		"[[],[],[\"" SITE "__pycache__/c.cpython-312.pyc\"],0]");
	assert_compared(NULL, FILE_OF(ONE, SITE "__pycache__/a.cpython-312.pyc"), "", false,
		"[[],[],[\"" SITE "__pycache__/a.cpython-312.pyc\"],0]");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(equal),
		cmocka_unit_test(changed),
		cmocka_unit_test(missing),
		cmocka_unit_test(unexplained),
		cmocka_unit_test(lists),
		cmocka_unit_test(bytecode),
	};

	return cmocka_set_message_output(CM_OUTPUT_TAP), cmocka_run_group_tests(tests, begin, end);
}
