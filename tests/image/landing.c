/* SPDX-License-Identifier: MIT */
/* landing: layers that would replace what the base has are refused, with the variable to change. */
#include "unit.h"

#include "image/landing.h"
#include "lib/cleanup.h"
#include "scratch.h"

#define FULL "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
#define LINE(path) "0644 " FULL " " path "\n"

static const char tree[] = "\0d 0755 0 0\0app\0l srv/app\0opt\0d 0755 0 0\0opt/d\0d 0755 0 0\0"
			   "opt/f\0f\0srv\0d 0755 0 0\0srv/app\0d 0755 0 0";

/* Checks a layer that has LIST and ANNOTATION. */
static void check(const char *list, const char *annotation, const char *value)
{
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_(store_close) struct store store = store_open(scratch.path);
	const struct blobs blobs = {.store = store};
	const char *path = scratch_path(&scratch, "base.tree");
	struct image_layer layer = {.files = store_put(&store, list, strlen(list)),
		.annotations = json_pack("{s:s}", annotation, value)};

	file_write(path, tree, sizeof tree);
	_cleanup_(basetree_close) struct basetree base = basetree_open(path);

	landing_check(&base, &blobs, &layer, 1);
	json_decref(layer.annotations);
}

static void what_fits_lands(void **state)
{
	(void)state;
	check(LINE("opt/new/a") LINE("opt/f") LINE("srv/app/x"), ANNOTATION_WHEELS, "a 1");
	check("", ANNOTATION_WHEELS, "a 1");
	check(LINE("app/x"), ANNOTATION_OVERLAY, "true"); /* may replace files of others */
}

static void what_would_replace_is_refused(void **state)
{
	(void)state;
	assert_dies(EXIT_NO,
		"PYLOCK_PREFIX: /app/x goes through /app, which the base has as a link to srv/app: "
		"write a path that begins with /srv/app",
		check(LINE("app/x"), ANNOTATION_WHEELS, "a 1"));
	assert_dies(EXIT_NO, "PYLOCK_DOCUMENTS: /opt/f/x lies below /opt/f, which the base has",
		check(LINE("opt/f/x"), ANNOTATION_FILES, "documents"));
	assert_dies(EXIT_NO, "PYLOCK_PREFIX: /opt/d is no directory, but the base has one",
		check(LINE("opt/d"), ANNOTATION_FILES, "virtual environment"));
	assert_dies(EXIT_NO, "/app is no directory, but the base has one there (/srv/app)",
		check(LINE("app"), ANNOTATION_WHEELS, "a 1"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_fits_lands),
		cmocka_unit_test(what_would_replace_is_refused),
	};
	return run_unit(tests);
}
