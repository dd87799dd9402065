/* SPDX-License-Identifier: MIT */
/* prefer: which files rules leave, and which choices nobody has made. */
#include "unit.h"

#include "fetch/prefer.h"
#include "lib/json.h"
#include "pages.h"

#define LINUX "demo-1.0-cp311-cp311-linux_x86_64.whl"
#define MANY "demo-1.0-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl"
#define LOCAL "demo-1.0+cu12.9-py3-none-any.whl"
#define SDIST "demo-1.0.tar.gz"
#define NEWER "demo-2.0-py3-none-any.whl"

static const struct target target = {
	.python_major = 3, .python_minor = 11, .arch = "x86_64", .libc_major = 2, .libc_minor = 36};
static const char *const all[] = {LINUX, MANY, LOCAL, SDIST, NEWER, NULL};

static void matches(void **state)
{
	(void)state;
	_cleanup_(project_free) struct project project = pages_files(all);
	static const struct {
		const char *rule;
		unsigned files; /* a bit for each */
	} rules[] = {{"tag:linux_x86_64", 1}, {"tag:*linux*", 3}, {"tag:manylinux2014_*", 2},
		{"tag:py3-none-any", 20}, {"tag:any", 20}, {"local:cu12_9", 4}, {"local:none", 27},
		{"index:a", 2}, {"index:", 0},
		{"sha256:0000000000000000000000000000000000000000000000000000000000000003", 8},
		{"tag:", 0}};

	project.files[1]->source = "a";
	for (size_t i = 0; i < sizeof rules / sizeof *rules; i++)
		for (size_t k = 0; k < project.count; k++)
			assert_int_equal(prefer_matches(project.files[k], rules[i].rule),
				(rules[i].files >> k) & 1);
}

static void assert_left(struct project *project, const char *wanted)
{
	_cleanup_free_ char *found = pages_names(project);

	assert_string_equal(found, wanted);
}

static bool keep_all(const struct project_file *file, const void *data)
{
	return file && !data;
}

static void each_rule_narrows(void **state)
{
	(void)state;
	_cleanup_(project_free) struct project project = pages_files(all);
	_cleanup_(project_free) struct project left = project_some(&project, keep_all, NULL);
	_cleanup_json_ json_t *rules =
		json_pack("[s, s, s]", "tag:none", "tag:*linux*", "tag:linux_*");
	_cleanup_(text_free) struct text decided = {0};

	prefer_narrow(&left, rules, &decided);
	assert_left(&left, LINUX);
	assert_string_equal(text_string(&decided), "tag:*linux* tag:linux_*");
	prefer_narrow(&left, rules, &decided);
	assert_left(&left, LINUX);
	assert_string_equal(text_string(&decided), "tag:*linux* tag:linux_*");
}

static void assert_filtered(const char *rule, const char *wanted)
{
	_cleanup_(tags_free) struct tags tags = tags_for(&target);
	_cleanup_(project_free) struct project project = pages_files(all);
	_cleanup_(project_free) struct project left = project_some(&project, keep_all, NULL);
	_cleanup_json_ json_t *rules = json_pack("[s]", rule);

	prefer_filter(&left, rules, &tags);
	assert_left(&left, wanted);
}

static void resolvers_see_what_is_meant(void **state)
{
	(void)state;
	assert_filtered("tag:linux_*", LINUX);
	assert_filtered("local:cu12.9", LOCAL);
	assert_filtered("tag:win32", LINUX " " MANY " " LOCAL " " SDIST " " NEWER);
	assert_filtered("sha256:0000000000000000000000000000000000000000000000000000000000000001",
		MANY " " NEWER);
	assert_filtered("sha256:f", LINUX " " MANY " " LOCAL " " SDIST " " NEWER);
}

static void differences(void **state)
{
	(void)state;
	_cleanup_(tags_free) struct tags tags = tags_for(&target);
	_cleanup_(project_free) struct project project =
		pages_files((const char *const[]){LINUX, MANY, LINUX, LOCAL, NULL});
	_cleanup_(text_free) struct text rules = {0};
	const struct prefer_differences found = prefer_compare(&project, &tags);

	assert_true(found.tag && found.local && found.hash);
	assert_int_equal(prefer_family(project.files[0], &tags), FAMILY_LINUX);
	assert_int_equal(prefer_family(project.files[1], &tags), FAMILY_MANYLINUX);
	assert_int_equal(prefer_family(project.files[3], &tags), FAMILY_ANY);
	prefer_rules(&rules, project.files[3], found, &tags, "i");
	assert_string_equal(text_string(&rules),
		"tag:py3-none-any local:cu12.9 "
		"sha256:0000000000000000000000000000000000000000000000000000000000000003");
	text_clear(&rules);
	project.files[1]->sha256[0] = '\0';
	prefer_rules(&rules, project.files[1],
		(struct prefer_differences){.tag = true, .hash = true}, &tags, "i");
	assert_string_equal(text_string(&rules), "tag:manylinux_2_17_x86_64 index:i");
	assert_int_equal(prefer_rank(project.files[0], &tags), 0);
	project_free(&project);
	project = pages_files((const char *const[]){MANY, SDIST, NULL});
	const struct prefer_differences none = prefer_compare(&project, &tags);

	assert_false(none.tag || none.local || none.hash);
	assert_int_equal(prefer_rank(project.files[1], &tags), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(matches),
		cmocka_unit_test(each_rule_narrows),
		cmocka_unit_test(resolvers_see_what_is_meant),
		cmocka_unit_test(differences),
	};
	return run_unit(tests);
}
