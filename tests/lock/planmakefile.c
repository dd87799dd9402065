/* SPDX-License-Identifier: MIT */
/* planmakefile: the rules for Make. */
#include "unit.h"

#include "lib/cleanup.h"
#include "lock/planmakefile.h"

static struct lock_file files[2] = {
	{.filename = (char *)"a-1-py3-none-any.whl", .size = 1000, .sha256.hex = "aabb"},
	{.filename = (char *)"d-1.tar.gz",
		.size = -1,
		.sdist = true,
		.sha256.hex = "0123456789abcdef"},
};
static struct lock_package packages[2] = {
	{.name = (char *)"a", .version = (char *)"1", .group = (char *)"a", .chosen = &files[0]},
	{.name = (char *)"d", .version = (char *)"1", .group = (char *)"d", .chosen = &files[1]},
};
static const struct lock lock = {.path = "dir/lock.toml", .count = 2, .packages = packages};

static struct text makefile_of(const struct lock_target *target, char keys[3][13])
{
	_cleanup_(plan_free) struct plan plan = plan_make(&lock, target, "here", 600);

	assert_int_equal(plan.count, 3); /* a in two parts, d */
	for (size_t i = 0; i < 3; i++)
		strcpy(keys[i], plan.layers[i].key);
	return plan_makefile(&plan);
}

static void assert_has(const struct text *makefile, const char *format, const char *key)
{
	_cleanup_(text_free) struct text wanted = {0};

	for (const char *c = format; *c; c++) {
		if (*c == '%')
			text_add_string(&wanted, key);
		else
			text_add_char(&wanted, *c);
	}
	if (!strstr(text_string(makefile), text_string(&wanted)))
		fail_msg("%s\nis not in\n%s", text_string(&wanted), text_string(makefile));
}

static void rules_for_layers_builds_and_downloads(void **state)
{
	(void)state;
	static const struct lock_target target = {.name = (char *)"t"};
	char keys[3][13];
	_cleanup_(text_free) struct text makefile = makefile_of(&target, keys);

	assert_has(&makefile, "# plan.mk: what t is made of. Made by lockplan from lock.toml;", "");
	assert_has(&makefile,
		"\n$(_pylock_build)/layers/a.1of2-%.json: $(_pylock_blobs)/aa/aabb\n"
		"\t$(call _pylock_layer,a,--part 1/2 "
		"a-1-py3-none-any.whl=$(_pylock_blobs)/aa/aabb)\n",
		keys[0]);
	assert_has(&makefile,
		"\n$(_pylock_build)/layers/d-%.json: $(_pylock_build)/built/d-0123456789ab.args\n"
		"\t$(call _pylock_layer,d, @$(_pylock_build)/built/d-0123456789ab.args)\n",
		keys[2]);
	assert_has(&makefile,
		"\n$(_pylock_build)/built/d-0123456789ab.args: "
		"$(_pylock_blobs)/01/0123456789abcdef\n"
		"\t$(call _pylock_wheel,d,1,d-1.tar.gz=$(_pylock_blobs)/01/0123456789abcdef)\n",
		"");
	assert_has(&makefile,
		"\n$(_pylock_blobs)/aa/aabb &: | $(_pylock_build)/policy.args\n"
		"\t$(call _pylock_fetch,0)\n",
		"");
	assert_has(&makefile,
		"\n_pylock_plan_built := $(_pylock_build)/built/d-0123456789ab.args\n"
		"_pylock_plan_blobs := \\\n  $(_pylock_blobs)/aa/aabb \\\n"
		"  $(_pylock_blobs)/01/0123456789abcdef\n",
		"");
}

static void what_is_compiled_and_allowed(void **state)
{
	(void)state;
	char *compiled[] = {(char *)"a"};
	struct digest allowed[] = {{.hex = "aabb"}};
	const struct lock_target target = {.name = (char *)"t",
		.compiler = (char *)"3.11.9",
		.compiled_count = 1,
		.compiled = compiled,
		.allowed = {.count = 1, .wheels = allowed}};
	char keys[3][13];
	_cleanup_(text_free) struct text makefile = makefile_of(&target, keys);

	assert_has(&makefile,
		"_pylock_layer,a,--part 1/2 --allow-wheel aabb "
		"a-1-py3-none-any.whl=$(_pylock_blobs)/aa/aabb, "
		"a-1-py3-none-any.whl=$(_pylock_blobs)/aa/aabb)\n",
		"");
	assert_has(&makefile, "_pylock_layer,d, @", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rules_for_layers_builds_and_downloads),
		cmocka_unit_test(what_is_compiled_and_allowed),
	};
	return run_unit(tests);
}
