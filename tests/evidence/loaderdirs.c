/* SPDX-License-Identifier: MIT */
/* loaderdirs: where the loader of an image looks. The wanted order is that of ld.so(8) and of the
 * description of musl's path file in its dynamic linker's manual. */
#include "unit.h"

#include "evidence/loaderdirs.h"
#include "evidence_items.h"
#include "lib/cleanup.h"

#define FILE(path) "f 0644 " ONE " 1 - " path "|"
#define TEXT(path, text) FILE(path) "c " path "|" text "|"
#define DIRECTORIES "d 0755 opt/a|d 0755 opt/b|d 0755 opt/c|d 0755 usr/lib|l 0777 lib|usr/lib|"
#define CACHE FILE("etc/ld.so.cache")
#define INCLUDES TEXT("etc/ld.so.conf", "include /etc/ld.so.conf.d/*.conf\n")

/* What is found in an image of these layers, the last of which is NULL. */
static void assert_finds(const char *wanted, const char *const *layers)
{
	_cleanup_(filesystem_free) struct filesystem filesystem;
	struct evidence evidence[4] = {{0}};
	const struct evidence *list[4];
	_cleanup_(text_free) struct text said = {0};
	unsigned count = 0;

	filesystem_begin(&filesystem);
	for (; layers[count]; count++) {
		evidence[count] = items(layers[count]);
		list[count] = &evidence[count];
		filesystem_apply(&filesystem, &evidence[count], count, "L");
	}
	_cleanup_(stringlist_free) struct stringlist found =
		loaderdirs_find(&filesystem, list, count);

	list_join(&found, " ", &said);
	assert_string_equal(text_string(&said), wanted);
	for (unsigned i = 0; i < count; i++)
		free((char *)evidence[i].bytes);
}

#define LAYERS(...)               \
	(const char *const[])     \
	{                         \
		__VA_ARGS__, NULL \
	}

static void what_is_configured(void **state)
{
	(void)state;
	const char *conf = TEXT("etc/ld.so.conf.d/z.conf", "/opt/a\n")
		TEXT("etc/ld.so.conf.d/b.conf", "/opt/b\n");

	assert_finds("opt/b opt/a usr/lib", LAYERS(DIRECTORIES CACHE INCLUDES, conf));
	assert_finds("opt/a usr/lib",
		LAYERS(DIRECTORIES CACHE TEXT("etc/ld.so.conf", " /opt/a/ # x\n/no\n/opt/a")));
	assert_finds("usr/lib", LAYERS(DIRECTORIES INCLUDES, conf));
	assert_finds("usr/lib", LAYERS(DIRECTORIES CACHE TEXT("etc/ld.so.conf", "opt/a\n")));
}

static void nothing_that_is_not_included(void **state)
{
	(void)state;
	const char *conf =
		TEXT("etc/ld.so.conf.d/a.conf", "/opt/a\n") TEXT("etc/ld.so.conf.d/b", "/opt/b\n");

	assert_finds("usr/lib", LAYERS(DIRECTORIES CACHE, conf));
	assert_finds(
		"usr/lib", LAYERS(DIRECTORIES CACHE TEXT("etc/ld.so.conf", "# nothing\n"), conf));
	assert_finds("opt/a usr/lib", LAYERS(DIRECTORIES CACHE INCLUDES, conf));
	assert_finds("opt/b usr/lib",
		LAYERS(DIRECTORIES CACHE TEXT("etc/ld.so.conf", "include ld.so.conf.d/b"), conf));
	assert_finds("usr/lib",
		LAYERS(DIRECTORIES CACHE INCLUDES, conf, "w 0644 etc/ld.so.conf.d/a.conf|"));
	assert_finds("opt/c usr/lib", LAYERS(DIRECTORIES CACHE INCLUDES, conf,
					      TEXT("etc/ld.so.conf.d/a.conf", "/opt/c\n")));
}

static void over_links(void **state)
{
	(void)state;
	assert_finds("opt/c usr/lib",
		LAYERS(DIRECTORIES CACHE INCLUDES
			"l 0777 etc/ld.so.conf.d/x.conf|/etc/alternatives/x|"
			"l 0777 etc/alternatives/x|/opt/a/ld.so.conf|",
			TEXT("opt/a/ld.so.conf", "/opt/c\ninclude /etc/ld.so.conf\n")));
	assert_finds(
		"usr/lib opt/a", LAYERS(DIRECTORIES CACHE TEXT("etc/ld.so.conf", "/lib\n/opt/a")));
}

static void musl(void **state)
{
	(void)state;
	const char *loader = "d 0755 lib|d 0755 usr/lib|d 0755 usr/local/lib|d 0755 opt/a|" FILE(
		"lib/ld-musl-x86_64.so.1");

	assert_finds("lib usr/lib usr/local/lib", LAYERS(loader));
	assert_finds("opt/a lib",
		LAYERS(loader, TEXT("etc/ld-musl-x86_64.path", "/opt/a:/no\n/lib\nusr/lib")));
	assert_finds("", LAYERS(loader, TEXT("etc/ld-musl-x86_64.path", "")));
	assert_finds("lib usr/lib usr/local/lib",
		LAYERS(loader, TEXT("etc/ld-musl-aarch64.path", "/opt/a")));
	assert_finds("opt/a lib usr/lib",
		LAYERS(loader, CACHE TEXT("etc/ld-musl-x86_64.path", "/opt/a")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_configured),
		cmocka_unit_test(nothing_that_is_not_included),
		cmocka_unit_test(over_links),
		cmocka_unit_test(musl),
	};
	return run_unit(tests);
}
