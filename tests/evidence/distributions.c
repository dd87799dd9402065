/* SPDX-License-Identifier: MIT */
/* distributions: which there are, and what their RECORDs come to. */
#include "unit.h"

#include "evidence/distributions.h"
#include "evidence_items.h"
#include "lib/cleanup.h"
#include "lib/json.h"

#define SITE "v/lib/site-packages"
#define FILE_AT(path) "f 0644 " ONE " 1 - " path "|"
#define METADATA(directory, name)      \
	FILE_AT(directory "/METADATA") \
	"m " directory "/METADATA|{\"name\":\"" name "\"}|"

/* What is said of the distributions in two layers, without the members that METADATA brings. */
static void assert_said(const char *first, const char *second, const char *wanted)
{
	const char *const sites[] = {"v/other"};
	_cleanup_(filesystem_free) struct filesystem filesystem;
	_cleanup_(distributions_free) struct distributions distributions = {
		.sites = sites, .site_count = 1};
	struct evidence evidence[2] = {items(first), items(second)};
	_cleanup_(text_free) struct text said = {0};

	filesystem_begin(&filesystem);
	for (unsigned i = 0; i < 2; i++)
		filesystem_apply(&filesystem, &evidence[i], i, "L");
	for (unsigned i = 0; i < 2; i++)
		distributions_add(&distributions, &filesystem, &evidence[i], i);
	distributions_sort(&distributions);
	for (unsigned i = 0; i < 2; i++)
		distributions_check(&distributions, &filesystem, &evidence[i], i);
	for (size_t i = 0; i < distributions.count; i++) {
		_cleanup_json_ json_t *json = distribution_json(&distributions.list[i]);
		_cleanup_(text_free) struct text text = json_canonical(json);

		text_printf(&said, "%s\n", text_string(&text));
	}
	assert_string_equal(text_string(&said), wanted);
	free((char *)evidence[0].bytes);
	free((char *)evidence[1].bytes);
}

static void where_they_are_found(void **state)
{
	(void)state;
	assert_said(METADATA(SITE "/b-1.dist-info", "b") METADATA("v/other/c-1.dist-info", "c")
			    METADATA(SITE "/vendored/d-1.dist-info", "d"),
		METADATA("usr/lib/python3/dist-packages/a-1.dist-info", "a"),
		"{\"installer\":null,\"layer\":1,\"name\":\"a\",\"path\":\"usr/lib/python3/"
		"dist-packages/"
		"a-1.dist-info\","
		"\"record\":null}\n"
		"{\"installer\":null,\"layer\":0,\"name\":\"b\",\"path\":\"" SITE
		"/b-1.dist-info\",\"record\":null}\n"
		"{\"installer\":null,\"layer\":0,\"name\":\"c\",\"path\":\"v/other/"
		"c-1.dist-info\",\"record\":null}\n");
}

static void eggs(void **state)
{
	(void)state;
	assert_said(FILE_AT(SITE "/a.egg-info") "m " SITE "/a.egg-info|{\"name\":\"a\"}|",
		FILE_AT(SITE "/b.egg-info/PKG-INFO") "m " SITE
						     "/b.egg-info/PKG-INFO|{\"name\":\"b\"}|",
		"{\"installer\":null,\"layer\":0,\"name\":\"a\",\"path\":\"" SITE
		"/a.egg-info\",\"record\":null}\n"
		"{\"installer\":null,\"layer\":1,\"name\":\"b\",\"path\":\"" SITE
		"/b.egg-info\",\"record\":null}\n");
}

static void removed_and_replaced(void **state)
{
	(void)state;
	assert_said(METADATA(SITE "/a-1.dist-info", "a") METADATA(SITE "/b-1.dist-info", "b"),
		"w 0644 " SITE "/a-1.dist-info|" METADATA(SITE "/b-1.dist-info", "c"),
		"{\"installer\":null,\"layer\":1,\"name\":\"c\",\"path\":\"" SITE
		"/b-1.dist-info\",\"record\":null}\n");
}

static void records(void **state)
{
	(void)state;
	assert_said(METADATA(SITE "/a-1.dist-info", "a") FILE_AT(SITE "/a-1.dist-info/RECORD")
			    FILE_AT(SITE "/good") FILE_AT(SITE "/hash") FILE_AT(SITE "/size")
				    FILE_AT(SITE "/bare") FILE_AT(SITE "/over") "l 0777 " SITE
										"/link|good|",
		FILE_AT(SITE
			"/a-1.dist-info/INSTALLER") "i " SITE "/a-1.dist-info/INSTALLER|pip|"
						    "f 0644 " TWO " 1 - " SITE "/over|" FILE_AT(SITE
							    "/none.dist-info/"
							    "RECORD") "R " SITE
								      "/none.dist-info/RECORD|r - "
								      "- x|" FILE_AT(SITE
									      "/a-1.dist-info/"
									      "RECORD") "R " SITE
											"/a-1."
											"dist-"
											"info/"
											"RECORD|"
											"r " ONE
											" 1 " SITE
											"/good|"
											"r " TWO
											" 1 " SITE
											"/hash|"
											"r " ONE
											" 2 " SITE
											"/size|r "
											"- "
											"- " SITE
											"/bare|"
											"r " ONE
											" 1 " SITE
											"/over|"
											"r " ONE
											" 1 " SITE
											"/link|r "
											"- "
											"- " SITE
											"/a-1."
											"dist-"
											"info/"
											"RECORD|"
											"r " ONE
											" 1 "
											"../"
											"gone|",
		"{\"installer\":\"pip\",\"layer\":0,\"name\":\"a\",\"path\":\"" SITE
		"/a-1.dist-info\","
		"\"record\":{\"changed\":[\"" SITE "/hash\",\"" SITE "/size\",\"" SITE
		"/over\",\"" SITE "/link\"],"
		"\"files\":8,\"missing\":[\"../gone\"],\"unchecked\":[\"" SITE "/bare\"]}}\n");
}

/* A row without a hash, as those of .pyc files are, does not say that the bytes are others. */
static void shared(void **state)
{
	(void)state;
	assert_said(METADATA(SITE "/a-1.dist-info", "a") FILE_AT(SITE "/a-1.dist-info/RECORD")
			    FILE_AT(SITE "/x") FILE_AT(SITE "/y") FILE_AT(
				    SITE "/z") "R " SITE "/a-1.dist-info/RECORD|r " ONE " 1 " SITE
					       "/x|r " ONE " 1 " SITE "/y|r " ONE " 1 " SITE "/z|",
		METADATA(SITE "/b-1.dist-info", "b") FILE_AT(SITE
			"/b-1.dist-info/RECORD") "R " SITE "/b-1.dist-info/RECORD|r " ONE " 1 " SITE
						 "/x|r - - " SITE "/y|r " TWO " 1 " SITE "/z|",
		"{\"installer\":null,\"layer\":0,\"name\":\"a\",\"path\":\"" SITE
		"/a-1.dist-info\","
		"\"record\":{\"changed\":[],\"files\":3,\"missing\":[],\"unchecked\":[]}}\n"
		"{\"installer\":null,\"layer\":1,\"name\":\"b\",\"path\":\"" SITE
		"/b-1.dist-info\","
		"\"record\":{\"changed\":[\"" SITE
		"/z\"],\"files\":3,\"missing\":[],\"unchecked\":[\"" SITE "/y\"]},"
		"\"shared\":[[\"" SITE "/x\",\"a\",true],[\"" SITE "/y\",\"a\",true],[\"" SITE
		"/z\",\"a\",false]]}\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(where_they_are_found),
		cmocka_unit_test(eggs),
		cmocka_unit_test(removed_and_replaced),
		cmocka_unit_test(records),
		cmocka_unit_test(shared),
	};
	return run_unit(tests);
}
