/* SPDX-License-Identifier: MIT */
/* releasechoice: which files are meant, and what is said when that is not clear. */
#include "unit.h"

#include "pages.h"
#include "resolve/releasechoice.h"
#include "scratch.h"

#define LINUX "demo-1.0-cp311-cp311-linux_x86_64.whl"
#define MANY "demo-1.0-cp311-cp311-manylinux_2_17_x86_64.whl"
#define PURE "demo-1.0-py3-none-any.whl"
#define LOCAL "demo-1.0+cu1-py3-none-any.whl"
#define WINDOWS "demo-1.0-cp311-cp311-win_amd64.whl"
#define SDIST "demo-1.0.tar.gz"

static const struct target target = {
	.python_major = 3, .python_minor = 11, .arch = "x86_64", .libc_major = 2, .libc_minor = 36};
static struct resolved_release resolved = {.name = "demo", .version = "1.0"};

static bool keep_all(const struct project_file *file, const void *data)
{
	return file && !data;
}

/* What is decided of the files, which become the release's, by the rules, a JSON array. */
static char *decide_files(struct project files, const char *rules)
{
	_cleanup_(scratch_remove) struct scratch scratch = scratch_make();
	_cleanup_free_ char *text =
		xprintf("{\"indexes\": {\"default\": {\"url\": \"http://a\"}}, \"prefer\": "
			"[{\"pattern\": \"demo\", \"rules\": %s}]}",
			rules);
	_cleanup_(policy_free) struct policy policy =
		policy_read(scratch_write(&scratch, "p.json", text));
	_cleanup_(tags_free) struct tags tags = tags_for(&target);
	const struct release_target whom = {.name = "t", .python = "3.11.2", .tags = &tags};
	struct release release = release_begin(&resolved, &policy);
	_cleanup_(text_free) struct text said = {0};

	for (size_t i = 0; i < files.count; i++)
		files.files[i]->source = "default";
	release.files = project_some(&files, keep_all, NULL);
	if (release_decide(&release, &policy, &whom, &said)) {
		_cleanup_free_ char *meant = pages_names(&release.meant);

		text_printf(&said, "%s; best %s; by %s; over ", meant,
			release_best(&release, &tags)->filename, text_string(&release.decided));
		list_join(&release.over, " ", &said);
	}
	release_free(&release);
	project_free(&files);
	return text_take(&said);
}

/* Of files with these names, up to NULL. */
static char *decide(const char *const *names, const char *rules)
{
	return decide_files(pages_files(names), rules);
}

static void assert_decided(const char *const *names, const char *rules, const char *wanted)
{
	_cleanup_free_ char *found = decide(names, rules);

	assert_string_equal(found, wanted);
}

#define FILES(...) ((const char *const[]){__VA_ARGS__, NULL})

static void what_is_clear(void **state)
{
	(void)state;
	assert_decided(FILES(SDIST, PURE), "[]", PURE "; best " PURE "; by ; over ");
	assert_decided(
		FILES(MANY, PURE, WINDOWS), "[]", MANY " " PURE "; best " MANY "; by ; over ");
	assert_decided(FILES(SDIST, WINDOWS), "[]", SDIST "; best " SDIST "; by ; over ");
	assert_decided(FILES(WINDOWS), "[]", WINDOWS "; best " WINDOWS "; by ; over ");
	assert_decided(FILES(MANY, LINUX), "[\"tag:none\", \"tag:linux_*\"]",
		LINUX "; best " LINUX "; by tag:linux_*; over " MANY);
	assert_decided(FILES(PURE), "[\"tag:linux_*\"]", PURE "; best " PURE "; by ; over ");
}

static void what_is_not(void **state)
{
	(void)state;
	assert_decided(FILES(MANY, LINUX), "[]",
		"demo 1.0: 2 files fit t and are not the same thing; write which one is meant:\n"
		"  " LINUX ": tag linux_x86_64, index default, size not known, sha256 "
		"0000000000000000000000000000000000000000000000000000000000000001: "
		"PYLOCK_PREFER.demo := "
		"tag:linux_x86_64\n"
		"  " MANY ": tag manylinux_2_17_x86_64, index default, size not known, sha256 "
		"0000000000000000000000000000000000000000000000000000000000000000: "
		"PYLOCK_PREFER.demo := "
		"tag:manylinux_2_17_x86_64");
	assert_decided(FILES(PURE, LOCAL), "[\"local:cu1\"]",
		"demo: resolved to 1.0, and PYLOCK_PREFER.demo means 1.0+cu1: write "
		"`demo==1.0+cu1` into "
		"constraints.txt");
	assert_decided(FILES(PURE, MANY), "[\"local:cu1\"]",
		"demo 1.0: PYLOCK_PREFER.demo := local:cu1: none of its files at index 'default' "
		"is that: " MANY ", " PURE);
	assert_decided(
		(const char *const[]){NULL}, "[]", "demo 1.0: index 'default' has no file of it");
}

/* What else there is to say of files between which somebody has to choose. */
static void what_is_known_of_files(void **state)
{
	(void)state;
	static const struct {
		const char *filename, *sha256;
		json_int_t size;
	} cases[] = {
		{SDIST, "b", 1234567},
		{SDIST, "a", 100},
		{"demo-1.0.zip", NULL, 1000},
	};
	struct project files = project_begin("demo");

	for (size_t i = 0; i < 3; i++) {
		json_t *entry = json_pack("{s:s, s:s, s:I}", "filename", cases[i].filename, "url",
			"http://x/f", "size", cases[i].size);

		if (cases[i].sha256)
			json_object_set_new(
				entry, "hashes", json_pack("{s:s}", "sha256", cases[i].sha256));
		project_add_entry(&files, entry);
	}
	_cleanup_free_ char *found = decide_files(files, "[]");
	static const char *const wanted[] = {
		"demo 1.0: 3 files fit t and are not the same thing; write which one is meant:",
		"\n  " SDIST ": sdist, index default, 100 bytes, sha256 a: PYLOCK_PREFER.demo := ",
		"\n  " SDIST ": sdist, index default, 1,234,567 bytes, sha256 b: ",
		"\n  demo-1.0.zip: sdist, index default, 1,000 bytes, sha256 not known: ",
	};
	const char *at = found;

	for (size_t i = 0; i < 4; i++)
		assert_non_null(at = strstr(at, wanted[i]));
}

/* Rules of one package that none of its files meets. */
static void rules_that_mean_nothing(void **state)
{
	(void)state;
	assert_decided((const char *const[]){NULL}, "[\"local:cu1\"]",
		"demo 1.0: PYLOCK_PREFER.demo := local:cu1: none of its files at index 'default' "
		"is that: none fits");
	assert_decided(FILES(WINDOWS), "[\"index:other\", \"tag:x\"]",
		"demo 1.0: PYLOCK_PREFER.demo := index:other tag:x: none of its files at index "
		"'default' is that: none fits");
}

/* Files of one version that are all meant: the last build, where their tags are equal. */
static void which_is_best(void **state)
{
	(void)state;
	assert_decided(FILES("demo-1.0-2-py3-none-any.whl", "demo-1.0-10-py3-none-any.whl"), "[]",
		"demo-1.0-2-py3-none-any.whl demo-1.0-10-py3-none-any.whl; best "
		"demo-1.0-10-py3-none-any.whl; by ; over ");
	assert_decided(FILES(PURE, MANY, SDIST), "[]", PURE " " MANY "; best " MANY "; by ; over ");
}

static void a_wheel_before_an_sdist(void **state)
{
	(void)state;
	_cleanup_(tags_free) struct tags tags = tags_for(&target);
	const char *const *const orders[] = {FILES(SDIST, PURE), FILES(PURE, SDIST)};

	for (size_t i = 0; i < 2; i++) {
		struct release release = {.meant = pages_files(orders[i])};

		assert_string_equal(release_best(&release, &tags)->filename, PURE);
		project_free(&release.meant);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_clear),
		cmocka_unit_test(what_is_not),
		cmocka_unit_test(what_is_known_of_files),
		cmocka_unit_test(rules_that_mean_nothing),
		cmocka_unit_test(which_is_best),
		cmocka_unit_test(a_wheel_before_an_sdist),
	};
	return run_unit(tests);
}
