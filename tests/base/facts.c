/* SPDX-License-Identifier: MIT */
/* facts: what os-release(5), passwd(5), dpkg's status and the C library of an image say. */
#include "unit.h"

#include "base/facts.h"
#include "evidence_items.h"
#include "lib/cleanup.h"
#include "lib/json.h"

static const char debian[] =
	"f 0644 " ONE " 1 - etc/os-release|"
	"c etc/os-release|PRETTY_NAME=\"A \\\"b\\\"\"\nID=debian\nVERSION_ID='12'\nXID=no\n|"
	"f 0644 " ONE " 1 - var/lib/dpkg/status|"
	"c var/lib/dpkg/status|Package: a\nStatus: install ok installed\nVersion: 1\n\n"
	"Package: b\nStatus: deinstall ok config-files\nVersion: 2\n|"
	"f 0755 " TWO " 1 62,64l usr/lib/x86_64-linux-gnu/libc.so.6|"
	"v usr/lib/x86_64-linux-gnu/libc.so.6|2.36|"
	"f 0644 " ONE " 1 - etc/passwd|c etc/passwd|root:x:0:0:root:/root:/bin/sh\n|";

static json_t *facts_of(const char *evidence, const char *config)
{
	_cleanup_(filesystem_free) struct filesystem filesystem;
	struct examined layer = {.evidence = items(evidence)};
	_cleanup_json_ json_t *json = json_loads(config, 0, NULL);
	const struct image image = {.config = json, .layer_count = 1, .manifest = {.hex = "00"}};
	const struct distributions none = {0};

	assert_non_null(json);
	filesystem_begin(&filesystem);
	filesystem_apply(&filesystem, &layer.evidence, 0, "L");
	json_t *facts = facts_json(&image, &filesystem, &layer, &none);

	free((char *)layer.evidence.bytes);
	return facts;
}

static void assert_said(const json_t *facts, const char *key, const char *wanted)
{
	_cleanup_(text_free) struct text text = json_canonical(json_object_get(facts, key));

	assert_string_equal(text_string(&text), wanted);
}

static void a_system_is_described(void **state)
{
	(void)state;
	_cleanup_json_ json_t *facts = facts_of(debian,
		"{\"os\":\"linux\",\"architecture\":\"amd64\",\"config\":{\"User\":\"root\"}}");

	assert_said(facts, "release",
		"{\"ID\":\"debian\",\"PRETTY_NAME\":\"A \\\"b\\\"\",\"VERSION_ID\":\"12\"}");
	assert_said(facts, "packages", "{\"dpkg\":1}");
	assert_said(facts, "libc", "{\"glibc\":\"2.36\"}");
	assert_said(facts, "interpreters", "[]");
	assert_said(facts, "config", "{\"User\":\"root\"}");
	assert_string_equal(json_want_string(facts, "manifest", "w"), "sha256:00");
	assert_string_equal(json_want_string(facts, "architecture", "w"), "amd64");
	assert_int_equal(json_array_size(json_want_array(facts, "users", "w")), 1);
	assert_null(json_object_get(facts, "variant"));
}

static void an_empty_image_says_nothing(void **state)
{
	(void)state;
	_cleanup_json_ json_t *facts = facts_of("d 0755 etc|", "{}");

	assert_said(facts, "release", "{}");
	assert_said(facts, "libc", "{}");
	assert_said(facts, "packages", "{}");
	assert_said(facts, "sites", "[]");
	assert_said(facts, "cuda", "[]");
	assert_said(facts, "users", "[]");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_system_is_described),
		cmocka_unit_test(an_empty_image_says_nothing),
	};
	return run_unit(tests);
}
