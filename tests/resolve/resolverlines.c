/* SPDX-License-Identifier: MIT */
/* resolverlines: the plain lines for a resolver, and what the files allow. */
#include "unit.h"

#include "lib/json.h"
#include "resolve/resolverlines.h"
#include "scratch.h"

#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"

static const struct target target = {
	.python_major = 3, .python_minor = 11, .arch = "x86_64", .libc_major = 2, .libc_minor = 36};

static void assert_lines(enum requirement_role role, const char *content, const char *wanted)
{
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_(resolverlines_free) struct resolverlines lines = {.target = &target};
	const char *path = scratch_write(&scratch, "r.in", content);
	_cleanup_(text_free) struct text found = {0};

	resolverlines_add(&lines, path, role);
	_cleanup_json_ json_t *allowed = resolverlines_allowed(&lines);
	_cleanup_free_ char *json = json_dumps(allowed, JSON_COMPACT | JSON_SORT_KEYS);
	const char *place = strstr(json, path);

	text_printf(&found, "%s|%s|%s|", text_string(&lines.requirements),
		text_string(&lines.constraints), text_string(&lines.overrides));
	if (place) /* the directory is another one each time */
		text_printf(&found, "%.*s%s", (int)(place - json), json,
			place + strlen(path) - strlen("r.in"));
	else
		text_add_string(&found, json);
	assert_string_equal(text_string(&found), wanted);
}

static void plain_lines(void **state)
{
	(void)state;
	assert_lines(ROLE_REQUIREMENT, "a \\\n==1 # c\n./x.whl\n", "a ==1\n|||{}");
	assert_lines(ROLE_REQUIREMENT, "a @ git+https://h/x ; python_version < '3'\n", "|||{}");
	assert_dies(EXIT_NO, "r.in:2: --pre is not followed: ",
		assert_lines(ROLE_REQUIREMENT, "a\n--pre\n", ""));
	assert_dies(EXIT_NO, "r.in:1: a URL with credentials is not followed: ",
		assert_lines(ROLE_REQUIREMENT, "-e git+https://u:p@h/x\n", ""));
	assert_lines(ROLE_CONSTRAINT, "a<2\n", "|a<2\n||{}");
	assert_lines(
		ROLE_OVERRIDE, "a<2 ; python_version < '3'\n", "||a<2 ; python_version < '3'\n|{}");
}

static void what_they_allow(void **state)
{
	(void)state;
	assert_lines(ROLE_REQUIREMENT, "--no-binary a\n--only-binary :all:\n--no-binary=B_b\n",
		"|||{\"noBinary\":[\"b-b\"],\"onlyBinary\":[\":all:\"]}");
	assert_lines(ROLE_REQUIREMENT, "--require-hashes\n\na==1 --hash=sha256:" ZEROS "\n",
		"a==1\n|||{\"hashes\":[{\"hashes\":[\"sha256:" ZEROS "\"],\"name\":\"a\","
		"\"place\":\"r.in:3\",\"specifier\":\"==1\"}]}");
	assert_lines(ROLE_REQUIREMENT, "a==1; python_version<'3' --hash=sha256:" ZEROS "\nb\n",
		"a==1; python_version<'3'\nb\n|||{}");
	assert_lines(ROLE_REQUIREMENT, "T==2.0+CU121\nu==1.0\nv==1.*\n",
		"T==2.0+CU121\nu==1.0\nv==1.*\n|||{\"exact\":{\"t\":\"2+cu121\"}}");
	assert_dies(EXIT_NO, "not a hash",
		assert_lines(ROLE_REQUIREMENT, "a==1 --hash=sha256:00\n", ""));
}

/* The references of CONTENT, without their places, and the lines that they become when the second
 * line's is known to be b. */
static void assert_references(enum requirement_role role, const char *content, const char *wanted)
{
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	const char *path = scratch_write(&scratch, "r.in", content);
	_cleanup_free_ char *second = xprintf("%s:2", path);
	_cleanup_json_ json_t *known = json_pack("{s:s}", second, "b");
	_cleanup_(resolverlines_free) struct resolverlines lines = {
		.target = &target, .known = known};
	_cleanup_(text_free) struct text found = {0};
	json_t *reference;
	size_t i;

	resolverlines_add(&lines, path, role);
	json_array_foreach (lines.references, i, reference) {
		json_object_del(reference, "place");
		_cleanup_(text_free) struct text text = json_canonical(reference);

		text_printf(&found, "%s\n", text_string(&text));
	}
	text_printf(&found, "%s|%s|%s", text_string(&lines.requirements),
		text_string(&lines.constraints), text_string(&lines.overrides));
	assert_string_equal(text_string(&found), wanted);
}

static void references(void **state)
{
	(void)state;
	assert_references(ROLE_REQUIREMENT,
		"c @ https://h/c.whl; python_version < '3'\n"
		"./b[x] ; python_version > '3'\n-e git+https://h/r@v1#egg=d&subdirectory=p\n",
		"{\"kind\":\"local\",\"location\":\"./b\"}\n"
		"{\"kind\":\"git\",\"location\":\"https://h/r\",\"name\":\"d\",\"revision\":\"v1\","
		"\"subdirectory\":\"p\"}\nb[x]\n||");
	assert_references(ROLE_CONSTRAINT, "\nb @ https://h/b.whl --hash=sha256:" ZEROS "\n",
		"{\"hashes\":[\"sha256:" ZEROS "\"],\"kind\":\"archive\",\"location\":"
		"\"https://h/b.whl\",\"name\":\"b\"}\n||");
	assert_references(ROLE_OVERRIDE, "\nb @ https://h/b.whl\n",
		"{\"kind\":\"archive\",\"location\":\"https://h/b.whl\",\"name\":\"b\"}\n||b\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_lines),
		cmocka_unit_test(what_they_allow),
		cmocka_unit_test(references),
	};

	return run_unit(tests);
}
