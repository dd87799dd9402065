/* SPDX-License-Identifier: MIT */
/* owner: which rule is for a path, and what is said when none is. */
#include "unit.h"

#include "layers/owner.h"
#include "lib/cleanup.h"
#include "lib/json.h"

static struct owner_rules rules_of(const char *const *texts)
{
	struct owner_rules rules = {
		.prefix = "opt/venv", .site = "opt/venv/lib/python3.12/site-packages"};

	for (; *texts; texts++)
		assert_null(owner_rules_add(&rules, *texts));
	return rules;
}

static void rules_match_paths(void **state)
{
	(void)state;
	const struct {
		const char *rule, *path;
		bool matches;
	} cases[] = {
		{"cv2/*=a", "opt/venv/lib/python3.12/site-packages/cv2/x", true},
		{"cv2/*=a", "opt/venv/lib/python3.12/site-packages/cv2/deep/x", true},
		{"cv2/*=a", "opt/venv/lib/python3.12/site-packages/cv20/x", false},
		{"cv2/*=a", "opt/venv/cv2/x", true},
		{"cv2/*=a", "cv2/x", false},
		{"cv2=a", "opt/venv/lib/python3.12/site-packages/cv2/x", false},
		{"bin/tool=a", "opt/venv/bin/tool", true},
		{"bin/tool=a", "opt/venv/lib/python3.12/site-packages/bin/tool", true},
		{"/opt/venv/bin/tool=a", "opt/venv/bin/tool", true},
		{"/opt/venv/bin/tool=a", "opt/venv/lib/python3.12/site-packages/opt/venv/bin/tool",
			false},
		{"/*/LICENSE=a", "opt/venv/LICENSE", true},
		{"a?b?c=d?e=a", "opt/venv/a b:c=d#e", true},
		{"[ab]=a", "opt/venv/b", true},
		{".hidden*=a", "opt/venv/.hidden/.x", true},
		{"*=a", "opt/venv/.hidden", true},
		{"*=a", "opt/other", false},
		{"*=a", "opt/venv", false},
		{"lib/*=a", "opt/venvlib/x", false},
	};

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		const char *const texts[] = {cases[i].rule, NULL};
		_cleanup_(owner_rules_free) struct owner_rules rules = rules_of(texts);

		if (owner_matches(&rules, &rules.list[0], cases[i].path) != cases[i].matches)
			fail_msg("%s and %s", cases[i].rule, cases[i].path);
	}
}

static void the_more_precise_goes_first(void **state)
{
	(void)state;
	const char *const texts[] = {"*=any", "p/q/*=long", "p/x=exact", "p/*=short", NULL};
	_cleanup_(owner_rules_free) struct owner_rules rules = rules_of(texts);
	const struct owner_rule *rule = owner_rule_next(&rules, NULL, "opt/venv/p/q/r");

	assert_string_equal(rule->package, "long");
	rule = owner_rule_next(&rules, rule, "opt/venv/p/q/r");
	assert_string_equal(rule->package, "short");
	rule = owner_rule_next(&rules, rule, "opt/venv/p/q/r");
	assert_string_equal(rule->package, "any");
	assert_null(owner_rule_next(&rules, rule, "opt/venv/p/q/r"));
	assert_string_equal(owner_rule_next(&rules, NULL, "opt/venv/p/x")->package, "exact");
}

static void rules_that_are_none(void **state)
{
	(void)state;
	_cleanup_(owner_rules_free) struct owner_rules rules = {0};

	assert_non_null(owner_rules_add(&rules, "cv2"));
	assert_non_null(owner_rules_add(&rules, "=opencv"));
	assert_non_null(owner_rules_add(&rules, "cv2="));
	assert_non_null(owner_rules_add(&rules, "cv2=a b"));
	assert_non_null(owner_rules_add(&rules, "cv2=-a"));
	assert_null(owner_rules_add(&rules, "cv2=Open_CV.python"));
	assert_string_equal(rules.list[0].package, "open-cv-python");
	assert_string_equal(rules.list[0].text, "cv2=Open_CV.python");
}

static void decisions_of_a_kind_are_one(void **state)
{
	(void)state;
	const char *const texts[] = {"p/*=a", "*=a", NULL};
	_cleanup_(owner_rules_free) struct owner_rules rules = rules_of(texts);
	_cleanup_json_ json_t *decisions = json_array();

	owner_decided(decisions, &rules.list[0], "a 1", "b 1", "p/x");
	owner_decided(decisions, &rules.list[0], "a 1", "b 1", "p/y");
	owner_decided(decisions, &rules.list[0], "a 1", "c 1", "p/y");
	owner_decided(decisions, &rules.list[1], "a 1", "b 1", "q");
	_cleanup_(text_free) struct text text = json_canonical(decisions);

	assert_string_equal(text.bytes, "[{\"count\":2,\"from\":\"b 1\",\"owner\":\"a "
					"1\",\"path\":\"p/x\",\"rule\":\"p/*=a\"},"
					"{\"count\":1,\"from\":\"c 1\",\"owner\":\"a "
					"1\",\"path\":\"p/y\",\"rule\":\"p/*=a\"},"
					"{\"count\":1,\"from\":\"b 1\",\"owner\":\"a "
					"1\",\"path\":\"q\",\"rule\":\"*=a\"}]");
}

static void report(const char *const *paths)
{
	struct disputes disputes = {0};
	const char *const texts[] = {NULL};
	_cleanup_(owner_rules_free) struct owner_rules rules = rules_of(texts);

	for (; *paths; paths++)
		dispute_add(&disputes, &rules, *paths, "one 1.0", "two 2.0");
	disputes_report(&disputes);
}

static void disputes_are_told_by_directory(void **state)
{
	(void)state;
	const char *const none[] = {NULL}, *const several[] = {"opt/venv/LICENSE",
						   "opt/venv/README",
						   "opt/venv/lib/python3.12/site-packages/p/a",
						   "opt/venv/lib/python3.12/site-packages/p/q/b",
						   "opt/venv/bin/$x", "opt/venv/\xc3\xa4 [(%@,+]",
						   "srv/d/f", NULL};
	const char *const said[] = {
		("/opt/venv/LICENSE: one 1.0 and two 2.0 have different files there: write "
		 "`PYLOCK_OWNER.LICENSE := one`, or two\n"),
		"`PYLOCK_OWNER.README := one`, or two\n", "/site-packages/p/a and 1 more: one 1.0",
		"`PYLOCK_OWNER.p/* := one`", "`PYLOCK_OWNER.bin/?x := one`",
		"`PYLOCK_OWNER.\xc3\xa4?????,+? := one`", "`PYLOCK_OWNER./srv/d/f := one`"};

	report(none);
	for (size_t i = 0; i < sizeof said / sizeof *said; i++)
		assert_dies(EXIT_NO, said[i], report(several));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rules_match_paths),
		cmocka_unit_test(the_more_precise_goes_first),
		cmocka_unit_test(rules_that_are_none),
		cmocka_unit_test(decisions_of_a_kind_are_one),
		cmocka_unit_test(disputes_are_told_by_directory),
	};
	return run_unit(tests);
}
