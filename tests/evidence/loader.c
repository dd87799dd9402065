/* SPDX-License-Identifier: MIT */
/* loader: the rules of ld.so(8) one by one. loader.t asks the real loader about trees of libraries;
 * here is what linkers on this machine do not make. */
#include "unit.h"

#include "elf_items.h"
#include "evidence_items.h"
#include "lib/cleanup.h"

#define HERE "62,64l"
#define PLAIN "{\"dynamic\":true}"

struct said {
	const struct loader *loader;
	struct text text;
};

static void say(void *data, uint32_t object, size_t need, struct met met)
{
	struct said *said = data;
	const struct loadable *objects = said->loader->objects.list;
	const char *path = met.target == NO_OBJECT ? "-" : objects[met.target].path;

	text_printf(&said->text, "%s%s=%s%s", said->text.length ? " " : "",
		json_string_value(json_array_get(objects[object].needed, need)), path,
		met.besides ? "?" : "");
}

/* What a/x.so, of KIND and with this JSON, leads to among the files of ROOT. */
static void assert_loads(
	struct root *root, const char *kind, const char *json, const char *path, const char *wanted)
{
	root_add(root, "a/x.so", kind, json, NULL, NULL);
	root_lay(root);
	root_load(root, "usr/bin/python3", path);
	struct said said = {.loader = &root->loader};
	_cleanup_(load_free) struct load load = {0};

	loader_load(&root->loader, root_object(root, "a/x.so"), &load, say, &said);
	assert_string_equal(text_string(&said.text), wanted);
	text_free(&said.text);
	load_free(&load);
	root_free(root);
}

/* Files of another machine, class or byte order, and what is no library, are passed over. */
static void what_does_not_fit(void **state)
{
	static const char *const others[] = {"183,64l", "62,32l", "62,64b"};
	struct root root;

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		root_begin(&root);
		root_add(&root, "b/lib.so", others[i], PLAIN, NULL, NULL);
		root_add(&root, "c/lib.so", HERE, PLAIN, NULL, NULL);
		assert_loads(&root, HERE,
			"{\"dynamic\":true,\"needed\":[\"lib.so\"],\"rpath\":\"/b:/c\"}", NULL,
			"lib.so=c/lib.so");
	}
	root_begin(&root);
	root_add(&root, "b/lib.so", HERE, "{\"flaw\":\"none\"}", NULL, NULL);
	root_item(&root, "f 0644 " ONE " 1 - c/lib.so|");
	root_item(&root, "d 0755 d/lib.so|");
	assert_loads(&root, HERE,
		"{\"dynamic\":true,\"needed\":[\"lib.so\"],\"rpath\":\"/b:/c:/d\"}", NULL,
		"lib.so=-");
	root_begin(&root);
	root_add(&root, "b/lib.so", "22,64b", PLAIN, NULL, NULL);
	assert_loads(&root, "22,64b", "{\"dynamic\":true,\"needed\":[\"lib.so\"],\"rpath\":\"/b\"}",
		NULL, "lib.so=b/lib.so");
}

/* A name with a slash is a path; $ORIGIN is known in it, no other variable is. */
static void names_that_are_paths(void **state)
{
	struct root root;

	(void)state;
	root_begin(&root);
	root_add(&root, "b/lib.so", HERE, PLAIN, NULL, NULL);
	root_add(&root, "c/lib.so", "183,64l", PLAIN, NULL, NULL);
	assert_loads(&root, HERE,
		"{\"dynamic\":true,\"needed\":[\"/b/lib.so\",\"$ORIGIN/../b/lib.so\","
		"\"${ORIGIN}/none.so\",\"/c/lib.so\",\"b/lib.so\",\"/$LIB/lib.so\"]}",
		NULL,
		"/b/lib.so=b/lib.so $ORIGIN/../b/lib.so=b/lib.so ${ORIGIN}/none.so=- /c/lib.so=- "
		"b/lib.so=- /$LIB/lib.so=-");
}

static void variables_that_are_not_known(void **state)
{
	static const char *const paths[] = {"/$LIB", "/b/$PLATFORM", "$LIB", "b", "", ":"};
	struct root root;

	(void)state;
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
		_cleanup_free_ char *json = xprintf(
			"{\"dynamic\":true,\"needed\":[\"lib.so\"],\"runpath\":\"%s\"}", paths[i]);

		root_begin(&root);
		root_add(&root, "b/lib.so", HERE, PLAIN, NULL, NULL);
		root_add(&root, "$LIB/lib.so", HERE, PLAIN, NULL, NULL);
		assert_loads(&root, HERE, json, NULL, "lib.so=-");
	}
}

/* $LIB is lib64 where glibc lies there, and Debian's lib/TRIPLET; a file for another machine has
 * none. */
static void what_glibc_knows(void **state)
{
	static const struct {
		const char *libc, *kind, *path, *wanted;
	} rows[] = {
		{"usr/lib64/libc.so.6", HERE, "/o/$LIB", "lib.so=o/lib64/lib.so"},
		{"lib/x86_64-linux-gnu/libc.so.6", HERE, "/o/${LIB}",
			"lib.so=o/lib/x86_64-linux-gnu/lib.so"},
		{"usr/lib/libc.so.6", HERE, "/o/$LIB/", "lib.so=o/lib/lib.so"},
		{"usr/lib64/libc.so.6", HERE, "$ORIGIN/../o/$LIB", "lib.so=o/lib64/lib.so"},
		{"usr/lib64/libc.so.6", HERE, "/o/$LIBRARY:/o/${LIB", "lib.so=-"},
		{"usr/lib64/libc.so.6", HERE, "$ORIGINAL/../o/lib64", "lib.so=-"},
		{"usr/lib64/libc.so.6", HERE, "$LIB/../o/lib64", "lib.so=-"},
		{"usr/lib64/other.so", HERE, "/o/$LIB", "lib.so=-"},
		{"usr/lib64/libc.so.6", "183,64l", "/o/$LIB", "lib.so=-"},
		{"usr/lib64/libc.so.6", HERE, "/o/$PLATFORM", "lib.so=o/x86_64/lib.so"},
		{"usr/lib64/other.so", HERE, "/o/$PLATFORM", "lib.so=-"},
	};
	static const char *const places[] = {"o/lib64/lib.so", "o/lib/lib.so",
		"o/lib/x86_64-linux-gnu/lib.so", "o/x86_64/lib.so"};
	struct root root;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		_cleanup_free_ char *json =
			xprintf("{\"dynamic\":true,\"needed\":[\"lib.so\"],\"runpath\":\"%s\"}",
				rows[i].path);

		root_begin(&root);
		root_add(&root, rows[i].libc, HERE, PLAIN, NULL, NULL);
		for (size_t place = 0; place < 4; place++)
			root_add(&root, places[place], rows[i].kind, PLAIN, NULL, NULL);
		assert_loads(&root, rows[i].kind, json, NULL, rows[i].wanted);
	}
}

/* What is loaded is found by the name under which it was asked for, and by its DT_SONAME. */
/* In an image with musl's loader, which is one file, no search is made for the C library. */
static void what_musl_is(void **state)
{
	static const struct {
		const char *file, *wanted;
	} rows[] = {
		{"lib/ld-musl-x86_64.so.1", "libc.so=lib/ld-musl-x86_64.so.1 "
					    "libc.musl-x86_64.so.1=lib/ld-musl-x86_64.so.1 "
					    "libpthread.so.0=lib/ld-musl-x86_64.so.1 "
					    "libcrypt.so.1=-"},
		{"lib/ld-musl-aarch64.so.1", "libc.so=- libc.musl-x86_64.so.1=- libpthread.so.0=- "
					     "libcrypt.so.1=-"},
		{"lib/ld-linux-x86-64.so.2", "libc.so=- libc.musl-x86_64.so.1=- libpthread.so.0=- "
					     "libcrypt.so.1=-"},
	};
	struct root root;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		root_begin(&root);
		root_add(&root, rows[i].file, i == 1 ? "183,64l" : HERE, PLAIN, NULL, NULL);
		assert_loads(&root, HERE,
			"{\"dynamic\":true,\"needed\":[\"libc.so\",\"libc.musl-x86_64.so.1\","
			"\"libpthread.so.0\",\"libcrypt.so.1\"]}",
			NULL, rows[i].wanted);
	}
}

static void loaded_already(void **state)
{
	struct root root;

	(void)state;
	root_begin(&root);
	root_add(&root, "b/one.so", HERE, "{\"dynamic\":true,\"soname\":\"two.so\"}", NULL, NULL);
	root_add(&root, "b/two.so", HERE, PLAIN, NULL, NULL);
	assert_loads(&root, HERE,
		"{\"dynamic\":true,\"needed\":[\"one.so\",\"two.so\"],\"rpath\":\"/b\"}", NULL,
		"one.so=b/one.so two.so=b/one.so");
}

/* DT_RPATH, LD_LIBRARY_PATH, DT_RUNPATH, in this order; DT_RUNPATH turns DT_RPATH off. */
static void the_order(void **state)
{
	static const char *const json[] = {
		"{\"dynamic\":true,\"needed\":[\"lib.so\"],\"rpath\":\"/b\"}",
		"{\"dynamic\":true,\"needed\":[\"lib.so\"],\"runpath\":\"/b\"}",
		"{\"dynamic\":true,\"needed\":[\"lib.so\"],\"rpath\":\"/b\",\"runpath\":\"/d\"}",
	};
	static const char *const wanted[][2] = {
		{"lib.so=b/lib.so", "lib.so=b/lib.so"},
		{"lib.so=c/lib.so", "lib.so=b/lib.so"},
		{"lib.so=c/lib.so", "lib.so=-"},
	};
	struct root root;

	(void)state;
	for (size_t i = 0; i < 6; i++) {
		root_begin(&root);
		root_item(&root, "d 0755 d|");
		root_add(&root, "b/lib.so", HERE, PLAIN, NULL, NULL);
		root_add(&root, "c/lib.so", HERE, PLAIN, NULL, NULL);
		assert_loads(
			&root, HERE, json[i / 2], i % 2 ? "/d" : "/none:/c", wanted[i / 2][i % 2]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_does_not_fit),
		cmocka_unit_test(names_that_are_paths),
		cmocka_unit_test(variables_that_are_not_known),
		cmocka_unit_test(what_glibc_knows),
		cmocka_unit_test(what_musl_is),
		cmocka_unit_test(loaded_already),
		cmocka_unit_test(the_order),
	};
	return run_unit(tests);
}
